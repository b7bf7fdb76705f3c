import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { readSettings } from '../../src/config/index.js';
import { createApp } from '../../src/boot/create-app.js';
import type { AdapterFactory } from '../../src/providers/providers.module.js';
import { verifyEncryptionKeys, SecretBox } from '../../src/shared/crypto/index.js';
import { ChangeFeedService } from '../../src/shared/events/index.js';
import { JobRunnerService } from '../../src/shared/jobs/index.js';
import { AppLogger } from '../../src/shared/logging/index.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** Waiting times that let a suite run in seconds; what they mean: src/config/timings.ts. */
const QUICK_TIMINGS = { sweepEveryMs: 300, pauseMaxMs: 400, waiterRecheckMs: 100, lookupSpacingMs: 100 };

export interface GraphqlResponse<T = any> {
  readonly status: number;
  readonly data: T;
  readonly errors?: readonly { message: string; path?: unknown; extensions: Record<string, any> }[];
}

export interface TestApp {
  readonly url: string;
  readonly databaseUrl: string;
  readonly bootstrapToken: string;
  readonly encryptionKeys: string;
  readonly app: NestFastifyApplication;
  /** Every line that the application logged. */
  readonly logs: readonly string[];
  graphql<T = any>(query: string, variables?: object, token?: string | null): Promise<GraphqlResponse<T>>;
  /** The data of an operation that must succeed. */
  run<T = any>(query: string, variables?: object, token?: string | null): Promise<T>;
  close(): Promise<void>;
}

/** What most helpers need: an application that answers, in this process or another. */
export type ApiClient = Pick<TestApp, 'run'>;

export interface TestAppOptions {
  /** Environment variables beside the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timings?: object;
  /** Another application's database, for two processes on one. */
  readonly database?: TestDatabase;
  /** Another way to the same database, for what listens and for the worker. */
  readonly directUrl?: string;
  readonly encryptionKeys?: string;
  readonly bootstrapToken?: string;
  /** Other trackers than those that delivr knows. */
  readonly adapters?: readonly AdapterFactory[];
  /** Where the playground's bundle was built. */
  readonly playgroundBundle?: string;
}

/** The whole application in this process: real HTTP, a database of its own, the worker included unless `ROLE` says otherwise. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createTestDatabase());
  const bootstrapToken = options.bootstrapToken ?? `bootstrap-${randomBytes(24).toString('hex')}`;
  const encryptionKeys = options.encryptionKeys ?? `1:${randomBytes(32).toString('base64')}`;
  const settings = readSettings({
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '6',
    ENCRYPTION_KEYS: encryptionKeys,
    BOOTSTRAP_TOKEN: bootstrapToken,
    PORT: '0',
    PUBLIC_URL: 'http://delivr.test',
    PROVIDER_ALLOWED_HOSTS: '127.0.0.0/8',
    PROVIDER_TIMEOUT_MS: '2000',
    RATE_LIMIT_PER_MINUTE: '100000',
    LOG_LEVEL: 'debug',
    TIMINGS: JSON.stringify({ ...QUICK_TIMINGS, ...options.timings }),
    ...options.env,
  });
  const logs: string[] = [];
  const secretBox = new SecretBox(settings.encryptionKeys!);
  await verifyEncryptionKeys(database.url, secretBox);
  const app = (await createApp({
    settings,
    secretBox,
    logger: AppLogger.create(settings.logLevel, { write: (line) => void logs.push(line) }),
    database: {
      url: database.url,
      directUrl: options.directUrl ?? database.url,
      isRunning: () => true,
      stop: async () => undefined,
    },
    adapters: options.adapters,
    ...(options.playgroundBundle && { playground: { bundleDir: options.playgroundBundle } }),
  })) as NestFastifyApplication;
  if (settings.role !== 'worker') await app.listen(0, '127.0.0.1');
  const url = settings.role === 'worker' ? '' : (await app.getUrl()).replace('[::1]', '127.0.0.1');

  const graphql: TestApp['graphql'] = (query, variables, token = bootstrapToken) =>
    post(`${url}/graphql`, { query, variables }, token);
  return {
    url,
    databaseUrl: database.url,
    bootstrapToken,
    encryptionKeys,
    app,
    logs,
    graphql,
    run: async (query, variables, token = bootstrapToken) => {
      const answer = await graphql(query, variables, token);
      if (answer.errors)
        throw new Error([JSON.stringify(answer.errors, null, 2), ...logLinesOf(logs, answer)].join('\n'));
      return answer.data;
    },
    close: async () => {
      app.get(ChangeFeedService).endWaits();
      try {
        await app.get(JobRunnerService).stop();
      } finally {
        await app.close();
      }
      if (!options.database) await database.drop();
    },
  };
}

/** What the log says of accidents, which answers never tell. */
function logLinesOf(logs: readonly string[], { errors }: GraphqlResponse): string[] {
  const ids = (errors ?? []).flatMap(({ extensions }) => extensions['errorId'] ?? []);
  return logs.filter((line) => ids.some((id: string) => line.includes(id)));
}

export async function post(url: string, body: object, token: string | null): Promise<GraphqlResponse> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as object) } as GraphqlResponse;
}
