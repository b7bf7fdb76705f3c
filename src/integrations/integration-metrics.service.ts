import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { PmConnection, ProviderType } from '../providers/contract/index.js';
import { MetricsRegistry } from '../shared/metrics/index.js';
import { INTEGRATIONS_GAUGE } from './integration-metrics.queries.js';
import { countCalls } from './tracker-call-counter.js';

@Injectable()
export class IntegrationMetricsService implements OnModuleInit {
  private readonly calls: Counter;

  constructor(private readonly metrics: MetricsRegistry) {
    this.calls = metrics.counter(
      'delivr_tracker_calls_total',
      'Operations of trackers by tracker, operation and outcome: ok, or the kind of failure.',
      ['tracker', 'operation', 'outcome'],
    );
  }

  onModuleInit(): void {
    this.metrics.addTableGauge(INTEGRATIONS_GAUGE);
  }

  counted(connection: PmConnection, tracker: ProviderType): PmConnection {
    return countCalls(connection, tracker, this.calls);
  }
}
