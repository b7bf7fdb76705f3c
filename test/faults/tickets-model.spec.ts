import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { startApp, type TestApp } from '../support/app.js';
import { killProducts } from '../support/product-process.js';
import { QUICK } from '../support/release-tickets.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { ticketCommands } from '../support/ticket-commands.js';
import { aModel } from '../support/ticket-model.js';
import { RestartingWorker, TicketSystem } from '../support/ticket-system.js';
import { startWorker } from '../support/worker-process.js';

/** More: `MODEL_RUNS=100 npm test -- test/faults/tickets-model.spec.ts`. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 4);
/** Again, as a failure said it: `MODEL_SEED=…`. */
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000_000);
const COMMANDS_MAX = 20;

/** Proof by reading the issues themselves comes well before that by searching for them, as it does outside. */
const TIMINGS = { strongProofAfterMs: 800, weakProofAfterMs: 20_000 };

describe('whatever people, trackers and machines do', () => {
  const encryptionKeys = `1:${randomBytes(32).toString('base64')}`;
  let database: TestDatabase;
  let app: TestApp;
  let worker: RestartingWorker;

  beforeAll(async () => {
    database = await createTestDatabase();
    const options = { ...QUICK, env: { ...QUICK.env, ROLE: 'api' }, database, encryptionKeys };
    // Nobody waits for tickets here: the next thing happens while they are being made.
    app = await startApp({ ...options, timings: { ...QUICK.timings, ...TIMINGS, waitForTicketsMs: 1 } });
    worker = new RestartingWorker(() =>
      startWorker({ databaseUrl: database.url, encryptionKeys, timings: TIMINGS }),
    );
    await worker.untilUp();
  });

  afterAll(async () => {
    await worker?.untilUp();
    await killProducts();
    await app?.close();
    await database?.drop();
  });

  it(
    `each ticket is made exactly once, followed where it should be, and never stuck (seed ${SEED})`,
    async () => {
      const property = fc.asyncProperty(ticketCommands(COMMANDS_MAX), async (commands) => {
        const real = await TicketSystem.start(app, worker);
        const model = aModel();
        try {
          await fc.asyncModelRun(() => ({ model, real }), commands);
          await real.check(model);
        } finally {
          await real.stop();
        }
      });
      // A failure depends on the time: shrinking it would find no shorter way to it.
      await fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    },
    60_000 * Math.max(2, RUNS),
  );
});
