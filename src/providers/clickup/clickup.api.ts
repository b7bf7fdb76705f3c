import type { z } from 'zod';
import { ProviderError, ProviderFailure } from '../contract/index.js';
import {
  type Effect,
  providerErrorOf,
  HttpFailure,
  type HttpRequest,
  type HttpResponse,
  isSuccess,
  isWebPage,
  jsonOf,
  type OperationDeadline,
  type ProviderHttpClient,
} from '../http/index.js';
import type { NewTask } from './clickup.draft.js';
import { errorOf, isTokenRefused, noAccessError, tokenRefusedError, unreadable } from './clickup.errors.js';
import type { TaskName } from './clickup.keys.js';
import * as schemas from './clickup.schemas.js';

/** The most tasks of one page, and of one read of many statuses. */
export const PAGE = 100;
/** Some reads are described as having to say what they do not send. */
const JSON_CONTENT_TYPE = { 'content-type': 'application/json' };

export interface TaskFilter {
  readonly page: number;
  /** Only such, or none of them; a list knows both, a workspace the latter. */
  readonly isArchived?: boolean;
  /** Milliseconds since 1970, by ClickUp's clock. */
  readonly createdAfter?: number;
  readonly tag?: string;
  readonly orderBy: 'created' | 'updated';
}

/**
 * The REST calls that are used, one method each, their answers checked. Every method throws `ProviderError` and nothing
 * else. Ids come checked (`clickup.keys.ts`) and are encoded here.
 */
export class ClickUpApi {
  private account: Promise<schemas.ClickUpUser> | null = null;

  /** @param onServerDate is told ClickUp's own time by every answer. */
  constructor(
    private readonly client: ProviderHttpClient,
    private readonly deadline: OperationDeadline,
    private readonly onServerDate: (date: Date) => void,
  ) {}

  async user(): Promise<schemas.AuthorizedClickUpUser> {
    const response = await this.deadline.race(() => this.send(getRequest('user'), 'read'));
    if (isTokenRefused(response) !== 'no' && !isWebPage(response)) throw tokenRefusedError(response.status);
    return this.parsed(response, schemas.authorizedUserSchema, 'read').user;
  }

  async teams(): Promise<schemas.ClickUpTeam[]> {
    return (await this.read('team', schemas.teamsSchema)).teams;
  }

  async spaces(teamId: string): Promise<schemas.ClickUpSpace[]> {
    const query = { archived: 'false' };
    return (await this.read(`team/${segment(teamId)}/space`, schemas.spacesSchema, query)).spaces;
  }

  space(spaceId: string): Promise<schemas.ClickUpSpace> {
    return this.read(`space/${segment(spaceId)}`, schemas.spaceSchema);
  }

  async folders(spaceId: string): Promise<schemas.ClickUpFolder[]> {
    const query = { archived: 'false' };
    return (await this.read(`space/${segment(spaceId)}/folder`, schemas.foldersSchema, query)).folders;
  }

  /** Of a folder, or those of a space that lie in none. */
  async lists(within: 'space' | 'folder', id: string): Promise<schemas.ClickUpListRef[]> {
    const query = { archived: 'false' };
    return (await this.read(`${within}/${segment(id)}/list`, schemas.listsSchema, query)).lists;
  }

  list(listId: string): Promise<schemas.ClickUpList> {
    return this.read(`list/${segment(listId)}`, schemas.listSchema);
  }

  async fields(listId: string): Promise<schemas.ClickUpField[]> {
    const query = { include_applied_objects: 'true' };
    return (await this.read(`list/${segment(listId)}/field`, schemas.fieldsSchema, query, JSON_CONTENT_TYPE))
      .fields;
  }

  async taskTypes(teamId: string): Promise<schemas.ClickUpTaskType[]> {
    return (await this.read(`team/${segment(teamId)}/custom_item`, schemas.taskTypesSchema)).custom_items;
  }

  async tags(spaceId: string): Promise<string[]> {
    return (await this.read(`space/${segment(spaceId)}/tag`, schemas.tagsSchema, {}, JSON_CONTENT_TYPE)).tags;
  }

  createTask(listId: string, json: NewTask): Promise<schemas.ClickUpTask> {
    const path = `list/${segment(listId)}/task`;
    return this.write({ method: 'POST', path, json, isRepeatable: false }, schemas.taskSchema);
  }

  /** @param teamId of the workspace, for an id of its making. */
  task(name: TaskName, teamId = ''): Promise<schemas.ClickUpTask> {
    if (name.kind === 'id') return this.read(`task/${segment(name.id)}`, schemas.taskSchema);
    const query = { custom_task_ids: 'true', team_id: teamId };
    return this.read(`task/${segment(name.customId)}`, schemas.taskSchema, query);
  }

  tasksOfList(listId: string, filter: TaskFilter): Promise<schemas.ClickUpTaskPage> {
    const query = { ...queryOf(filter), archived: String(filter.isArchived ?? false) };
    return this.read(`list/${segment(listId)}/task`, schemas.taskPageSchema, query);
  }

  /** From an index that may lag; without archived tasks. */
  tasksOfTeam(teamId: string, filter: TaskFilter): Promise<schemas.ClickUpTaskPage> {
    return this.read(`team/${segment(teamId)}/task`, schemas.taskPageSchema, queryOf(filter));
  }

  /** Of two to a hundred; only where the workspace has switched "Total time in Status" on. */
  statusTimes(taskIds: readonly string[]): Promise<Readonly<Record<string, schemas.ClickUpTimes>>> {
    const path = 'task/bulk_time_in_status/task_ids';
    return this.read(path, schemas.timesByTaskSchema, { task_ids: taskIds }, JSON_CONTENT_TYPE);
  }

  setStatus(taskId: string, status: string): Promise<schemas.ClickUpTask> {
    const path = `task/${segment(taskId)}`;
    return this.write({ method: 'PUT', path, json: { status }, isRepeatable: true }, schemas.taskSchema);
  }

  async setField(taskId: string, fieldId: string, value: unknown): Promise<void> {
    const path = `task/${segment(taskId)}/field/${segment(fieldId)}`;
    await this.write({ method: 'POST', path, json: { value }, isRepeatable: true }, schemas.anythingSchema);
  }

  /** The newest 25, or the 25 before one of them. */
  async comments(taskId: string, before?: schemas.ClickUpComment): Promise<schemas.ClickUpComment[]> {
    const query = before ? { start: before.date, start_id: before.id } : {};
    return (await this.read(`task/${segment(taskId)}/comment`, schemas.commentsSchema, query)).comments;
  }

  async addComment(taskId: string, comment_text: string): Promise<void> {
    const path = `task/${segment(taskId)}/comment`;
    const json = { comment_text, notify_all: false };
    await this.write({ method: 'POST', path, json, isRepeatable: false }, schemas.anythingSchema);
  }

  /** @param assignee described as needed; ClickUp gets along without. */
  async editComment(
    { id, resolved }: schemas.ClickUpComment,
    comment_text: string,
    assignee?: number,
  ): Promise<void> {
    const path = `comment/${segment(id)}`;
    const json = { comment_text, resolved: resolved ?? false, assignee };
    await this.write({ method: 'PUT', path, json, isRepeatable: true }, schemas.anythingSchema);
  }

  private async read<T>(
    path: string,
    schema: z.ZodType<T>,
    query: HttpRequest['query'] = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const request = { ...getRequest(path), query, headers };
    const response = await this.deadline.race(() => this.send(request, 'read'));
    await this.throwIfUnauthorized(response);
    return this.parsed(response, schema, 'read');
  }

  private async write<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
    const response = await this.send(request, 'write');
    await this.throwIfUnauthorized(response);
    return this.parsed(response, schema, 'write');
  }

  /** ClickUp answers 401 for what is foreign or never was, too: who we are decides, asked once. */
  private async throwIfUnauthorized(response: HttpResponse): Promise<void> {
    const tokenRefusal = isTokenRefused(response);
    if (tokenRefusal === 'no') return;
    if (tokenRefusal === 'yes') throw tokenRefusedError(response.status);
    this.account ??= this.user();
    await this.account;
    throw noAccessError(response);
  }

  private parsed<T>(response: HttpResponse, schema: z.ZodType<T>, effect: Effect): T {
    if (!isSuccess(response)) throw errorOf(response, effect);
    // Also where any answer would do: some proxies answer with a page for people, and hand nothing on.
    if (isWebPage(response)) throw unreadable(response, effect);
    const parsed = schema.safeParse(jsonOf(response));
    if (parsed.success) return parsed.data;
    throw unreadable(response, effect, parsed.error.issues[0]?.path.map(String).join('.'));
  }

  private async send(request: HttpRequest, effect: Effect): Promise<HttpResponse> {
    try {
      const response = await this.client.request({ ...request, path: `v2/${request.path}` });
      if (response.date) this.onServerDate(response.date);
      return response;
    } catch (error) {
      if (error instanceof HttpFailure) throw providerErrorOf(error, effect);
      // Nobody knows how far it came.
      throw new ProviderError(
        ProviderFailure.UNEXPECTED,
        'The call to ClickUp failed for a reason of our own.',
        { tookEffect: effect === 'write' ? 'unknown' : 'no', cause: error },
      );
    }
  }
}

function getRequest(path: string): HttpRequest {
  return { method: 'GET', path, isRepeatable: true };
}

/** Closed tasks and subtasks are left out unless they are asked for. */
function queryOf({ page, createdAfter, tag, orderBy }: TaskFilter) {
  return {
    ...{ page, order_by: orderBy, include_closed: 'true', subtasks: 'true' },
    ...{ include_markdown_description: 'true', date_created_gt: createdAfter },
    ...(tag === undefined ? {} : { 'tags[]': [tag] }),
  };
}

function segment(text: string): string {
  return encodeURIComponent(text);
}
