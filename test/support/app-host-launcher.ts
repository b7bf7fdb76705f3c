import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { COMPILE_CACHE, compiledMain } from './compiled-product.js';
import { makeTestFolder, removeTestFolder } from './test-folder.js';

interface AppHost {
  readonly process: ChildProcess;
  readonly port: number;
}

/** Within jest's own process, which outlives its workers: starts a host for each of them that asks for one, once. */
const hosts = new Map<string, Promise<AppHost>>();
let launcher: Server | undefined;
let logFolder: string | undefined;

/** @returns where to ask: `GET /<id of the worker>` answers with the port of its host. */
export async function startLauncher(): Promise<string> {
  logFolder = await makeTestFolder();
  const server = createServer((request, response) => {
    hostOf(request.url!).then(
      ({ port }) => response.end(JSON.stringify({ port })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  launcher = server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Throws what went wrong in closings that no test waited for. */
export async function stopLauncher(): Promise<void> {
  launcher?.close();
  const failures = (await Promise.all([...hosts.values()].map(stopHost))).flat();
  if (logFolder) await removeTestFolder(logFolder);
  if (failures.length) throw new Error(`Applications did not close:\n${failures.join('\n')}`);
}

function hostOf(worker: string): Promise<AppHost> {
  const known = hosts.get(worker);
  if (known) return known;
  const starting = startHost(logFolder!);
  const forget = () => void hosts.delete(worker);
  starting.then(({ process: host }) => host.once('exit', forget), forget);
  hosts.set(worker, starting);
  return starting;
}

async function startHost(logs: string): Promise<AppHost> {
  const folder = dirname(dirname(await compiledMain()));
  const hook = join(import.meta.dirname, 'typescript-imports.mjs');
  const host = fork(join(import.meta.dirname, 'app-host-child.ts'), [folder, logs], {
    execArgv: ['--no-warnings', '--import', hook],
    env: { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  const port = await Promise.race([
    once(host, 'message').then(([message]) => (message as { port: number }).port),
    once(host, 'exit').then(([code]) => Promise.reject(new Error(`The host of applications ended: ${code}`))),
  ]);
  return { process: host, port };
}

async function stopHost(starting: Promise<AppHost>): Promise<readonly string[]> {
  const { process: host } = await starting;
  if (host.exitCode !== null || host.signalCode !== null) return [];
  const ended = once(host, 'exit');
  const lastResort = setTimeout(() => host.kill('SIGKILL'), 20_000);
  const said = once(host, 'message').then(([message]) => (message as { failures: string[] }).failures);
  host.send('stop');
  const failures = await Promise.race([said, ended.then(() => ['A host of applications had to be killed.'])]);
  await ended;
  clearTimeout(lastResort);
  return failures;
}
