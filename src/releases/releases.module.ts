import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/index.js';
import { IntegrationsModule } from '../integrations/index.js';
import { PmConfigsModule } from '../pm-configs/index.js';
import { ReleaseConfigsModule } from '../release-configs/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { TicketsModule } from '../tickets/index.js';
import { ConfigChoiceService } from './config-choice.service.js';
import { LinkTargetService } from './tickets/link-target.service.js';
import { ReleaseEditsService } from './release-edits.service.js';
import { ReleaseLoader } from './release.loader.js';
import { ReleaseTicketResolver } from './tickets/release-ticket.resolver.js';
import { ReleaseTicketsSubscriber } from './tickets/release-tickets.subscriber.js';
import { ReleaseTicketsService } from './tickets/release-tickets.service.js';
import { ReleaseListService } from './release-list.service.js';
import { releasesUsingIntegrations, releasesUsingPmConfigs } from './releases.queries.js';
import { ReleasesResolver } from './releases.resolver.js';
import { ReleasesService } from './releases.service.js';
import { TicketLinksResolver } from './tickets/ticket-links.resolver.js';
import { TicketLinksService } from './tickets/ticket-links.service.js';
import { TicketPlannerService } from './tickets/ticket-planner.service.js';

@Module({
  imports: [ActivityModule, IntegrationsModule, PmConfigsModule, ReleaseConfigsModule, TicketsModule],
  providers: [
    ConfigChoiceService,
    LinkTargetService,
    ReleaseEditsService,
    ReleaseListService,
    ReleaseLoader,
    ReleasesResolver,
    ReleasesService,
    ReleaseTicketResolver,
    ReleaseTicketsService,
    ReleaseTicketsSubscriber,
    TicketLinksService,
    TicketLinksResolver,
    TicketPlannerService,
  ],
})
export class ReleasesModule {
  constructor(usage: UsageRegistry) {
    usage.register('integration', releasesUsingIntegrations);
    usage.register('pm-config', releasesUsingPmConfigs);
  }
}
