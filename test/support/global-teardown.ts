/** After every run of jest. */
export default async function tearDown(): Promise<void> {
  // @ts-expect-error plain JavaScript without types: it must run before any TypeScript of ours is resolved
  await import('./typescript-imports.mjs');
  const { removeCompiledProduct } = await import('./compiled-product.js');
  await removeCompiledProduct();
  if (process.env['TEST_DATABASE_URL']) return;
  const { stopTestServer } = await import('./test-server.js');
  await stopTestServer();
}
