import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** One strict scalar: the same check for variables and for literals; always a string on the wire. */
function stringScalar<T>(options: {
  name: string;
  description: string;
  specifiedByURL?: string;
  parse: (text: string) => T | null;
  serialize: (value: unknown) => string;
  violation: string;
}): GraphQLScalarType<T, string> {
  const parseValue = (value: unknown): T => {
    const parsed = typeof value === 'string' ? options.parse(value) : null;
    if (parsed === null) throw new TypeError(options.violation);
    return parsed;
  };
  return new GraphQLScalarType<T, string>({
    name: options.name,
    description: options.description,
    specifiedByURL: options.specifiedByURL ?? null,
    parseValue,
    parseLiteral: (node: ValueNode) => parseValue(node.kind === Kind.STRING ? node.value : null),
    serialize: options.serialize,
  });
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day that exists, so that 2026-02-30 is not silently 2 March. There was no year 0, and PostgreSQL knows none. */
export function isCalendarDay(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && isInSupportedYears(parsed) && parsed.toISOString().startsWith(text);
}

/** The years 1 to 9999: what four digits can say, here and in PostgreSQL. */
function isInSupportedYears(instant: Date): boolean {
  return instant.getUTCFullYear() >= 1 && instant.getUTCFullYear() <= 9_999;
}

/** Null: none, or one outside our years once it is in UTC. */
export function parseInstant(text: string): Date | null {
  const match = INSTANT.exec(text);
  if (!match || !isCalendarDay(match[1]!)) return null;
  if (Number(match[2]) > 23 || Number(match[3]) > 59 || Number(match[4]) > 59) return null;
  const parsed = new Date(text);
  return isInSupportedYears(parsed) ? parsed : null;
}

/** Internally a Date. */
export const GraphQLDateTime = stringScalar<Date>({
  name: 'DateTime',
  description:
    'An instant, ISO 8601 with offset, returned in UTC with milliseconds, as 2026-03-01T09:30:00.000Z.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  parse: parseInstant,
  serialize: (value) => (value instanceof Date ? value : new Date(value as string)).toISOString(),
  violation: 'must be an instant with offset, as 2026-03-01T09:30:00Z.',
});

/** Internally the text itself: a day has no time zone. */
export const GraphQLDate = stringScalar<string>({
  name: 'Date',
  description: 'A calendar day that exists, YYYY-MM-DD.',
  parse: (text) => (isCalendarDay(text) ? text : null),
  serialize: String,
  violation: 'must be a day that exists, as 2026-03-01.',
});

/** A host right after the two slashes, and no `@` before the path: there are readers that see a user name in less. */
const WEB_URL = /^https?:\/\/[^/\\?#@]+([/?#]|$)/i;
const MAX_URL_LENGTH = 2_000;

function parseWebUrl(text: string): string | null {
  const isClean = !/[\s\p{Cc}]/u.test(text) && text.isWellFormed() && text.length <= MAX_URL_LENGTH;
  return isClean && WEB_URL.test(text) && URL.canParse(text) ? text : null;
}

/** Internally the text, as written. */
export const GraphQLURL = stringScalar<string>({
  name: 'URL',
  description: 'An absolute http or https URL without user name and password, kept as written.',
  parse: parseWebUrl,
  serialize: String,
  violation: 'must be an http:// or https:// address without user name and password.',
});

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function literalToJson(node: ValueNode, variables: Record<string, unknown> | null | undefined): unknown {
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literalToJson(field.value, variables)]),
      );
    case Kind.LIST:
      return node.values.map((value) => literalToJson(value, variables));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    default:
      return node.value;
  }
}

/** Names that mean something to every JavaScript object: what they hold would be taken for a class or a prototype. */
const FORBIDDEN_KEYS = ['__proto__', 'constructor'];
const MAX_JSON_DEPTH = 20;

function parseJsonObject(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new TypeError('must be a JSON object.');
  assertUsable(value, 1);
  return value;
}

function assertUsable(value: unknown, depth: number): void {
  // 1e999: JSON can say it, and would store null.
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError('must not hold numbers that are too large.');
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_JSON_DEPTH) throw new TypeError(`must not be nested deeper than ${MAX_JSON_DEPTH} levels.`);
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.includes(key)) throw new TypeError(`must not hold a key named ${key}.`);
    assertUsable((value as Record<string, unknown>)[key], depth + 1);
  }
}

export const GraphQLJSONObject = new GraphQLScalarType<Record<string, unknown>>({
  name: 'JSONObject',
  description: 'A JSON object. Only where the shape cannot be known beforehand.',
  parseValue: parseJsonObject,
  parseLiteral: (node, variables) => parseJsonObject(literalToJson(node, variables)),
  serialize: (value) => {
    if (!isObject(value)) throw new TypeError('is not a JSON object.');
    return value;
  },
});
