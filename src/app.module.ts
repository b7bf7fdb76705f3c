import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AccessModule } from './access/index.js';
import { ActivityModule } from './activity/index.js';
import { ConfigModule, type Settings } from './config/index.js';
import { ENTITIES } from './boot/entities.js';
import { IntegrationsModule } from './integrations/index.js';
import { HealthModule } from './health/index.js';
import { PmConfigsModule } from './pm-configs/index.js';
import { type AdapterFactory, ProvidersModule } from './providers/providers.module.js';
import type { SecretBox } from './shared/crypto/index.js';
import { ReleaseConfigsModule } from './release-configs/index.js';
import { ReleasesModule } from './releases/index.js';
import { EventsModule } from './shared/events/index.js';
import {
  graphqlModule,
  MutationScopeInterceptor,
  PlaygroundModule,
  type PlaygroundOptions,
} from './shared/graphql/index.js';
import { JobsModule } from './shared/jobs/index.js';
import type { AppLogger } from './shared/logging/index.js';
import { type Database, PersistenceModule } from './shared/persistence/index.js';
import { SharedModule } from './shared/shared.module.js';
import { TicketsModule } from './tickets/index.js';

export interface AppParts {
  readonly settings: Settings;
  readonly database: Database;
  readonly secretBox: SecretBox;
  readonly logger: AppLogger;
  readonly playground?: PlaygroundOptions;
  /** The trackers that can be connected. Default: all that delivr knows. */
  readonly adapters?: readonly AdapterFactory[] | undefined;
}

/** What the product does, from the bottom up. */
export const FEATURES = [
  ActivityModule,
  AccessModule,
  IntegrationsModule,
  PmConfigsModule,
  TicketsModule,
  ReleaseConfigsModule,
  ReleasesModule,
] as const;

/** Wiring only. */
@Module({})
export class AppModule {
  static async forRoot({
    settings,
    database,
    secretBox,
    logger,
    playground,
    adapters,
  }: AppParts): Promise<DynamicModule> {
    const api =
      settings.role === 'worker' ? [] : [graphqlModule(), PlaygroundModule.forRoot(playground), HealthModule];
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(settings),
        SharedModule.forRoot({ logger, secretBox }),
        await PersistenceModule.forRoot(database, ENTITIES),
        EventsModule,
        JobsModule,
        ProvidersModule.forRoot(adapters),
        ...FEATURES,
        ...api,
      ],
      providers: [{ provide: APP_INTERCEPTOR, useClass: MutationScopeInterceptor }],
    };
  }
}
