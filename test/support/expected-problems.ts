/** Where the parameters of the one platform stand. */
export const AT = 'platformConfigurations.0.parameters';

/** A problem that a config must be told of. */
export interface Expected {
  readonly path: string;
  readonly severity: 'ERROR' | 'WARNING' | 'UNKNOWN';
  /** A part of what is said. */
  readonly message: string;
  readonly suggestions?: readonly string[];
}

const problem =
  (severity: Expected['severity']) =>
  (path: string, message: string, suggestions: readonly string[] = []): Expected => {
    return { path: `${AT}.${path}`, severity, message, suggestions };
  };

export const [error, warning] = [problem('ERROR'), problem('WARNING')];

/** As the API answers them. */
export function asAnswered(problems: readonly Expected[]): object[] {
  return problems.map((one) => ({
    platform: 'WEB',
    ...one,
    message: expect.stringContaining(one.message),
  }));
}

/** Whether a ticket cannot be made. That one could never be completed is no reason to refuse it. */
export function foretellRefusal(problems: readonly Expected[]): boolean {
  return problems.some(({ path, severity }) => severity === 'ERROR' && !path.includes('completedStatus'));
}
