import { randomBytes } from 'node:crypto';
import { askHost } from './app-host.js';
import { LogFile } from './log-file.js';
import type { AppSetup } from './open-app.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

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
  /** Every line that the application logged. */
  readonly logs: readonly string[];
  graphql<T = any>(query: string, variables?: object, token?: string | null): Promise<GraphqlResponse<T>>;
  /** The data of an operation that must succeed. */
  run<T = any>(query: string, variables?: object, token?: string | null): Promise<T>;
  close(): Promise<void>;
}

/** Opens an application: `startApp`, or `startAppInside` where a test must reach into it. */
export type OpenApp = (options: TestAppOptions) => Promise<TestApp>;

/** What most helpers need: an application that answers, in this process or another. */
export type ApiClient = Pick<TestApp, 'run'>;

export interface TestAppOptions extends Partial<Omit<AppSetup, 'databaseUrl'>> {
  /** Another application's database, for two processes on one. */
  readonly database?: TestDatabase;
}

/**
 * The whole application with real HTTP, a database of its own, the worker included unless `ROLE` says otherwise. It runs
 * in another process, which has the compiled product loaded: what must reach into it takes `startAppInside` instead.
 */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { database, isOwn, setup } = await prepare(options);
  const { id, url, logFile } = await askHost<{ id: string; url: string; logFile: string }>('open', setup);
  const log = new LogFile(logFile);
  return testApp(setup, {
    url,
    logs: () => log.lines(),
    close: () => (isOwn ? askHost('retire', { id, databaseUrl: database.url }) : askHost('close', { id })),
  });
}

/** What every application of a test has; the rest comes from the options. */
export async function prepare({ database: given, ...options }: TestAppOptions) {
  const database = given ?? (await createTestDatabase());
  const setup: AppSetup = {
    bootstrapToken: `bootstrap-${randomBytes(24).toString('hex')}`,
    encryptionKeys: `1:${randomBytes(32).toString('base64')}`,
    ...options,
    databaseUrl: database.url,
  };
  return { database, isOwn: !given, setup };
}

interface Opened {
  readonly url: string;
  readonly logs: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** How tests speak to it, wherever it runs. */
export function testApp(setup: AppSetup, { url, logs, close }: Opened): TestApp {
  const { databaseUrl, bootstrapToken, encryptionKeys } = setup;
  const graphql: TestApp['graphql'] = (query, variables, token = bootstrapToken) =>
    post(`${url}/graphql`, { query, variables }, token);
  return {
    ...{ url, databaseUrl, bootstrapToken, encryptionKeys, graphql, close },
    get logs() {
      return logs();
    },
    run: async (query, variables, token = bootstrapToken) => {
      const answer = await graphql(query, variables, token);
      if (answer.errors)
        throw new Error([JSON.stringify(answer.errors, null, 2), ...logLinesOf(logs(), answer)].join('\n'));
      return answer.data;
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
