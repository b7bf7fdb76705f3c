import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/index.js';
import { IntegrationsModule } from '../integrations/index.js';
import { ConfirmMissingJob } from './engine/confirm-missing.job.js';
import { DraftSourceRegistry } from './engine/draft-source.registry.js';
import { ExpiredLeasesService } from './engine/expired-leases.service.js';
import { FindDuplicatesJob } from './duplicates/find-duplicates.job.js';
import { ProcessTicketsJob } from './engine/process-tickets.job.js';
import { CrossLinkWriter } from './changes/cross-links/cross-link.writer.js';
import { PlanCrossLinksJob } from './changes/cross-links/plan-cross-links.job.js';
import { TicketChangeResultsService } from './changes/ticket-change-results.service.js';
import { TicketChangeWriterRegistry } from './changes/ticket-change-writer.registry.js';
import { TicketChangesService } from './changes/ticket-changes.service.js';
import { WriteTicketChangesJob } from './changes/write-ticket-changes.job.js';
import { TicketActivityService } from './engine/ticket-activity.service.js';
import { TicketChangePublisherService } from './engine/ticket-change-publisher.service.js';
import { TicketMetricsService } from './engine/ticket-metrics.service.js';
import { TicketEngineService } from './engine/ticket-engine.service.js';
import { TicketReadingsService } from './engine/ticket-readings.service.js';
import { TicketRequestsSubscriber } from './requests/ticket-requests.subscriber.js';
import { TicketRequestsService } from './requests/ticket-requests.service.js';
import { TicketResultsService } from './engine/ticket-results.service.js';
import { TicketStatusesService } from './requests/ticket-statuses.service.js';
import { TicketWaiterService } from './engine/ticket-waiter.service.js';
import { TicketRequestReaderService } from './requests/ticket-request-reader.service.js';
import { TicketClaimsService } from './engine/ticket-claims.service.js';
import { DuplicateResultsService } from './duplicates/duplicate-results.service.js';
import { DuplicateChecksService } from './duplicates/duplicate-checks.service.js';
import { TicketsResolver } from './requests/tickets.resolver.js';

@Module({
  imports: [ActivityModule, IntegrationsModule],
  providers: [
    ConfirmMissingJob,
    DraftSourceRegistry,
    ExpiredLeasesService,
    FindDuplicatesJob,
    CrossLinkWriter,
    PlanCrossLinksJob,
    TicketChangeResultsService,
    TicketChangeWriterRegistry,
    TicketChangesService,
    WriteTicketChangesJob,
    ProcessTicketsJob,
    TicketActivityService,
    TicketChangePublisherService,
    TicketEngineService,
    TicketMetricsService,
    TicketReadingsService,
    TicketRequestsService,
    TicketRequestsSubscriber,
    TicketResultsService,
    TicketsResolver,
    TicketStatusesService,
    TicketWaiterService,
    TicketRequestReaderService,
    TicketClaimsService,
    DuplicateResultsService,
    DuplicateChecksService,
  ],
  exports: [DraftSourceRegistry, TicketEngineService, TicketWaiterService],
})
export class TicketsModule {}
