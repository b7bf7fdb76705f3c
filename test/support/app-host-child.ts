import { randomUUID } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as persistence from '../../src/shared/persistence/migrate.js';
import { openApp, type AppSetup, type OpenApp, type Product } from './open-app.js';
import { dropDatabase } from './test-database.js';

/**
 * A process of its own that loads the compiled product once and opens one application after another for the suites of
 * a run: what a start costs is paid once, and each suite still has an application and a database that nobody shares.
 * Its arguments: the folder of the compiled product, and one for logs. It ends when its parent does.
 */
const [productFolder, logFolder] = process.argv.slice(2) as [string, string];

interface Running {
  readonly opened: OpenApp;
  readonly endLog: () => void;
}

const apps = new Map<string, Running>();
/** Closings that nobody waits for, and what went wrong in them. */
const closings = new Set<Promise<void>>();
const failures: string[] = [];
const product = await loadProduct();
const { migrate } = (await load('shared/persistence/migrate.js')) as typeof persistence;
// For the processes that are going to be killed.
flushCompileCache();

async function loadProduct(): Promise<Product> {
  const parts = ['config', 'shared/crypto', 'shared/events', 'shared/jobs', 'shared/logging'];
  const modules = ['boot/create-app.js', ...parts.map((part) => `${part}/index.js`)];
  return Object.assign({}, ...(await Promise.all(modules.map(load)))) as Product;
}

function load(module: string): Promise<object> {
  return import(pathToFileURL(join(productFolder, 'src', module)).href) as Promise<object>;
}

async function open(setup: AppSetup): Promise<object> {
  const id = randomUUID();
  const logFile = join(logFolder, `${id}.log`);
  const log = openSync(logFile, 'w');
  // At once: whoever has an answer finds in the log what was logged before it.
  const write = (line: string) => void writeSync(log, line);
  const opened = await openApp(product, setup, write).catch((error: unknown) => {
    closeSync(log);
    throw error;
  });
  apps.set(id, { opened, endLog: () => closeSync(log) });
  return { id, url: opened.url, logFile };
}

async function close(id: string): Promise<void> {
  const { opened, endLog } = apps.get(id)!;
  apps.delete(id);
  await opened.close();
  // What it still has to say as connections end.
  setTimeout(endLog, 5_000).unref();
}

/** Nobody can tell whether an application whose database nobody else has is gone already. */
function retire(id: string, databaseUrl: string): void {
  const closing = close(id)
    .then(() => dropDatabase(databaseUrl))
    .catch((error: unknown) => void failures.push((error as Error).stack ?? String(error)))
    .finally(() => closings.delete(closing));
  closings.add(closing);
}

type Request = Readonly<Record<string, any>>;

const operations: Readonly<Record<string, (request: Request) => unknown>> = {
  '/open': (setup) => open(setup as AppSetup),
  '/close': ({ id }) => close(id),
  '/retire': ({ id, databaseUrl }) => retire(id, databaseUrl),
  '/migrate': ({ databaseUrl }) => migrate(databaseUrl),
};

async function perform(request: IncomingMessage): Promise<object> {
  try {
    const chunks = (await request.toArray()) as Buffer[];
    const result = await operations[request.url!]!(JSON.parse(Buffer.concat(chunks).toString()));
    return { result };
  } catch (error) {
    const { name, message, stack } = error as Error;
    return { error: { name, message, stack } };
  }
}

const server = createServer((request, response) => {
  void perform(request).then((answer) => response.end(JSON.stringify(answer)));
});

async function stop(): Promise<void> {
  await Promise.all(closings);
  process.send!({ failures }, () => process.exit());
}

process.on('message', () => void stop());
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
