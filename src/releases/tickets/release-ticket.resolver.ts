import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Loaders } from '../../access/index.js';
import { Integration, IntegrationObject } from '../../integrations/index.js';
import { type TicketParameters, TicketParametersObject } from '../../pm-configs/index.js';
import { TicketStatusCategory } from '../../providers/contract/index.js';
import { EntityLoader, type LoaderCache } from '../../shared/graphql/index.js';
import { type TicketError, type TicketState } from '../../tickets/index.js';
import { ReleaseTicketObject } from '../release.object.js';
import type { ReleaseTicket } from './release-ticket.entity.js';

/** Fields of the ticket's row and of its operation, as one object. */
@Resolver(() => ReleaseTicketObject)
export class ReleaseTicketResolver {
  constructor(private readonly entities: EntityLoader) {}

  @ResolveField()
  state(@Parent() { operation }: ReleaseTicket): TicketState {
    return operation.state;
  }

  @ResolveField()
  remoteId(@Parent() { operation }: ReleaseTicket): string | null {
    return operation.remoteId;
  }

  @ResolveField()
  key(@Parent() { operation }: ReleaseTicket): string | null {
    return operation.key;
  }

  @ResolveField()
  url(@Parent() { operation }: ReleaseTicket): string | null {
    return operation.url;
  }

  @ResolveField()
  attempts(@Parent() { operation }: ReleaseTicket): number {
    return operation.attempt;
  }

  @ResolveField()
  error(@Parent() { operation, checkError }: ReleaseTicket): TicketError | null {
    return operation.error ?? checkError;
  }

  @ResolveField()
  updatedAt(@Parent() { operation, updatedAt }: ReleaseTicket): Date {
    return new Date(Math.max(operation.updatedAt.getTime(), updatedAt.getTime()));
  }

  @ResolveField(() => TicketStatusCategory, {
    description: 'The kind of its status, the same for every tracker; UNKNOWN until it was read.',
  })
  category(@Parent() { category }: ReleaseTicket): TicketStatusCategory {
    return category ?? TicketStatusCategory.UNKNOWN;
  }

  @ResolveField(() => TicketParametersObject, {
    description:
      'The parameters that it was or will be created with, its labels and custom fields rendered; they do not change once it is CREATED.',
  })
  parameters(@Parent() { parameters, labels, customFields }: ReleaseTicket): TicketParameters {
    return { ...parameters, labels, customFields };
  }

  @ResolveField(() => IntegrationObject, {
    description: 'The connected tracker in which it is, or will be, created.',
  })
  integration(
    @Parent() { integrationId }: ReleaseTicket,
    @Loaders() loaders: LoaderCache,
  ): Promise<Integration> {
    return this.entities.require(loaders, Integration, integrationId);
  }
}
