import { Controller, Get, Header } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { ProcessReadinessService } from './process-readiness.service.js';

/** Prometheus metrics of this process; no names, no ids, nothing of any project. */
@Controller('metrics')
export class MetricsController {
  private readonly registry = new Registry();

  constructor(readiness: ProcessReadinessService) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'delivr_ready',
      help: 'Whether this process can do its work: 1 or 0.',
      registers: [this.registry],
      async collect() {
        this.set((await readiness.report()).isReady ? 1 : 0);
      },
    });
  }

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
