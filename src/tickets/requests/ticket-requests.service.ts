import { EntityManager, LockMode, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/index.js';
import { ActivityLog } from '../../activity/index.js';
import { type Integration, lockIntegrations } from '../../integrations/index.js';
import { byTargetPlatform, PLATFORM_NAMES, type TargetPlatform } from '../../pm-configs/index.js';
import { anotherRequest, requestHash } from '../../shared/idempotency/index.js';
import { databaseNow, inProject } from '../../shared/persistence/index.js';
import { KeptDraft } from './kept-draft.entity.js';
import { OperationOwner } from '../new-ticket-operation.js';
import { TicketOperation } from '../ticket-operation.entity.js';
import { TicketOperations } from '../ticket-operations.service.js';
import { creationOf } from './ticket-outcome.rules.js';
import { TicketRequest } from './ticket-request.entity.js';
import { TicketState } from '../ticket-state.js';
import { type TicketOwner, TicketWaiter } from '../ticket-waiter.js';
import { type TicketWish, TicketWishes } from './ticket-wishes.js';
import type { TicketCreation } from './ticket.objects.js';
import type { CreateTicketsInput } from './tickets.inputs.js';

const OVER: readonly TicketState[] = [TicketState.FAILED, TicketState.SKIPPED];
const UNDER_WAY: readonly TicketState[] = [TicketState.PENDING, TicketState.CREATING, TicketState.UNCERTAIN];

/** A request, and which of its tickets this very call set out to make. */
interface Asked extends TicketOwner {
  readonly own: readonly TargetPlatform[];
}

/** Tickets that are not a release's: the same machinery, owned by an idempotency key. */
@Injectable()
export class TicketRequests {
  constructor(
    private readonly em: EntityManager,
    private readonly activity: ActivityLog,
    private readonly wishes: TicketWishes,
    private readonly operations: TicketOperations,
    private readonly waiter: TicketWaiter,
  ) {}

  /** Waits a while for the tickets, and answers either way; in the order of the input. */
  async create(caller: Caller, input: CreateTicketsInput): Promise<TicketCreation[]> {
    const asked = await this.ask(caller, input);
    const operations = await inProject(this.em, asked.projectId, (em) =>
      em.find(TicketOperation, { ownerId: asked.id }),
    );
    const of = new Map(operations.map((operation) => [operation.platform, operation]));
    return input.tickets.map(({ platform }) => creationOf(of.get(platform)!, asked.own.includes(platform)));
  }

  private async ask(caller: Caller, input: CreateTicketsInput): Promise<Asked> {
    const commit = () => this.waiter.commitAndWait((em) => this.take(em, caller, input));
    try {
      return await commit();
    } catch (error) {
      // Two calls with one key at once: the second finds what the first has asked for.
      if (error instanceof UniqueConstraintViolationException) return commit();
      throw error;
    }
  }

  private async take(em: EntityManager, caller: Caller, input: CreateTicketsInput): Promise<Asked> {
    const projectId = await this.wishes.projectOf(em, input);
    const { idempotencyKey } = input;
    const known = await em.findOne(
      TicketRequest,
      { projectId, idempotencyKey },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const hash = hashOf(input);
    if (!known) return this.begin(em, caller, input, projectId, hash);
    if (known.requestHash !== hash) throw anotherRequest();
    return this.goOn(em, caller, input, known);
  }

  private async begin(
    em: EntityManager,
    caller: Caller,
    input: CreateTicketsInput,
    projectId: string,
    hash: string,
  ): Promise<Asked> {
    const wishes = await this.wishes.resolve(em, projectId, input);
    const { idempotencyKey } = input;
    const createdById = caller.account.id;
    const request = new TicketRequest({ projectId, idempotencyKey, requestHash: hash, createdById });
    em.persist(request);
    const operations = await this.plan(em, request, wishes);
    this.record(em, caller, request, 'tickets.requested', 'asked for tickets', operations);
    await em.flush();
    await this.operations.wake(em, operations);
    return { id: request.id, projectId, own: operations.map(({ platform }) => platform) };
  }

  private async plan(
    em: EntityManager,
    { id: ownerId, projectId }: TicketRequest,
    wishes: readonly TicketWish[],
  ): Promise<TicketOperation[]> {
    const integrations = await lockIntegrations(
      em,
      wishes.map(({ integrationId }) => integrationId),
    );
    const now = await databaseNow(em);
    return wishes.map(({ platform, integrationId, content }) => {
      const given = { projectId, integrationId, ownerKind: OperationOwner.REQUEST, ownerId, platform };
      const operation = this.operations.plan(em, given, integrations.get(integrationId)!, now);
      em.persist(new KeptDraft(operation, content));
      return operation;
    });
  }

  /** What failed is tried again, with the config of now; what is under way is looked at at once, and left as it is. */
  private async goOn(
    em: EntityManager,
    caller: Caller,
    input: CreateTicketsInput,
    request: TicketRequest,
  ): Promise<Asked> {
    const before = await em.find(TicketOperation, { ownerId: request.id });
    const isAnyOver = before.some(({ state }) => OVER.includes(state));
    const wishes = isAnyOver ? await this.wishes.resolve(em, request.projectId, input) : [];
    // Integrations before operations, as workers do: two orders would deadlock.
    const integrations = await lockIntegrations(
      em,
      wishes.map(({ integrationId }) => integrationId),
    );
    const operations = await this.operations.lock(em, request.id);
    const underWay = operations.filter(({ state }) => UNDER_WAY.includes(state));
    for (const operation of underWay) operation.hurry();
    const again = operations.filter(({ state }) => OVER.includes(state));
    const retried = await this.retry(em, again, wishes, integrations);
    if (retried.length > 0)
      this.record(em, caller, request, 'tickets.retried', 'asked again for tickets', retried);
    await em.flush();
    await this.operations.wake(em, [...retried, ...underWay]);
    return { id: request.id, projectId: request.projectId, own: retried.map(({ platform }) => platform) };
  }

  /**
   * What they are to say was erased when they failed, as a rule, and is in the input. One that failed only a moment ago has no wish
   * yet: it is told of, and tried the next time.
   */
  private async retry(
    em: EntityManager,
    operations: readonly TicketOperation[],
    wishes: readonly TicketWish[],
    integrations: ReadonlyMap<string, Integration>,
  ): Promise<TicketOperation[]> {
    const now = await databaseNow(em);
    const left = await em.find(KeptDraft, { operation: { $in: operations.map(({ id }) => id) } });
    return operations.filter((operation) => {
      const wish = wishes.find(({ platform }) => platform === operation.platform);
      if (!wish) return false;
      const draft = left.find((one) => one.operation === operation);
      if (draft) draft.rewrite(wish.content);
      else em.persist(new KeptDraft(operation, wish.content));
      this.operations.retry(operation, integrations.get(wish.integrationId)!, now);
      return true;
    });
  }

  private record(
    em: EntityManager,
    { actor }: Caller,
    { projectId, idempotencyKey }: TicketRequest,
    action: string,
    did: string,
    operations: readonly TicketOperation[],
  ): void {
    const platforms = operations.map(({ platform }) => platform);
    const names = platforms.map((platform) => PLATFORM_NAMES[platform]).join(', ');
    const summary = `${actor.name} ${did}: ${names}.`;
    this.activity.record(em, { projectId, actor, action, summary, details: { platforms, idempotencyKey } });
  }
}

/** The order of the tickets means nothing. */
function hashOf({ idempotencyKey: _, ...request }: CreateTicketsInput): string {
  return requestHash({ ...request, tickets: [...request.tickets].sort(byTargetPlatform) });
}
