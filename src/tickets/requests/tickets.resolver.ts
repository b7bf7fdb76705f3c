import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type Caller, CurrentCaller } from '../../access/index.js';
import { Integration } from '../../integrations/index.js';
import { PmConfig } from '../../pm-configs/index.js';
import { RequireRoleOnOneOf, RequireEntityRole, ProjectRole } from '../../shared/graphql/index.js';
import { TicketRequestsService } from './ticket-requests.service.js';
import { TicketStatusesService } from './ticket-statuses.service.js';
import { TicketCreation, TicketStatus } from './ticket.objects.js';
import { CreateTicketsInput, TicketStatusesInput } from './tickets.inputs.js';

/** Tickets without a release; their content is not stored. */
@Resolver()
export class TicketsResolver {
  constructor(
    private readonly requests: TicketRequestsService,
    private readonly statuses: TicketStatusesService,
  ) {}

  @Mutation(() => [TicketCreation], {
    description:
      'Makes tickets without a release, each exactly once, whatever fails. EDITOR. Waits a few seconds for them; what is ' +
      'not known by then is UNCERTAIN and goes on by itself. Disconnecting the tracker cancels what is not made.',
  })
  @RequireRoleOnOneOf(
    ProjectRole.EDITOR,
    { entity: () => PmConfig, at: 'input.pmConfigId' },
    { entity: () => Integration, at: 'input.integrationId' },
  )
  createTickets(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The tickets.' }) input: CreateTicketsInput,
  ): Promise<TicketCreation[]> {
    return this.requests.create(caller, input);
  }

  @Query(() => [TicketStatus], {
    nullable: true,
    description:
      'How tickets stand, asked of their tracker now, in the order of the keys. Null, with an error, when it cannot be ' +
      'asked: PROVIDER_ERROR, or CONFLICT while the integration is switched off.',
  })
  @RequireEntityRole(ProjectRole.VIEWER, () => Integration, 'input.integrationId')
  ticketStatuses(
    @Args('input', { description: 'Which tickets.' }) input: TicketStatusesInput,
  ): Promise<TicketStatus[]> {
    return this.statuses.read(input);
  }
}
