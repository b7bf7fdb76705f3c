/** The process beside this worker of jest that runs applications (app-host-child.ts), started when first asked. */
let host: Promise<string> | undefined;

/** Has the host do it. An error there is thrown here. */
export async function askHost<T = void>(operation: string, request: object): Promise<T> {
  host ??= findHost();
  const answer = await fetch(`${await host}/${operation}`, { method: 'POST', body: JSON.stringify(request) });
  const { result, error } = (await answer.json()) as { result: T; error?: Error };
  if (error) throw Object.assign(new Error(error.message), { name: error.name, cause: error.stack });
  return result;
}

async function findHost(): Promise<string> {
  const launcher = process.env['DELIVR_TEST_LAUNCHER'];
  if (!launcher) throw new Error('No host of applications: run through jest, whose global setup offers one.');
  const answer = await fetch(`${launcher}/${process.env['JEST_WORKER_ID'] ?? 1}`);
  if (!answer.ok) throw new Error(await answer.text());
  return `http://127.0.0.1:${((await answer.json()) as { port: number }).port}`;
}
