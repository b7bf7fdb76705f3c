import { Global, Module } from '@nestjs/common';
import { ChangeFeedService } from './change-feed.service.js';
import { DomainEventsService } from './domain-events.service.js';

@Global()
@Module({
  providers: [DomainEventsService, ChangeFeedService],
  exports: [DomainEventsService, ChangeFeedService],
})
export class EventsModule {}
