import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings } from '../../src/config/index.js';
import { createApp } from '../../src/boot/create-app.js';
import type { AdapterFactory } from '../../src/providers/providers.module.js';
import { verifyEncryptionKeys, SecretBox } from '../../src/shared/crypto/index.js';
import { ChangeFeedService } from '../../src/shared/events/index.js';
import { JobRunnerService } from '../../src/shared/jobs/index.js';
import { AppLogger } from '../../src/shared/logging/index.js';
import { prepare, testApp, type TestApp, type TestAppOptions } from './app.js';
import { openApp } from './open-app.js';

const PRODUCT = {
  readSettings,
  createApp,
  verifyEncryptionKeys,
  SecretBox,
  ChangeFeedService,
  JobRunnerService,
  AppLogger,
};

export interface TestAppInside extends TestApp {
  readonly app: NestFastifyApplication;
}

export interface InsideOptions extends TestAppOptions {
  /** Other trackers than those that delivr knows. */
  readonly adapters?: readonly AdapterFactory[];
}

/**
 * The application within the test's own process, for what takes things out of its container, replaces its clock or
 * gives it parts of its own. It costs seconds: everything else takes `startApp`.
 */
export async function startAppInside({ adapters, ...options }: InsideOptions = {}): Promise<TestAppInside> {
  const { database, isOwn, setup } = await prepare(options);
  const lines: string[] = [];
  const { app, url, close } = await openApp(PRODUCT, setup, (line) => void lines.push(line), adapters);
  const outside = testApp(setup, {
    url,
    logs: () => lines,
    close: async () => {
      await close();
      if (isOwn) await database.drop();
    },
  });
  return Object.defineProperties({ app } as TestAppInside, Object.getOwnPropertyDescriptors(outside));
}
