import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startApp, type TestApp } from '../support/app.js';
import { launchBrowser } from '../support/browser.js';
import { buildPlaygroundBundle, type Bundle } from '../support/playground-bundle.js';

describe('the playground in a browser', () => {
  let bundle: Bundle;
  let app: TestApp;
  let browser: Browser;
  let page: Page;
  let requested: string[];
  let consoleErrors: string[];

  beforeAll(async () => {
    [bundle, browser] = await Promise.all([buildPlaygroundBundle(), launchBrowser()]);
    app = await startApp({ playgroundBundle: bundle.dir });
  }, 120_000);
  afterAll(async () => {
    await Promise.all([browser?.close(), app?.close()]);
    await bundle?.remove();
  });

  beforeEach(async () => {
    requested = [];
    consoleErrors = [];
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.on('request', (request) => requested.push(request.url()));
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    // What a content security policy refuses is told to the console as an error.
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) consoleErrors.push(message.text());
    });
    page.on('pageerror', (error) => consoleErrors.push(String(error)));
  });
  afterEach(() => page.context().close());

  const open = async (): Promise<void> => {
    await page.goto(`${app.url}/playground`);
    await page.locator('.graphiql-query-editor .view-lines').waitFor();
  };
  const openWithToken = async (): Promise<void> => {
    await page.addInitScript((token) => sessionStorage.setItem('delivr.apiToken', token), app.bootstrapToken);
    await open();
  };
  const type = async (query: string): Promise<void> => {
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.type(query);
    // The tab is renamed when GraphiQL has taken the text in; until then it would run the old operation's name.
    await page.getByText('<untitled>').waitFor();
  };
  const run = (): Promise<void> => page.getByRole('button', { name: /Execute query/ }).click();
  const answer = () => page.locator('.result-window');

  it('runs a typed query and shows the answer, without a request elsewhere and without a complaint', async () => {
    await openWithToken();
    await type('{ viewer { account { name } } }');
    await run();
    await answer().getByText('Administrator').waitFor();
    expect(requested.filter((url) => !url.startsWith('data:') && new URL(url).origin !== app.url)).toEqual(
      [],
    );
    expect(requested.length).toBeGreaterThan(5);
    expect(consoleErrors).toEqual([]);
  });

  it('lets the editor work in workers of our own origin', async () => {
    await openWithToken();
    await type('{ viewer { nothingLikeThat } }');
    await page.locator('.graphiql-query-editor .squiggly-error').waitFor();
    const workers = page.workers().map((worker) => worker.url());
    expect(workers.some((url) => url.includes('graphql.worker'))).toBe(true);
    expect(workers.filter((url) => !url.startsWith(`${app.url}/playground/assets/`))).toEqual([]);
    expect(consoleErrors).toEqual([]);
  });

  it('shows the schema with its descriptions in the docs', async () => {
    await openWithToken();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).click();
    await page.getByText('Who is asking, and what they may see.').waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it('prettifies a query, with a formatter loaded on demand', async () => {
    await openWithToken();
    await type('{viewer{account{name}}}');
    await page.getByRole('button', { name: /Prettify/ }).click();
    await page.locator('.graphiql-query-editor .view-line').nth(4).waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it('says what to do without a token, and goes on as soon as one is entered', async () => {
    await open();
    await page.getByRole('alert').getByText('Enter your API token above').waitFor();
    await page.getByLabel('API token').fill(` Bearer ${app.bootstrapToken}\n`);
    await page.getByRole('button', { name: 'Use', exact: true }).click();
    await page.getByRole('button', { name: 'Forget' }).waitFor();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).waitFor();
    expect(await page.locator('.notice').count()).toBe(0);
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).toBe('{}');
  });

  it('says so when a token is refused', async () => {
    await page.addInitScript(() => sessionStorage.setItem('delivr.apiToken', 'some-revoked-token'));
    await open();
    await page.getByRole('alert').getByText('does not accept this token').waitFor();
  });
});

describe('the playground over HTTP', () => {
  let bundle: Bundle;
  let app: TestApp;

  beforeAll(async () => {
    bundle = await buildPlaygroundBundle();
    app = await startApp({ playgroundBundle: bundle.dir });
  }, 120_000);
  afterAll(async () => {
    await app?.close();
    await bundle?.remove();
  });

  it('lets browsers keep the hashed files but not the page', async () => {
    const page = await fetch(`${app.url}/playground`);
    const html = await page.text();
    const script = await fetch(app.url + html.match(/src="([^"]+\.js)"/)?.[1]);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const { headers } of [page, script]) {
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('answers 404, kept by nobody, for a file that is not there or lies outside', async () => {
    for (const path of ['nothing.js', '..%2Findex.html', '..%2f..%2f..%2f..%2fetc%2fpasswd', '.env']) {
      const response = await fetch(`${app.url}/playground/assets/${path}`);
      expect([403, 404]).toContain(response.status);
      expect(response.headers.get('cache-control') ?? '').not.toContain('immutable');
    }
  });

  it('says how to build it when it was not built', async () => {
    const unbuilt = await startApp({ playgroundBundle: join(tmpdir(), 'no-such-bundle') });
    const response = await fetch(`${unbuilt.url}/playground`);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
    await unbuilt.close();
  });
});
