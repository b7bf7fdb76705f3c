/** Before every run of jest: one database server for all tests, or the one of TEST_DATABASE_URL. */
export default async function setUp(): Promise<void> {
  process.env['DELIVR_TEST_RUN'] = String(process.pid);
  const own = process.env['TEST_DATABASE_URL'];
  if (own) {
    process.env['DELIVR_TEST_DATABASE_URL'] = own;
    return;
  }
  // @ts-expect-error plain JavaScript without types: it must run before any TypeScript of ours is resolved
  await import('./typescript-imports.mjs');
  const { startTestServer } = await import('./test-server.js');
  process.env['DELIVR_TEST_DATABASE_URL'] = await startTestServer();
}
