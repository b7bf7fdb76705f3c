import { type ProductProcess, startProduct, untilOutput } from './product-process.js';
import { QUICK } from './release-tickets.js';

export interface WorkerOptions {
  readonly databaseUrl: string;
  readonly encryptionKeys: string;
  /** Beside the quick ones. */
  readonly timings?: object;
}

/** A worker in a process of its own, as it is shipped, so that it can be killed; it works already. */
export async function startWorker({
  databaseUrl,
  encryptionKeys,
  timings,
}: WorkerOptions): Promise<ProductProcess> {
  const times = { sweepEveryMs: 300, pauseMaxMs: 400, lookupSpacingMs: 100, ...QUICK.timings, ...timings };
  const worker = await startProduct({
    ...QUICK.env,
    ROLE: 'worker',
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEYS: encryptionKeys,
    PROVIDER_ALLOWED_HOSTS: '127.0.0.0/8',
    TIMINGS: JSON.stringify(times),
  });
  await untilOutput(worker, /running as a worker/);
  return worker;
}

/** kill -9: no last word, no clean-up. */
export async function killWorker(worker: ProductProcess): Promise<void> {
  worker.kill('SIGKILL');
  await worker.exit();
}
