/** After every run of jest, whatever became of it. */
export default async function tearDown(): Promise<void> {
  // @ts-expect-error plain JavaScript without types: it must run before any TypeScript of ours is resolved
  await import('./typescript-imports.mjs');
  const { removeCompiledProduct } = await import('./compiled-product.js');
  const { stopLauncher } = await import('./app-host-launcher.js');
  try {
    await stopLauncher();
  } finally {
    await removeCompiledProduct();
    const { stopTestServer } = await import('./test-server.js');
    if (!process.env['TEST_DATABASE_URL']) await stopTestServer();
  }
}
