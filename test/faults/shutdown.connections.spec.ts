import { jest } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { identifyProcess } from '../../src/shared/persistence/embedded/process-identity.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { killProducts, startProduct, untilOutput } from '../support/product-process.js';
import { makeTestFolder, removeTestFolder } from '../support/test-folder.js';

// Processes of their own take their time to start on a busy machine. Longer than any limit of the product's own would
// have to be waited for: TIMINGS below.
jest.setTimeout(90_000);

const TOKEN = 'bootstrap-token-for-the-connection-tests';
const HEADERS = [
  'POST /graphql HTTP/1.1',
  'host: localhost',
  'content-type: application/json',
  'content-length: 100',
];
const UNFINISHED_BODY = [...HEADERS, '', '{'].join('\r\n');
const UNFINISHED_HEADERS = HEADERS.slice(0, 2).join('\r\n');
const QUERY = JSON.stringify({ query: '{ viewer { account { name } projects { name } } }' });

const batchOfProjects = (index: number) =>
  JSON.stringify(
    Array.from({ length: 10 }, (_, place) => ({
      query: `mutation { createProject(input: { name: "Project ${index}-${place}" }) { id members { role } } }`,
    })),
  );

describe('connections of a process that stops', () => {
  let folder: string;
  let port: number;
  let sockets: Socket[];

  beforeEach(async () => {
    folder = await makeTestFolder();
    port = await freePort();
    sockets = [];
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await killProducts();
    await removeTestFolder(folder);
  });

  const start = async (env: Readonly<Record<string, string>> = {}) => {
    const product = await startProduct({
      DATA_DIR: join(folder, 'data'),
      PORT: String(port),
      BOOTSTRAP_TOKEN: TOKEN,
      // A stop that waited for somebody would outlast the test.
      TIMINGS: '{"shutdownGraceMs":600000}',
      RATE_LIMIT_PER_MINUTE: '1000000',
      ...env,
    });
    await untilOutput(product, 'delivr is running');
    return product;
  };

  const open = async (text: string) => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk) => (received += String(chunk)));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    if (text) await new Promise((resolve) => socket.write(text, resolve));
    return { received: () => received, closed: once(socket, 'close') };
  };

  const request = (options: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: QUERY,
      ...options,
    });

  it('do not hold it up, whatever of a request they still owe; SIGHUP ends the database too', async () => {
    const product = await start();
    const postgresPid = Number(/"postgresPid":(\d+),"port"/.exec(product.output())![1]);
    const silent = await open('');
    const halfHeaders = await open(UNFINISHED_HEADERS);
    const halfBody = await open(UNFINISHED_BODY);
    await request();
    product.kill('SIGHUP');
    expect(await product.exit()).toBe(0);
    expect(await identifyProcess(postgresPid)).toBeUndefined();
    await Promise.all([silent.closed, halfHeaders.closed, halfBody.closed]);
    expect(halfBody.received()).toMatch(/^HTTP\/1\.1 503 /);
    expect(product.output()).not.toMatch(/"level":[56]0/);
  });

  it('are answered whole or refused with 503 under load, and no answer fails for want of the database', async () => {
    const product = await start();
    const answers: { status: number; text: string }[] = [];
    const user = async () => {
      for (;;) {
        const response = await request().catch(() => null);
        const text = await response?.text().catch(() => null);
        if (!response || typeof text !== 'string') return;
        answers.push({ status: response.status, text });
      }
    };
    const users = Array.from({ length: 20 }, user);
    await eventually(() => expect(answers.length).toBeGreaterThan(20));
    // Those who leave without their answer have their work finished too.
    const leave = new AbortController();
    const leaving = Array.from({ length: 16 }, (_, index) =>
      request({ body: batchOfProjects(index), signal: leave.signal }).catch(() => null),
    );
    const before = answers.length;
    await eventually(() => expect(answers.length).toBeGreaterThan(before + 20));
    product.kill('SIGTERM');
    leave.abort();
    expect(await product.exit()).toBe(0);
    await Promise.all([...users, ...leaving]);
    expect(answers.filter(({ status, text }) => status !== 503 && text.includes('errors'))).toEqual([]);
    expect(answers.filter(({ status }) => status !== 503 && status !== 200)).toEqual([]);
    expect(product.output()).not.toMatch(/destroyed|failed unexpectedly/);
  });

  it('get REQUEST_TIMEOUT_MS for a whole request, headers and body', async () => {
    const product = await start({ REQUEST_TIMEOUT_MS: '1000' });
    const all = [await open(''), await open(UNFINISHED_HEADERS), await open(UNFINISHED_BODY)];
    for (const { closed } of all) await closed;
    expect(all[2]!.received()).toMatch(/^HTTP\/1\.1 408 /);
    expect((await request()).status).toBe(200);
    expect(product.output()).not.toMatch(/"level":[56]0/);
  });
});
