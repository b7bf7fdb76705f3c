import { Global, Module } from '@nestjs/common';
import { ChangeFeed } from './change-feed.js';
import { DomainEvents } from './domain-events.js';

@Global()
@Module({ providers: [DomainEvents, ChangeFeed], exports: [DomainEvents, ChangeFeed] })
export class EventsModule {}
