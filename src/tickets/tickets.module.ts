import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/index.js';
import { IntegrationsModule } from '../integrations/index.js';
import { DraftSources } from './draft-sources.js';
import { ExpiredLeases } from './expired-leases.js';
import { FindTwinsJob } from './find-twins.job.js';
import { ProcessTicketsJob } from './process-tickets.job.js';
import { LinkResults } from './siblings/link-results.js';
import { LinkSiblingsJob } from './siblings/link-siblings.job.js';
import { PlanLinksJob } from './siblings/plan-links.job.js';
import { TicketNews } from './ticket-news.js';
import { TicketOperations } from './ticket-operations.service.js';
import { TicketRequestStory } from './requests/ticket-request-story.js';
import { TicketRequests } from './requests/ticket-requests.service.js';
import { TicketResults } from './ticket-results.js';
import { TicketStatuses } from './requests/ticket-statuses.service.js';
import { TicketWaiter } from './ticket-waiter.js';
import { TicketWishes } from './requests/ticket-wishes.js';
import { TicketWork } from './ticket-work.js';
import { TwinFinds } from './twin-finds.js';
import { TwinWatches } from './twin-watches.js';
import { TicketsResolver } from './requests/tickets.resolver.js';

@Module({
  imports: [ActivityModule, IntegrationsModule],
  providers: [
    DraftSources,
    ExpiredLeases,
    FindTwinsJob,
    LinkResults,
    LinkSiblingsJob,
    PlanLinksJob,
    ProcessTicketsJob,
    TicketNews,
    TicketOperations,
    TicketRequests,
    TicketRequestStory,
    TicketResults,
    TicketsResolver,
    TicketStatuses,
    TicketWaiter,
    TicketWishes,
    TicketWork,
    TwinFinds,
    TwinWatches,
  ],
  exports: [DraftSources, TicketNews, TicketOperations, TicketWaiter],
})
export class TicketsModule {}
