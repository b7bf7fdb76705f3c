import { EntityManager, LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/index.js';
import { ActivityLogService } from '../../activity/index.js';
import { type Integration, lockIntegrationsForShare } from '../../integrations/index.js';
import { byTargetPlatform, PLATFORM_NAMES, type TargetPlatform } from '../../pm-configs/index.js';
import { idempotencyKeyReusedError, requestHash } from '../../shared/idempotency/index.js';
import { databaseNow, inProject } from '../../shared/persistence/index.js';
import { StoredDraft } from './stored-draft.entity.js';
import { OperationOwner } from '../engine/new-ticket-operation.js';
import { TicketOperation } from '../engine/ticket-operation.entity.js';
import { TicketEngineService } from '../engine/ticket-engine.service.js';
import { creationOf } from './ticket-creation.rules.js';
import { TicketRequest } from './ticket-request.entity.js';
import { ENDED_WITHOUT_TICKET_STATES } from '../engine/ticket-state.rules.js';
import { type TicketOwner, type TicketWait, TicketWaiterService } from '../engine/ticket-waiter.service.js';
import { type RequestedTicket, TicketRequestReaderService } from './ticket-request-reader.service.js';
import type { TicketCreation } from './ticket.objects.js';
import type { CreateTicketsInput } from './tickets.inputs.js';

/** A request, and which of its tickets this call requested. */
interface AcceptedRequest extends TicketOwner {
  readonly own: readonly TargetPlatform[];
}

/** Tickets without a release, owned by an idempotency key. */
@Injectable()
export class TicketRequestsService {
  constructor(
    private readonly em: EntityManager,
    private readonly activity: ActivityLogService,
    private readonly reader: TicketRequestReaderService,
    private readonly engine: TicketEngineService,
    private readonly waiter: TicketWaiterService,
  ) {}

  /** Waits a few seconds for the tickets, and answers in the order of the input whether they exist or not. */
  async create(caller: Caller, input: CreateTicketsInput): Promise<TicketCreation[]> {
    const accepted = await this.submitAndWait(caller, input);
    const operations = await inProject(this.em, accepted.projectId, (em) =>
      em.find(TicketOperation, { ownerId: accepted.id }),
    );
    const of = new Map(operations.map((operation) => [operation.platform, operation]));
    return input.tickets.map(({ platform }) =>
      creationOf(of.get(platform)!, accepted.own.includes(platform)),
    );
  }

  private async submitAndWait(caller: Caller, input: CreateTicketsInput): Promise<AcceptedRequest> {
    const wait = this.waiter.open();
    try {
      const accepted = await this.submit(caller, input, wait);
      await wait.untilIdle();
      return accepted;
    } finally {
      wait.close();
    }
  }

  private async submit(
    caller: Caller,
    input: CreateTicketsInput,
    wait: TicketWait,
  ): Promise<AcceptedRequest> {
    const commit = () =>
      this.em.transactional(async (em) => wait.subscribe(await this.accept(em, caller, input)));
    try {
      return await commit();
    } catch (error) {
      // Two calls with one key at once: the second finds the request of the first.
      if (error instanceof UniqueConstraintViolationException) return commit();
      throw error;
    }
  }

  private async accept(
    em: EntityManager,
    caller: Caller,
    input: CreateTicketsInput,
  ): Promise<AcceptedRequest> {
    const projectId = await this.reader.projectOf(em, input);
    const { idempotencyKey } = input;
    const known = await em.findOne(
      TicketRequest,
      { projectId, idempotencyKey },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const hash = hashOf(input);
    if (!known) return this.start(em, caller, input, projectId, hash);
    if (known.requestHash !== hash) throw idempotencyKeyReusedError();
    return this.resume(em, caller, input, known);
  }

  private async start(
    em: EntityManager,
    caller: Caller,
    input: CreateTicketsInput,
    projectId: string,
    hash: string,
  ): Promise<AcceptedRequest> {
    const requested = await this.reader.resolve(em, projectId, input);
    const { idempotencyKey } = input;
    const createdById = caller.account.id;
    const request = new TicketRequest({ projectId, idempotencyKey, requestHash: hash, createdById });
    em.persist(request);
    const operations = await this.plan(em, request, requested);
    this.record(em, caller, request, 'tickets.requested', 'asked for tickets', operations);
    await em.flush();
    await this.engine.wake(em, operations);
    return { id: request.id, projectId, own: operations.map(({ platform }) => platform) };
  }

  private async plan(
    em: EntityManager,
    { id: ownerId, projectId }: TicketRequest,
    requested: readonly RequestedTicket[],
  ): Promise<TicketOperation[]> {
    const integrations = await lockIntegrationsForShare(
      em,
      requested.map(({ integrationId }) => integrationId),
    );
    const now = await databaseNow(em);
    return requested.map(({ platform, integrationId, content }) => {
      const given = { projectId, integrationId, ownerKind: OperationOwner.REQUEST, ownerId, platform };
      const operation = this.engine.plan(em, given, integrations.get(integrationId)!, now);
      em.persist(new StoredDraft(operation, content));
      return operation;
    });
  }

  /** What ended without a ticket is retried with the current config; what is active is made due, and otherwise left as it is. */
  private async resume(
    em: EntityManager,
    caller: Caller,
    input: CreateTicketsInput,
    request: TicketRequest,
  ): Promise<AcceptedRequest> {
    const before = await em.find(TicketOperation, { ownerId: request.id });
    const isAnyEnded = before.some(({ state }) => ENDED_WITHOUT_TICKET_STATES.includes(state));
    const requested = isAnyEnded ? await this.reader.resolve(em, request.projectId, input) : [];
    // Integrations before operations, as workers do: two orders would deadlock.
    const integrations = await lockIntegrationsForShare(
      em,
      requested.map(({ integrationId }) => integrationId),
    );
    const operations = await this.engine.lock(em, request.id);
    const active = this.engine.makeDue(operations);
    const ended = operations.filter(({ state }) => ENDED_WITHOUT_TICKET_STATES.includes(state));
    const retried = await this.retry(em, ended, requested, integrations);
    if (retried.length > 0)
      this.record(em, caller, request, 'tickets.retried', 'asked again for tickets', retried);
    await em.flush();
    await this.engine.wake(em, [...retried, ...active]);
    return { id: request.id, projectId: request.projectId, own: retried.map(({ platform }) => platform) };
  }

  /**
   * Their stored content was deleted when they failed, so that it is taken from the input. One that failed after the input
   * was resolved is answered as it is, and retried by the next call.
   */
  private async retry(
    em: EntityManager,
    operations: readonly TicketOperation[],
    requested: readonly RequestedTicket[],
    integrations: ReadonlyMap<string, Integration>,
  ): Promise<TicketOperation[]> {
    const now = await databaseNow(em);
    const storedDrafts = await em.find(StoredDraft, { operation: { $in: operations.map(({ id }) => id) } });
    return operations.filter((operation) => {
      const ticket = requested.find(({ platform }) => platform === operation.platform);
      if (!ticket) return false;
      const draft = storedDrafts.find((one) => one.operation === operation);
      if (draft) draft.rewrite(ticket.content);
      else em.persist(new StoredDraft(operation, ticket.content));
      this.engine.retry(operation, integrations.get(ticket.integrationId)!, now);
      return true;
    });
  }

  private record(
    em: EntityManager,
    caller: Caller,
    { projectId, idempotencyKey }: TicketRequest,
    action: string,
    predicate: string,
    operations: readonly TicketOperation[],
  ): void {
    const platforms = operations.map(({ platform }) => platform);
    const names = platforms.map((platform) => PLATFORM_NAMES[platform]).join(', ');
    this.activity.recordAction(em, caller, {
      projectId,
      action,
      predicate: `${predicate}: ${names}`,
      details: { platforms, idempotencyKey },
    });
  }
}

/** The order of the tickets does not matter. */
function hashOf({ idempotencyKey: _, ...request }: CreateTicketsInput): string {
  return requestHash({ ...request, tickets: [...request.tickets].sort(byTargetPlatform) });
}
