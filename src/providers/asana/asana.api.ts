import type { z } from 'zod';
import * as schemas from './asana.schemas.js';
import { type AsanaTransport, type BatchedRead, contentOf } from './asana.transport.js';
import type { Answer } from './asana.errors.js';

export const PAGE_MAX = 100;
/** Where Asana's list of a workspace's people ends. */
export const PEOPLE_MAX = 2_000;
/** A page that never ends would otherwise keep us asking. */
const PAGES_MAX = 200;

const FIELD = 'custom_field_settings.custom_field';
const FIELD_MEMBERS = ['name', 'resource_subtype', 'asana_created_field', 'is_value_read_only'];
const OPTION_MEMBERS = ['name', 'enabled'];
const PROJECT_FIELDS = [
  ...['name', 'permalink_url', 'archived', 'workspace'],
  ...FIELD_MEMBERS.map((name) => `${FIELD}.${name}`),
  ...OPTION_MEMBERS.map((name) => `${FIELD}.enum_options.${name}`),
];
const TASK_FIELDS = ['completed', 'permalink_url', 'memberships.project', 'memberships.section.name'];
const MARKER_FIELDS = ['notes', 'created_at', 'permalink_url'];

export interface Page<T> {
  readonly items: readonly T[];
  /** Of the next page; null: this was the last. */
  readonly next: string | null;
  /** Asana's clock, where it showed it. */
  readonly date: Date | null;
}

/**
 * The REST calls that are used, one method each. Gids come checked (`asana.keys.ts`). Every method throws `ProviderError`
 * and nothing else.
 */
export class AsanaApi {
  constructor(private readonly transport: AsanaTransport) {}

  async me(): Promise<schemas.AsanaAccount> {
    const query = { opt_fields: 'name,email,workspaces.name' };
    return (await this.transport.read('users/me', query, schemas.one(schemas.accountSchema))).content.data;
  }

  projectPage(workspace: string, limit: number, offset?: string): Promise<Page<schemas.AsanaProject>> {
    const query = { workspace, archived: 'false', limit, offset, opt_fields: 'name,permalink_url' };
    return this.page('projects', query, schemas.projectSchema);
  }

  /** With its custom fields; none in plans without them. */
  async project(gid: string): Promise<schemas.AsanaProject> {
    const query = { opt_fields: PROJECT_FIELDS.join(',') };
    const { content } = await this.transport.read(
      `projects/${gid}`,
      query,
      schemas.one(schemas.projectSchema),
    );
    return content.data;
  }

  /** Strongly consistent, completed ones included. Whatever changes counts as modification. */
  newTasksPage(project: string, since: Date | null, offset?: string): Promise<Page<schemas.AsanaTaskMarker>> {
    const query = { ...listOf(project, offset), modified_since: since?.toISOString() };
    return this.page('tasks', { ...query, opt_fields: MARKER_FIELDS.join(',') }, schemas.taskMarkerSchema);
  }

  tasksPage(project: string, offset: string): Promise<Page<schemas.AsanaTask>> {
    const query = { ...listOf(project, offset), opt_fields: TASK_FIELDS.join(',') };
    return this.page('tasks', query, schemas.taskSchema);
  }

  batch(reads: readonly BatchedRead[]): Promise<readonly Answer[]> {
    return this.transport.batch(reads);
  }

  /** Not to be repeated: Asana makes another one. */
  async createTask(data: object): Promise<schemas.AsanaTaskRef> {
    const query = { opt_fields: 'permalink_url' };
    const request = { method: 'POST', path: 'tasks', query, json: { data }, isRepeatable: false } as const;
    return (await this.transport.write(request, schemas.one(schemas.taskRefSchema))).data;
  }

  async updateTask(gid: string, data: object): Promise<void> {
    const query = { opt_fields: 'completed' };
    const request = {
      method: 'PUT',
      path: `tasks/${gid}`,
      query,
      json: { data },
      isRepeatable: true,
    } as const;
    await this.transport.write(request, schemas.one(schemas.doneSchema));
  }

  /** Out of the project's other sections. */
  async addToSection(section: string, task: string): Promise<void> {
    const json = { data: { task } };
    const request = {
      method: 'POST',
      path: `sections/${section}/addTask`,
      json,
      isRepeatable: true,
    } as const;
    await this.transport.write(request, schemas.one(schemas.doneSchema));
  }

  tags(workspace: string, offset?: string): Promise<Page<schemas.AsanaNamed>> {
    const query = { limit: PAGE_MAX, offset, opt_fields: 'name' };
    return this.page(`workspaces/${workspace}/tags`, query, schemas.namedSchema);
  }

  /** Not to be repeated: Asana takes two tags of one name. */
  async createTag(workspace: string, name: string): Promise<schemas.AsanaNamed> {
    const [path, json] = [`workspaces/${workspace}/tags`, { data: { name } }];
    const request = {
      method: 'POST',
      path,
      query: { opt_fields: 'name' },
      json,
      isRepeatable: false,
    } as const;
    return (await this.transport.write(request, schemas.one(schemas.namedSchema))).data;
  }

  /** Quick, cut off, and late with what is new. */
  async typeahead(
    workspace: string,
    kind: 'tag' | 'user' | 'project',
    query: string,
    count: number,
  ): Promise<readonly schemas.AsanaNamed[]> {
    const parameters = { resource_type: kind, query, count, opt_fields: 'name' };
    const path = `workspaces/${workspace}/typeahead`;
    return (await this.page(path, parameters, schemas.namedSchema)).items;
  }

  /** In one answer, up to `PEOPLE_MAX`. */
  async people(workspace: string): Promise<readonly schemas.AsanaUser[]> {
    const query = { opt_fields: 'name,email' };
    return (await this.page(`workspaces/${workspace}/users`, query, schemas.userSchema)).items;
  }

  stories(task: string): Promise<z.infer<typeof schemas.storySchema>[]> {
    return this.all(`tasks/${task}/stories`, { opt_fields: 'text' }, schemas.storySchema);
  }

  /** Not to be repeated. */
  async comment(task: string, richText: string): Promise<void> {
    const [path, json] = [`tasks/${task}/stories`, { data: { html_text: richText } }];
    const request = {
      method: 'POST',
      path,
      query: { opt_fields: 'text' },
      json,
      isRepeatable: false,
    } as const;
    await this.transport.write(request, schemas.one(schemas.storySchema));
  }

  attachments(task: string): Promise<schemas.AsanaNamed[]> {
    return this.all('attachments', { parent: task, opt_fields: 'name' }, schemas.attachmentSchema);
  }

  /** A link to a page elsewhere. Not to be repeated. */
  async attach(task: string, name: string, url: string): Promise<void> {
    const form = { parent: task, resource_subtype: 'external', name, url };
    const query = { opt_fields: 'name' };
    const request = { method: 'POST', path: 'attachments', query, form, isRepeatable: false } as const;
    await this.transport.write(request, schemas.one(schemas.attachmentSchema));
  }

  async detach(attachment: string): Promise<void> {
    const request = { method: 'DELETE', path: `attachments/${attachment}`, isRepeatable: true } as const;
    await this.transport.write(request, schemas.one(schemas.doneSchema));
  }

  private async all<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: z.ZodType<T>,
  ): Promise<T[]> {
    const all: T[] = [];
    let offset: string | undefined;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const page = await this.page(path, { ...query, limit: PAGE_MAX, offset }, schema);
      all.push(...page.items);
      if (page.next === null) break;
      offset = page.next;
    }
    return all;
  }

  private async page<T>(
    path: string,
    query: Readonly<Record<string, string | number | undefined>>,
    schema: z.ZodType<T>,
  ): Promise<Page<T>> {
    const { answer, content } = await this.transport.read(path, query, schemas.many(schema));
    return { items: content.data, next: content.next_page?.offset ?? null, date: answer.date };
  }
}

function listOf(project: string, offset?: string) {
  return { project, limit: PAGE_MAX, offset };
}

/** What a batch can ask for, and how the answers are read. */
export const BATCHED = {
  project: (gid: string): BatchedRead => ({ path: `/projects/${gid}`, fields: PROJECT_FIELDS }),
  sections: (project: string): BatchedRead => ({
    ...{ path: `/projects/${project}/sections`, limit: PAGE_MAX, fields: ['name'] },
  }),
  ourAccess: (project: string): BatchedRead => ({
    path: `/projects/${project}/project_memberships`,
    query: { user: 'me' },
    fields: ['access_level'],
  }),
  task: (gid: string): BatchedRead => ({ path: `/tasks/${gid}`, fields: TASK_FIELDS }),
  tasksOf: (project: string): BatchedRead => ({
    ...{ path: '/tasks', query: { project }, limit: PAGE_MAX, fields: TASK_FIELDS },
  }),
} as const;

/** @throws ProviderError where the action failed. */
export function oneOf<T>(answer: Answer, schema: z.ZodType<T>): T {
  return contentOf(answer, 'read', schemas.one(schema)).data;
}

/** @throws ProviderError where the action failed. */
export function pageOf<T>(answer: Answer, schema: z.ZodType<T>): Page<T> {
  const { data, next_page: next } = contentOf(answer, 'read', schemas.many(schema));
  return { items: data, next: next?.offset ?? null, date: answer.date ?? null };
}
