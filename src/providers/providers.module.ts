import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings, SettingsError } from '../config/index.js';
import { CallBudgetService } from '../shared/call-budget/index.js';
import { Clock } from '../shared/clock/index.js';
import { AppLogger } from '../shared/logging/index.js';
import { AsanaProvider } from './asana/index.js';
import { type PmProvider, ProviderRegistry } from './contract/index.js';
import { type AllowedHosts, parseAllowedHosts, UndiciProviderHttp } from './http/index.js';
import { JiraProvider } from './jira/index.js';
import { LinearProvider } from './linear/index.js';
import { ClickUpProvider } from './clickup/index.js';
import { MondayProvider } from './monday/index.js';

/** @throws SettingsError where PROVIDER_ALLOWED_HOSTS cannot be understood. */
export function allowedHosts({ providerAllowedHosts }: Settings): AllowedHosts {
  try {
    return parseAllowedHosts(providerAllowedHosts);
  } catch (error) {
    throw new SettingsError(`Cannot start: PROVIDER_ALLOWED_HOSTS: ${(error as Error).message}.`);
  }
}

/** What an adapter is built from. */
export interface AdapterDependencies {
  readonly http: UndiciProviderHttp;
  readonly clock: () => Date;
  /** Milliseconds on a clock that nobody sets. */
  readonly monotonicMs: () => number;
  readonly timeoutMs: number;
  readonly timings: Settings['timings'];
}

export type AdapterFactory = (dependencies: AdapterDependencies) => PmProvider;

/** The adapters that there are: the only list of them. */
export const ADAPTERS: readonly AdapterFactory[] = [
  (dependencies) => new JiraProvider(dependencies),
  (dependencies) => new LinearProvider(dependencies),
  (dependencies) => new AsanaProvider(dependencies),
  (dependencies) => new ClickUpProvider(dependencies),
  (dependencies) => new MondayProvider(dependencies),
];

@Module({})
export class ProvidersModule implements OnApplicationShutdown {
  constructor(@Inject(UndiciProviderHttp) private readonly http: UndiciProviderHttp) {}

  static forRoot(adapters = ADAPTERS): DynamicModule {
    return {
      module: ProvidersModule,
      global: true,
      providers: [
        {
          provide: UndiciProviderHttp,
          inject: [SETTINGS, AppLogger, CallBudgetService],
          useFactory: providerHttp,
        },
        {
          provide: ProviderRegistry,
          inject: [UndiciProviderHttp, SETTINGS, Clock],
          useFactory: (http: UndiciProviderHttp, settings: Settings, clock: Clock) => {
            const { providerTimeoutMs: timeoutMs, timings } = settings;
            const clocks = { clock: () => clock.now(), monotonicMs: () => clock.monotonicMs() };
            const dependencies = { http, ...clocks, timeoutMs, timings };
            return new ProviderRegistry(adapters.map((adapter) => adapter(dependencies)));
          },
        },
      ],
      exports: [UndiciProviderHttp, ProviderRegistry],
    };
  }

  /** After whoever calls trackers has stopped. */
  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }
}

function providerHttp(settings: Settings, logger: AppLogger, budget: CallBudgetService): UndiciProviderHttp {
  return new UndiciProviderHttp({
    timeoutMs: settings.providerTimeoutMs,
    connectTimeoutMs: settings.timings.connectTimeoutMs,
    allowedHosts: allowedHosts(settings),
    budget,
    logger: { debug: (fields, message) => logger.debug(message, fields) },
  });
}
