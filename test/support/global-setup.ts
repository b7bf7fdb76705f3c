/**
 * Before every run of jest: one database server for all tests, or the one of TEST_DATABASE_URL, and somebody to ask for
 * a process that runs applications.
 */
export default async function setUp(): Promise<void> {
  process.env['DELIVR_TEST_RUN'] = String(process.pid);
  // @ts-expect-error plain JavaScript without types: it must run before any TypeScript of ours is resolved
  await import('./typescript-imports.mjs');
  const own = process.env['TEST_DATABASE_URL'];
  const { startTestServer } = await import('./test-server.js');
  process.env['DELIVR_TEST_DATABASE_URL'] = own || (await startTestServer());
  const { startLauncher } = await import('./app-host-launcher.js');
  process.env['DELIVR_TEST_LAUNCHER'] = await startLauncher();
}
