import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type * as config from '../../src/config/index.js';
import type * as creation from '../../src/boot/create-app.js';
import type { AdapterFactory } from '../../src/providers/providers.module.js';
import type * as crypto from '../../src/shared/crypto/index.js';
import type * as events from '../../src/shared/events/index.js';
import type * as jobs from '../../src/shared/jobs/index.js';
import type * as logging from '../../src/shared/logging/index.js';

/** Waiting times that let a suite run in seconds; what they mean: src/config/timings.ts. */
const QUICK_TIMINGS = { sweepEveryMs: 300, pauseMaxMs: 400, waiterRecheckMs: 100, lookupSpacingMs: 100 };

/** What of the product it takes to start it, however it was loaded. */
export type Product = Pick<typeof config, 'readSettings'> &
  Pick<typeof creation, 'createApp'> &
  Pick<typeof crypto, 'verifyEncryptionKeys' | 'SecretBox'> &
  Pick<typeof events, 'ChangeFeedService'> &
  Pick<typeof jobs, 'JobRunnerService'> &
  Pick<typeof logging, 'AppLogger'>;

/** Can be said in JSON. */
export interface AppSetup {
  readonly databaseUrl: string;
  /** Another way to the same database, for what listens and for the worker. */
  readonly directUrl?: string;
  readonly encryptionKeys: string;
  readonly bootstrapToken: string;
  /** Environment variables beside the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timings?: object;
  /** Where the playground's bundle was built. */
  readonly playgroundBundle?: string;
}

export interface OpenApp {
  readonly app: NestFastifyApplication;
  /** Empty where it is a worker only. */
  readonly url: string;
  close(): Promise<void>;
}

/** The whole application in this process: real HTTP, the worker included unless `ROLE` says otherwise. */
export async function openApp(
  product: Product,
  setup: AppSetup,
  write: (line: string) => void,
  adapters?: readonly AdapterFactory[],
): Promise<OpenApp> {
  const settings = product.readSettings(environment(setup));
  const secretBox = new product.SecretBox(settings.encryptionKeys!);
  await product.verifyEncryptionKeys(setup.databaseUrl, secretBox);
  const app = (await product.createApp({
    settings,
    secretBox,
    logger: product.AppLogger.create(settings.logLevel, { write }),
    database: {
      url: setup.databaseUrl,
      directUrl: setup.directUrl ?? setup.databaseUrl,
      isRunning: () => true,
      stop: async () => undefined,
    },
    adapters,
    ...(setup.playgroundBundle && { playground: { bundleDir: setup.playgroundBundle } }),
  })) as NestFastifyApplication;
  if (settings.role !== 'worker') await app.listen(0, '127.0.0.1');
  return {
    app,
    url: settings.role === 'worker' ? '' : (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    close: async () => {
      app.get(product.ChangeFeedService).endWaits();
      try {
        await app.get(product.JobRunnerService).stop();
      } finally {
        await app.close();
      }
    },
  };
}

function environment({ databaseUrl, encryptionKeys, bootstrapToken, timings, env }: AppSetup) {
  return {
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '6',
    ENCRYPTION_KEYS: encryptionKeys,
    BOOTSTRAP_TOKEN: bootstrapToken,
    PORT: '0',
    PUBLIC_URL: 'http://delivr.test',
    PROVIDER_ALLOWED_HOSTS: '127.0.0.0/8',
    PROVIDER_TIMEOUT_MS: '2000',
    RATE_LIMIT_PER_MINUTE: '100000',
    LOG_LEVEL: 'debug',
    TIMINGS: JSON.stringify({ ...QUICK_TIMINGS, ...timings }),
    ...env,
  };
}
