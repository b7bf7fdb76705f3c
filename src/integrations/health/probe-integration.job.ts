import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { JobHandlerRegistry } from '../../shared/jobs/index.js';
import { findById, inProject } from '../../shared/persistence/index.js';
import { Integration } from '../integration.entity.js';
import { type ProbeKey, PROBE_JOB } from './probe-job.js';
import { claimProbe, enqueueDueProbes } from './probes.queries.js';
import { TrackerCallsService } from '../tracker-calls.service.js';

/** A probe may take one call's time, and a half to write down what it brought. */
const TIMEOUTS_PER_PROBE = 1.5;

/** A paused integration's time has come: one call decides whether its work goes on or waits longer. */
@Injectable()
export class ProbeIntegrationJob {
  private readonly leaseMs: number;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly em: EntityManager,
    private readonly calls: TrackerCallsService,
    handlers: JobHandlerRegistry,
  ) {
    this.leaseMs = settings.providerTimeoutMs * TIMEOUTS_PER_PROBE;
    handlers.handle(PROBE_JOB, (key) => this.run(key));
    handlers.registerSweep(() => enqueueDueProbes(this.em.fork({ useContext: false })));
  }

  private async run({ projectId, integrationId }: ProbeKey): Promise<void> {
    const integration = await inProject(this.em, projectId, async (em) =>
      (await claimProbe(em, projectId, integrationId, this.leaseMs))
        ? findById(em, Integration, integrationId)
        : null,
    );
    if (integration) await this.calls.probe(integration);
  }
}
