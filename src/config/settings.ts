import { z } from 'zod';
import { DEFAULT_TIMINGS, type Timings } from './timings.js';

export type ProcessRole = 'all' | 'api' | 'worker';

/** Everything the environment decides, read once. Each variable: `.env.example`. */
export interface Settings {
  readonly role: ProcessRole;
  readonly host: string;
  readonly port: number;
  /** Where people reach delivr; the front of every link it writes. No trailing slash. */
  readonly publicUrl: string;
  /** Null: embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | null;
  /** Past a pooler: for LISTEN, migrations and the worker. */
  readonly databaseDirectUrl: string | null;
  readonly databasePoolSize: number;
  readonly dataDir: string;
  /** `id:base64,…`, first one seals. Null: generated in `dataDir` when the database is embedded. */
  readonly encryptionKeys: string | null;
  readonly bootstrapToken: string | null;
  readonly providerAllowedHosts: string;
  /** Milliseconds that one tracker call may take as a whole. */
  readonly providerTimeoutMs: number;
  readonly limits: ApiLimits;
  /** Who may read the schema by introspection: everybody, whoever has a token, nobody. */
  readonly introspection: 'public' | 'on' | 'off';
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  readonly timings: Timings;
}

export interface ApiLimits {
  readonly maxDepth: number;
  /** Sum over all selected fields, list fields weighing as many as they may return (capped at 100). */
  readonly maxCost: number;
  readonly maxAliases: number;
  readonly maxBatch: number;
  readonly maxBodyBytes: number;
  readonly maxResponseBytes: number;
  readonly requestsPerMinute: number;
  /** Milliseconds in which a request must have come whole, headers and body. */
  readonly requestTimeoutMs: number;
}

/** A call to make tickets may take this many tracker time-outs: reading what it needs, then the call. */
export const TIMEOUTS_PER_CREATION = 1.5;

/** The start stops with this; its message names each variable and what it wants. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const integer = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`)
    .default(fallback);

const choice = <const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(fallback as never);

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/./, 'must be a postgresql:// address')
  .refine((value) => URL.canParse(value), 'must be a postgresql:// address')
  .optional();

const webUrl = z
  .string()
  .refine(
    (value) => /^https?:\/\//.test(value) && URL.canParse(value),
    'must be an http:// or https:// address',
  )
  .refine(
    (value) => !URL.canParse(value) || !new URL(value).username,
    'must not hold a user name or password',
  )
  .transform((value) => value.replace(/\/+$/, ''))
  .optional();

const timings = z
  .string()
  .transform((text, context) => {
    const given = parseJson(text);
    const known = DEFAULT_TIMINGS as unknown as Record<string, unknown>;
    if (!given) return fail(context, 'must be a JSON object, as {"sweepEveryMs":5000}');
    for (const [name, value] of Object.entries(given)) {
      if (!(name in known))
        return fail(context, `has no member ${name}; known are ${Object.keys(known).join(', ')}`);
      if (!Number.isInteger(value) || Number(value) < 1)
        return fail(context, `.${name} must be whole milliseconds, 1 or more`);
    }
    return { ...DEFAULT_TIMINGS, ...given };
  })
  .default(DEFAULT_TIMINGS);

function fail(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function parseJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const environment = z.object({
  ROLE: choice(['all', 'api', 'worker'], 'all'),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(0, 65_535, 3000),
  PUBLIC_URL: webUrl,
  DATABASE_URL: postgresUrl,
  DATABASE_DIRECT_URL: postgresUrl,
  DATABASE_POOL_SIZE: integer(2, 500, 10),
  DATA_DIR: z.string().default('.data'),
  ENCRYPTION_KEYS: z.string().optional(),
  BOOTSTRAP_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters')
    .regex(
      /^[\x21-\x7e]+$/,
      'must hold no space, line end or other than ASCII characters: no header carries them',
    )
    .optional(),
  PROVIDER_ALLOWED_HOSTS: z.string().default(''),
  PROVIDER_TIMEOUT_MS: integer(100, 120_000, 15_000),
  GRAPHQL_MAX_DEPTH: integer(1, 100, 12),
  GRAPHQL_MAX_COST: integer(1, 1_000_000, 20_000),
  GRAPHQL_MAX_ALIASES: integer(1, 1_000, 30),
  GRAPHQL_MAX_BATCH: integer(1, 100, 10),
  GRAPHQL_MAX_BODY_BYTES: integer(1_024, 10_485_760, 262_144),
  GRAPHQL_MAX_RESPONSE_BYTES: integer(65_536, 1_073_741_824, 10_485_760),
  RATE_LIMIT_PER_MINUTE: integer(1, 1_000_000, 1_200),
  REQUEST_TIMEOUT_MS: integer(1_000, 600_000, 30_000),
  INTROSPECTION: choice(['on', 'public', 'off'], 'on'),
  LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'info'),
  TIMINGS: timings,
});

/**
 * Reads and checks the environment. Empty variables count as absent.
 * @throws SettingsError naming every bad variable at once.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new SettingsError(`Cannot start: ${lines.join('; ')}.`);
  }
  const value = parsed.data;
  if (value.ROLE !== 'all' && !value.DATABASE_URL) {
    throw new SettingsError(
      `Cannot start: ROLE=${value.ROLE} needs DATABASE_URL, since the embedded database serves one process only.`,
    );
  }
  if (value.PORT === 0 && !value.PUBLIC_URL) {
    throw new SettingsError('Cannot start: PORT=0 needs PUBLIC_URL, since links would lead nowhere.');
  }
  const longestCallMs = value.PROVIDER_TIMEOUT_MS * TIMEOUTS_PER_CREATION;
  if (longestCallMs > value.TIMINGS.shutdownGraceMs) {
    throw new SettingsError(
      `Cannot start: with PROVIDER_TIMEOUT_MS=${value.PROVIDER_TIMEOUT_MS} making tickets may take ${longestCallMs} ms, ` +
        `longer than a stop waits (${value.TIMINGS.shutdownGraceMs} ms). Lower it, or raise shutdownGraceMs in TIMINGS.`,
    );
  }
  return toSettings(value);
}

function toSettings(value: z.infer<typeof environment>): Settings {
  return {
    role: value.ROLE,
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.PUBLIC_URL ?? `http://${urlHost(value.HOST)}:${value.PORT}`,
    databaseUrl: value.DATABASE_URL ?? null,
    databaseDirectUrl: value.DATABASE_DIRECT_URL ?? value.DATABASE_URL ?? null,
    databasePoolSize: value.DATABASE_POOL_SIZE,
    dataDir: value.DATA_DIR,
    encryptionKeys: value.ENCRYPTION_KEYS ?? null,
    bootstrapToken: value.BOOTSTRAP_TOKEN ?? null,
    providerAllowedHosts: value.PROVIDER_ALLOWED_HOSTS,
    providerTimeoutMs: value.PROVIDER_TIMEOUT_MS,
    limits: {
      maxDepth: value.GRAPHQL_MAX_DEPTH,
      maxCost: value.GRAPHQL_MAX_COST,
      maxAliases: value.GRAPHQL_MAX_ALIASES,
      maxBatch: value.GRAPHQL_MAX_BATCH,
      maxBodyBytes: value.GRAPHQL_MAX_BODY_BYTES,
      maxResponseBytes: value.GRAPHQL_MAX_RESPONSE_BYTES,
      requestsPerMinute: value.RATE_LIMIT_PER_MINUTE,
      requestTimeoutMs: value.REQUEST_TIMEOUT_MS,
    },
    introspection: value.INTROSPECTION,
    logLevel: value.LOG_LEVEL,
    timings: value.TIMINGS,
  };
}

function urlHost(host: string): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return reachable.includes(':') ? `[${reachable}]` : reachable;
}
