import { json, type LabResponse, type LabRequest } from '../../../../lab/http/messages.js';
import { route, type Route } from '../../../../lab/http/router.js';
import { boardJson, cardJson, CorkboardRefusal, invalid, unknown } from './corkboard.responses.js';
import type { CorkboardSite, LabBoard, LabCard, LabPerson } from './corkboard-site.js';

const BOARDS_MAX = 50;
const CARDS_MAX = 100;

export function corkboardRoutes(site: CorkboardSite, address: () => string): Route[] {
  const respond = (handler: (context: RouteContext) => object, status = 200): Route['handler'] => {
    return (request) => json(status, handler({ site, request, address: address() }));
  };
  return [
    route('GET /v1/me', respond(me)),
    route('GET /v1/boards', respond(boards)),
    route('GET /v1/boards/{board}', respond(board)),
    route('GET /v1/boards/{board}/people', respond(people)),
    route('GET /v1/boards/{board}/tags', respond(tags)),
    route('POST /v1/cards', respond(createCard, 201)),
    route('GET /v1/cards', respond(cards)),
    route(
      'GET /v1/cards/{card}',
      respond((context) => cardJson(cardIn(context), context.address)),
    ),
    route('PUT /v1/cards/{card}/column', respond(moveCard)),
    route('POST /v1/cards/{card}/comments', respond(comment)),
    route('POST /v1/cards/{card}/links', respond(link)),
  ];
}

/** Around every call: whose token it is, and what a handler refuses. */
export function corkboardMiddleware(
  site: CorkboardSite,
  request: LabRequest,
  handle: () => LabResponse,
): LabResponse {
  try {
    callerOf(site, request);
    return handle();
  } catch (error) {
    if (error instanceof CorkboardRefusal) return error.toResponse();
    throw error;
  }
}

interface RouteContext {
  readonly site: CorkboardSite;
  readonly request: LabRequest;
  readonly address: string;
}

function callerOf({ people: known }: CorkboardSite, { headers, tokenRevoked }: LabRequest): LabPerson {
  const caller = known.find(({ token }) => headers.authorization === `Bearer ${token}`);
  if (caller && !tokenRevoked) return caller;
  throw new CorkboardRefusal(401, { error: 'unauthenticated', message: 'Unknown token' });
}

function me({ site, request }: RouteContext) {
  const { id, name, email } = callerOf(site, request);
  return { id, name, email };
}

function boards({ site, request: { query }, address }: RouteContext) {
  const found = site.boards.filter(({ name }) => matches(name, query));
  const start = Number(query.get('after') ?? 0);
  const end = start + Math.min(BOARDS_MAX, limitOf(query));
  const items = found.slice(start, end).map((one) => boardJson(one, address));
  return { items, after: end < found.length ? String(end) : null };
}

function board(context: RouteContext) {
  const found = boardIn(context);
  const { columns, mayWrite } = found;
  return { ...boardJson(found, context.address), columns, rights: mayWrite ? ['read', 'write'] : ['read'] };
}

function people(context: RouteContext) {
  boardIn(context);
  const { query } = context.request;
  const found = context.site.people.filter(({ name, email }) => matches(`${name} ${email}`, query));
  return { items: found.slice(0, limitOf(query)).map(({ id, name, email }) => ({ id, name, email })) };
}

function tags(context: RouteContext) {
  const { query } = context.request;
  const found = [...boardIn(context).tags].filter((tag) => matches(tag, query));
  return { items: found.slice(0, limitOf(query)) };
}

function createCard({ site, request, address }: RouteContext) {
  const body = bodyOf(request);
  const owner = body['owner'] === undefined ? null : site.people.find(({ id }) => id === body['owner']);
  const place = site.boards.find(({ id }) => id === body['board']);
  if (!place) throw unknown('board');
  if (!place.mayWrite) throw forbidden();
  if (owner === undefined) throw invalid('owner', 'Nobody of that id');
  const externalId = textOf(body, 'external_id');
  const taken = site.cardOf(externalId);
  if (taken) {
    const card = taken.isHidden ? {} : { card: cardJson(taken, address) };
    throw new CorkboardRefusal(409, { error: 'external_id_taken', message: 'Taken already', ...card });
  }
  const labels = (body['tags'] ?? []) as string[];
  for (const tag of labels) place.tags.add(tag);
  const words = { title: textOf(body, 'title'), text: typeof body['text'] === 'string' ? body['text'] : '' };
  const due = typeof body['due'] === 'string' ? body['due'] : null;
  return cardJson(site.addCard({ ...words, externalId, tags: labels, owner, due, board: place }), address);
}

function cards({ site, request: { query }, address }: RouteContext) {
  const ids = query.get('ids')?.split(',') ?? [];
  const externalIds = query.get('external_ids')?.split(',') ?? [];
  if (ids.length + externalIds.length > CARDS_MAX) throw invalid('ids', `At most ${CARDS_MAX} at once`);
  const wanted = [...ids.map((id) => site.cards.get(id)), ...externalIds.map((id) => site.cardOf(id))];
  const items = wanted.filter((card) => card !== undefined && !card.isHidden);
  return { items: items.map((card) => cardJson(card!, address)) };
}

function moveCard(context: RouteContext) {
  const card = cardIn(context);
  if (!card.board.mayWrite) throw forbidden();
  const wanted = bodyOf(context.request)['column'];
  const column = card.board.columns.find(({ id }) => id === wanted);
  if (!column) throw invalid('column', 'The board has no such column');
  card.column = column;
  return cardJson(card, context.address);
}

function comment(context: RouteContext) {
  const body = bodyOf(context.request);
  cardIn(context).comments.set(textOf(body, 'external_id'), textOf(body, 'text'));
  return {};
}

function link(context: RouteContext) {
  const body = bodyOf(context.request);
  cardIn(context).links.set(textOf(body, 'external_id'), textOf(body, 'url'));
  return {};
}

function boardIn({ site, request: { params } }: RouteContext): LabBoard {
  const found = site.boards.find(({ id }) => id === params['board']);
  if (!found) throw unknown('board');
  return found;
}

function cardIn({ site, request: { params } }: RouteContext): LabCard {
  const found = site.cards.get(params['card'] ?? '');
  if (!found || found.isHidden) throw unknown('card');
  return found;
}

function forbidden(): CorkboardRefusal {
  return new CorkboardRefusal(403, { error: 'forbidden', message: 'This account may only read there' });
}

function bodyOf({ rawBody }: LabRequest): Record<string, unknown> {
  return JSON.parse(rawBody) as Record<string, unknown>;
}

function textOf(body: Record<string, unknown>, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(field, `${field} is needed`);
}

function matches(text: string, query: URLSearchParams): boolean {
  return text.toLowerCase().includes((query.get('search') ?? '').toLowerCase());
}

function limitOf(query: URLSearchParams): number {
  return Number(query.get('limit') ?? BOARDS_MAX);
}
