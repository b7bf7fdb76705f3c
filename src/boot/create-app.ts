import { EntityManager } from '@mikro-orm/postgresql';
import { type INestApplicationContext, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, type AppParts } from '../app.module.js';
import { toInvalidInput } from '../shared/graphql/index.js';
import { DrainingAdapter, openRequestContexts, prepareGraphqlRoute } from '../shared/http/index.js';

/** The whole application, not listening yet: HTTP for `api` and `all`, none for a pure worker. */
export async function createApp(parts: AppParts): Promise<NestFastifyApplication | INestApplicationContext> {
  const module = await AppModule.forRoot(parts);
  if (parts.settings.role === 'worker') {
    return NestFactory.createApplicationContext(module, { logger: parts.logger, abortOnError: false });
  }
  const { limits, timings } = parts.settings;
  const adapter = new DrainingAdapter({ ...limits, graceMs: timings.shutdownGraceMs });
  prepareGraphqlRoute(adapter.getInstance(), limits, parts.logger);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: parts.logger,
    abortOnError: false,
  });
  openRequestContexts(adapter.getInstance(), app.get(EntityManager));
  app.useGlobalPipes(inputPipe());
  try {
    return await app.init();
  } catch (error) {
    // What was opened before the refusal must not keep the process alive.
    await app.close().catch(() => undefined);
    throw error;
  }
}

/** Inputs become instances of their classes and are checked whole; every complaint names its field. */
function inputPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: false,
    // What is wrong with a list must not hide what is wrong in it; per property only the first complaint is told.
    stopAtFirstError: false,
    validationError: { target: false, value: false },
    exceptionFactory: toInvalidInput,
  });
}
