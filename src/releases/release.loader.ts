import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { byTargetPlatform, type TargetPlatform } from '../pm-configs/index.js';
import type { LoaderCache } from '../shared/graphql/index.js';
import { ReleaseTicket } from './tickets/release-ticket.entity.js';

const TICKETS = Symbol('release tickets');

/** Tickets for the fields of releases, those of all releases of an operation in one query. */
@Injectable()
export class ReleaseLoader {
  constructor(private readonly em: EntityManager) {}

  async tickets(loaders: LoaderCache, releaseId: string): Promise<ReleaseTicket[]> {
    return (await loaders.get(TICKETS, (ids) => this.loadTickets(ids)).load(releaseId)) ?? [];
  }

  async ticketKey(loaders: LoaderCache, releaseId: string, platform: TargetPlatform): Promise<string | null> {
    const tickets = await this.tickets(loaders, releaseId);
    return tickets.find((ticket) => ticket.platform === platform)?.operation.key ?? null;
  }

  private async loadTickets(releaseIds: readonly string[]): Promise<ReadonlyMap<string, ReleaseTicket[]>> {
    const tickets = await this.em
      .fork()
      .find(ReleaseTicket, { releaseId: { $in: [...releaseIds] } }, { populate: ['operation'] });
    return Map.groupBy(tickets.sort(byTargetPlatform), ({ releaseId }) => releaseId);
  }
}
