import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CallBudgetService } from './call-budget/index.js';
import { Clock, SystemClock } from './clock/index.js';
import { SecretBox } from './crypto/index.js';
import { MetricsRegistry } from './metrics/index.js';
import { AppLogger } from './logging/index.js';
import { EntityLoader } from './graphql/entity.loader.js';
import { RateLimiterService } from './graphql/rate-limiter.service.js';
import { UsageRegistry } from './usage/index.js';

/** What every module may use: time, logs, the box for secrets, the budget of outbound calls, the loader of fields. */
@Global()
@Module({})
export class SharedModule {
  static forRoot(parts: { readonly logger: AppLogger; readonly secretBox: SecretBox }): DynamicModule {
    return {
      module: SharedModule,
      providers: [
        { provide: AppLogger, useValue: parts.logger },
        { provide: SecretBox, useValue: parts.secretBox },
        { provide: Clock, useClass: SystemClock },
        CallBudgetService,
        EntityLoader,
        MetricsRegistry,
        RateLimiterService,
        UsageRegistry,
      ],
      exports: [
        AppLogger,
        SecretBox,
        Clock,
        CallBudgetService,
        EntityLoader,
        MetricsRegistry,
        RateLimiterService,
        UsageRegistry,
      ],
    };
  }
}
