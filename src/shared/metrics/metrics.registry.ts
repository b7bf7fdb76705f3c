import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { readGaugeRows } from './metrics.queries.js';

export interface TableGauge {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** One row per value: `value`, and a column for each label. Over all projects, and with nothing of any of them. */
  readonly sql: string;
}

/** What `/metrics` shows: each module adds its own. No names, no ids. */
@Injectable()
export class MetricsRegistry {
  readonly registry = new Registry();

  constructor(private readonly em: EntityManager) {
    collectDefaultMetrics({ register: this.registry });
  }

  counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** Asked for with each scrape. A database that does not answer leaves the gauge out, and the rest is shown. */
  addTableGauge({ name, help, labelNames, sql }: TableGauge): void {
    const { em } = this;
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const { value, ...labels } of await readGaugeRows(em, sql))
          this.set(labels as Record<string, string>, Number(value));
      },
    });
  }
}
