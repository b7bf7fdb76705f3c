import { Controller, Get, Header } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { MetricsRegistry } from '../shared/metrics/index.js';
import { ProcessReadinessService } from './process-readiness.service.js';

/** Prometheus metrics; no names, no ids, nothing of any project. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metricsRegistry: MetricsRegistry,
    readiness: ProcessReadinessService,
  ) {
    new Gauge({
      name: 'delivr_ready',
      help: 'Whether this process can do its work: 1 or 0.',
      registers: [metricsRegistry.registry],
      async collect() {
        this.set((await readiness.report()).isReady ? 1 : 0);
      },
    });
  }

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.metricsRegistry.registry.metrics();
  }
}
