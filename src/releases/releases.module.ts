import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/index.js';
import { IntegrationsModule } from '../integrations/index.js';
import { PmConfigsModule } from '../pm-configs/index.js';
import { ReleaseConfigsModule } from '../release-configs/index.js';
import { UsageRegistry } from '../shared/usage/index.js';
import { TicketsModule } from '../tickets/index.js';
import { ConfigChoice } from './config-choice.js';
import { LinkTarget } from './link-target.js';
import { ReleaseEdits } from './release-edits.service.js';
import { ReleaseLoader } from './release-loader.js';
import { ReleaseTicketResolver } from './release-ticket.resolver.js';
import { ReleaseTicketStory } from './release-ticket-story.js';
import { ReleaseTicketsService } from './release-tickets.service.js';
import { ReleaseList } from './releases.list.js';
import { releasesUsingIntegrations, releasesUsingPmConfigs } from './releases.queries.js';
import { ReleasesResolver } from './releases.resolver.js';
import { ReleasesService } from './releases.service.js';
import { TicketLinksResolver } from './ticket-links.resolver.js';
import { TicketLinks } from './ticket-links.service.js';
import { TicketPlanner } from './ticket-planner.js';
import { TicketRefresher } from './ticket-refresher.js';

@Module({
  imports: [ActivityModule, IntegrationsModule, PmConfigsModule, ReleaseConfigsModule, TicketsModule],
  providers: [
    ConfigChoice,
    LinkTarget,
    ReleaseEdits,
    ReleaseList,
    ReleaseLoader,
    ReleasesResolver,
    ReleasesService,
    ReleaseTicketResolver,
    ReleaseTicketsService,
    ReleaseTicketStory,
    TicketLinks,
    TicketLinksResolver,
    TicketPlanner,
    TicketRefresher,
  ],
})
export class ReleasesModule {
  constructor(usage: UsageRegistry) {
    usage.register('integration', releasesUsingIntegrations);
    usage.register('pm-config', releasesUsingPmConfigs);
  }
}
