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
    @Args('input', { description: 'The ticket, and the release and platform that it is linked to.' })
    input: LinkReleaseTicketInput,
  ): Promise<Release> {
    return this.links.link(caller, input);
  }

  @Mutation(() => ReleaseObject, {
    description:
      'Stops following the ticket of one platform; the ticket in the tracker is not changed. EDITOR.',
  })
  @RequireEntityRole(ProjectRole.EDITOR, () => Release, 'input.releaseId')
  unlinkReleaseTicket(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The release, and the platform whose ticket is unlinked.' })
    input: UnlinkReleaseTicketInput,
  ): Promise<Release> {
    return this.links.unlink(caller, input);
  }
}
