/** The value at a dotted path of an operation's arguments, as `input.projectId`; undefined where there is none. */
export function valueAt(args: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      args,
    );
}

/** The path as error answers give it: from inside `input`; null for an argument that stands alone. */
export function pathInInput(path: string): string | null {
  return path.startsWith('input.') ? path.slice('input.'.length) : null;
}

/** `PmConfig` as people read it: pm config. */
export function readableEntityName(className: string): string {
  return className.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
