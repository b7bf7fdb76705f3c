import { GraphqlEndpoint } from '../graphql/graphql-endpoint.js';
import { LabServer } from '../http/lab-server.js';
import type { LabResponse, LabRequest } from '../http/messages.js';
import { route } from '../http/router.js';
import { startLab, TrackerLab, type TrackerLabOptions } from '../tracker-lab.js';
import { responseOf, rateLimited } from './responses.js';
import { mondayMiddleware, callerOf } from './auth.js';
import type { BoardOptions, LabBoard } from './board.js';
import { browseRoutes, statusColumnOf } from './browse.routes.js';
import { MondayContext } from './context.js';
import type { LabItem } from './item.js';
import type { LabUser } from './model.js';
import { MUTATIONS } from './mutations.js';
import { READING } from './reading.resolvers.js';
import { MONDAY_SDL } from './schema.js';
import { MondaySite } from './site.js';
import { challengeDelivery, type DeliveryOptions, itemDelivery, type MondayDelivery } from './webhooks.js';

export interface MondayLabOptions extends TrackerLabOptions {
  /** Default: one board, Releases. */
  readonly boards?: readonly BoardOptions[];
  /** How long a new item stays unknown to searches by column. */
  readonly indexLagMs?: number;
}

/** One emulated monday.com account. */
export class MondayLab extends TrackerLab<MondaySite> {
  readonly account: LabUser;
  protected readonly server: LabServer;
  protected readonly contract: GraphqlEndpoint<MondayContext>;

  constructor(options: MondayLabOptions) {
    const { name = 'monday' } = options;
    super(new MondaySite(name, () => this.server.baseUrl), options);
    this.site.indexLagMs = options.indexLagMs ?? 0;
    this.account = this.site.addUser('Release Bot', `release-bot@${name}.test`, `lab-token-${name}`);
    for (const board of options.boards ?? [{ name: 'Releases' }]) this.site.addBoard(board);
    this.contract = this.newEndpoint(options.checksContract ?? true);
    this.server = new LabServer({
      routes: [route('POST /v2', this.contract.handle), ...browseRoutes(this.site)],
      middleware: (request, handle) => this.middleware(request, handle),
      now: () => this.site.now(),
      latencyMs: options.latencyMs,
      rateLimited,
      operationOf: this.contract.operationOf,
      operations: this.contract.operations,
    });
  }

  /** The API's address, as an integration has it; pages for people are beside it. */
  get baseUrl(): string {
    return `${this.server.baseUrl}/v2`;
  }

  get credentials(): { readonly apiToken: string } {
    return { apiToken: this.account.token };
  }

  /** The first board, which release tickets are made on. */
  get board(): LabBoard {
    const [board] = this.site.boards;
    if (!board) throw new Error('The lab has no board.');
    return board;
  }

  /** What was made, oldest first; archived ones too, deleted ones not. */
  items(boardId?: string): readonly LabItem[] {
    return this.site.items.filter(
      ({ board, state }) => state !== 'deleted' && (boardId === undefined || board.id === boardId),
    );
  }

  /** @throws where there is none. */
  item(id: string): LabItem {
    const item = this.site.item(id);
    if (!item) throw new Error(`The lab has no item ${id}.`);
    return item;
  }

  /** As if a person had chosen it; null: no label. */
  setStatus(itemId: string, label: string | null): void {
    const item = this.item(itemId);
    const column = statusColumnOf(item.board);
    const chosen = column?.labels.find((one) => one.label === label);
    if (!column || (label !== null && !chosen)) throw new Error(`The lab has no status ${label}.`);
    item.values.set(column.id, chosen?.index ?? null);
    item.updatedAt = this.site.now();
  }

  /** To another board of the account, where it keeps its id and what that board has columns for. */
  moveItem(itemId: string, boardId: string): void {
    const board = this.site.board(boardId);
    if (!board) throw new Error(`The lab has no board ${boardId}.`);
    Object.assign(this.item(itemId), { board, updatedAt: this.site.now() });
  }

  /** What would be sent to a webhook about this item. */
  delivery(itemId: string, options: Omit<DeliveryOptions, 'now'>): MondayDelivery {
    return itemDelivery(this.item(itemId), { ...options, now: this.site.now() });
  }

  challenge(): MondayDelivery {
    return challengeDelivery();
  }

  /** The token that `credentials` gave is refused from now on; `credentials` then holds a new one. */
  revokeToken(): void {
    this.account.token = `${this.account.token}-renewed`;
  }

  private newEndpoint(checksContract: boolean): GraphqlEndpoint<MondayContext> {
    return new GraphqlEndpoint({
      sdl: MONDAY_SDL,
      vendorSpec: checksContract ? 'monday/schema.graphql' : null,
      resolvers: { ...READING, ...MUTATIONS },
      context: (request) => new MondayContext(this.site, callerOf(this.site, request) ?? this.account),
      responseOf: (outcome) => responseOf(outcome, this.site),
      sideFields: ['complexity'],
    });
  }

  private middleware(request: LabRequest, handle: () => LabResponse): LabResponse {
    if (request.headers['api-version'] === undefined) {
      const message = 'API-Version is not pinned';
      this.violations.push({ side: 'request', operation: request.operation, message });
    }
    return mondayMiddleware(this.site, request, handle);
  }
}

export function startMondayLab(options: MondayLabOptions = {}): Promise<MondayLab> {
  return startLab(MondayLab, options);
}
