import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppParts } from '../app.module.js';
import type { Settings } from '../config/index.js';
import { ChangeFeedService } from '../shared/events/index.js';
import { JobRunnerService } from '../shared/jobs/index.js';
import type { Database } from '../shared/persistence/index.js';

/** SIGHUP: the terminal that it was started from is closed. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** For what should end at once, once the work is over. */
const CLOSE_TIMEOUT_MS = 5_000;
/** The embedded database ends in this time at the latest, be it by force. */
const DATABASE_STOP_TIMEOUT_MS = 30_000;

export type App = NestFastifyApplication | INestApplicationContext;

export interface Running {
  readonly app: App;
  readonly parts: AppParts;
}

/** A start that is under way, and what it has opened so far. */
export interface Start {
  readonly running: Promise<Running>;
  database(): Database | null;
}

/** A signal that comes while it starts is obeyed once it has started. */
export function stopOnSignal(start: Start, { timings }: Settings): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => void giveUp(start), timings.shutdownGraceMs + 2 * CLOSE_TIMEOUT_MS).unref();
    const running = await start.running.catch(() => null);
    if (!running) return;
    await shutDown(running).catch(() => process.exit(1));
    // Nothing is left that matters, such as connections to trackers.
    setTimeout(() => process.exit(0), 1_000).unref();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => void stop());
  // A closed terminal takes no more lines, which is no reason to end without a stop.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
}

/** Something holds on longer than everything together may: what must not be left behind is the database. */
async function giveUp(start: Start): Promise<void> {
  const stopped = start
    .database()
    ?.stop()
    .catch(() => undefined);
  await Promise.race([stopped, sleep(DATABASE_STOP_TIMEOUT_MS)]);
  process.exit(1);
}

/** Accepts nothing more, lets what runs finish, and then, whatever happened, stops the database. */
export async function shutDown({ app, parts: { database, logger, settings } }: Running): Promise<void> {
  logger.info('Stopping.');
  try {
    app.get(ChangeFeedService).endWaits();
    const server = 'listen' in app ? (app.getHttpAdapter().close() as Promise<void>) : undefined;
    const work = Promise.all([server, app.get(JobRunnerService).stop()]);
    await within(settings.timings.shutdownGraceMs + CLOSE_TIMEOUT_MS, work);
    await within(CLOSE_TIMEOUT_MS, app.close());
  } catch (error) {
    logger.error('Stopping did not go smoothly.', { error });
  } finally {
    await database.stop();
  }
  logger.info('Stopped.');
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const late = sleep(timeoutMs, 'late', { ref: false });
  if ((await Promise.race([work, late])) === 'late') throw new Error(`It took longer than ${timeoutMs} ms.`);
}
