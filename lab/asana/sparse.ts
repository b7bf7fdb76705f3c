import { isObject } from './json.js';

/**
 * Something with a gid, all its members given. Members that are resources themselves come as functions, so that nothing
 * goes round in circles.
 */
export interface Resource {
  readonly gid: string;
  readonly resource_type: string;
  readonly [member: string]: unknown;
}

/** The members asked for, each with those asked for below it. */
type FieldSelection = ReadonlyMap<string, FieldSelection>;

const COMPACT = ['gid', 'resource_type', 'resource_subtype', 'name'];

/** With what `opt_fields` names, beside the gid. Absent: in full, what hangs below it compact. */
export function one(resource: Resource, optFields: string | null): unknown {
  return optFields === null ? full(resource) : pick(resource, parseOptFields(optFields));
}

/** Lists are compact unless `opt_fields` names more. */
export function many(resources: readonly Resource[], optFields: string | null): unknown[] {
  const selection = optFields === null ? null : parseOptFields(optFields);
  return resources.map((resource) => pick(resource, selection));
}

function parseOptFields(optFields: string): FieldSelection {
  const root = new Map<string, FieldSelection>();
  for (const path of optFields.split(',')) {
    let at = root;
    for (const name of path.trim().split('.')) {
      const below = (at.get(name) ?? new Map()) as Map<string, FieldSelection>;
      at.set(name, below);
      at = below;
    }
  }
  return root;
}

function full(resource: Resource): unknown {
  const members = Object.entries(resource).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members.map(([name, value]) => [name, pick(value, null)]));
}

/** Members that `selection` names; where it is null or empty, the compact ones. */
function pick(given: unknown, selection: FieldSelection | null): unknown {
  const value: unknown = typeof given === 'function' ? (given as () => unknown)() : given;
  if (Array.isArray(value)) return value.map((each) => pick(each, selection));
  if (!isObject(value)) return value;
  const isResource = 'gid' in value;
  const names =
    selection && selection.size > 0 ? [...selection.keys()] : isResource ? COMPACT : Object.keys(value);
  const wanted = isResource ? new Set(['gid', ...names]) : names;
  const members = [...wanted].filter((name) => value[name] !== undefined);
  return Object.fromEntries(members.map((name) => [name, pick(value[name], selection?.get(name) ?? null)]));
}
