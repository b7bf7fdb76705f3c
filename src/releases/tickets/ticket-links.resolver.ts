import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { type Caller, CurrentCaller } from '../../access/index.js';
import { RequireEntityRole, ProjectRole } from '../../shared/graphql/index.js';
import { Release } from '../release.entity.js';
import { ReleaseObject } from '../release.object.js';
import { LinkReleaseTicketInput, UnlinkReleaseTicketInput } from './ticket-link.inputs.js';
import { TicketLinksService } from './ticket-links.service.js';

@Resolver(() => ReleaseObject)
export class TicketLinksResolver {
  constructor(private readonly links: TicketLinksService) {}

  @Mutation(() => ReleaseObject, {
    description: 'Follows an existing ticket of the tracker instead of making one. EDITOR.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Release, 'input.releaseId')
  linkReleaseTicket(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which ticket, and what for.' }) input: LinkReleaseTicketInput,
  ): Promise<Release> {
    return this.links.link(caller, input);
  }

  @Mutation(() => ReleaseObject, {
    description: 'Follows a ticket that was made, linked, refused or lost no more. EDITOR.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Release, 'input.releaseId')
  unlinkReleaseTicket(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which platform’s.' }) input: UnlinkReleaseTicketInput,
  ): Promise<Release> {
    return this.links.unlink(caller, input);
  }
}
