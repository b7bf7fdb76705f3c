import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MetricsRegistry } from '../../shared/metrics/index.js';
import { TICKET_GAUGES } from './ticket-metrics.queries.js';

@Injectable()
export class TicketMetricsService implements OnModuleInit {
  constructor(private readonly metrics: MetricsRegistry) {}

  onModuleInit(): void {
    for (const gauge of TICKET_GAUGES) this.metrics.addTableGauge(gauge);
  }
}
