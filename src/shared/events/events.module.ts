import { Global, Module } from '@nestjs/common';
import { ChangeFeedService } from './change-feed.service.js';
import { DomainEvents } from './domain-events.js';

@Global()
@Module({ providers: [DomainEvents, ChangeFeedService], exports: [DomainEvents, ChangeFeedService] })
export class EventsModule {}
