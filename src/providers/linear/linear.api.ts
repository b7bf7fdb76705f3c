import type { z } from 'zod';
import { ProviderError, ProviderFailure } from '../contract/index.js';
import {
  type Effect,
  providerErrorOf,
  HttpFailure,
  type HttpResponse,
  isSuccess,
  isWebPage,
  jsonOf,
  type OperationDeadline,
  type ProviderHttpClient,
} from '../http/index.js';
import * as documents from './linear.documents.js';
import { errorOf, isConflict, unreadable } from './linear.errors.js';
import * as schemas from './linear.schemas.js';

/** The most issues that Linear makes in one call, and the most of anything that it gives on one page. */
export const BATCH_MAX = 50;
export const PAGE_MAX = 250;
/** A page that never ends would otherwise keep us asking. */
const PAGES_MAX = 20;

/** What a mutation says of an id that it was given: nothing was there, or something is. */
export const ID_TAKEN = Symbol('taken');

export type Filter = Readonly<Record<string, unknown>>;

interface Page<T> {
  readonly nodes: T[];
  readonly pageInfo?: { readonly hasNextPage: boolean; readonly endCursor?: string | null } | null;
}

/**
 * The documents that are sent, one method each, their answers checked. Every method throws `ProviderError` and nothing
 * else. Keys and ids come checked (`linear.keys.ts`) and go as variables.
 */
export class LinearApi {
  constructor(
    private readonly client: ProviderHttpClient,
    private readonly deadline: OperationDeadline,
  ) {}

  viewer() {
    return this.read(documents.VIEWER, {}, schemas.viewerSchema).then(({ viewer }) => viewer);
  }

  teams(filter: Filter, first: number, after: string | null) {
    const variables = { filter, first: Math.min(first, PAGE_MAX), after };
    return this.read(documents.TEAMS, variables, schemas.teamsSchema);
  }

  /** Null where there is none, or it is hidden or retired. */
  async team(key: string) {
    const answer = await this.read(documents.TEAM_BY_KEY, { key }, schemas.teamByKeySchema);
    const team = answer.teams.nodes.find(({ retiredAt }) => !retiredAt);
    const { organization, issuePriorityValues } = answer;
    return team ? { team, urlKey: organization.urlKey, priorities: issuePriorityValues } : null;
  }

  states(key: string): Promise<schemas.LinearState[]> {
    return allOf(async (after) => {
      const variables = { key, first: PAGE_MAX, after };
      return (await this.read(documents.STATES, variables, schemas.statesSchema)).workflowStates;
    });
  }

  labels(filter: Filter): Promise<schemas.LinearLabel[]> {
    return allOf((after) => this.labelPage(filter, PAGE_MAX, after));
  }

  async labelPage(filter: Filter, first: number, after: string | null) {
    const variables = { filter, first: Math.min(first, PAGE_MAX), after };
    return (await this.read(documents.LABELS, variables, schemas.labelsSchema)).issueLabels;
  }

  /** Null where there is no such team. */
  async members(key: string, filter: Filter, first: number) {
    const variables = { key, filter, first: Math.min(first, PAGE_MAX) };
    const { teams } = await this.read(documents.MEMBERS, variables, schemas.membersSchema);
    return teams.nodes[0]?.members.nodes ?? null;
  }

  /** Archived and deleted ones too; what does not exist, or is hidden, is left out without a word. 250 at most. */
  async issues(filter: Filter): Promise<schemas.LinearIssue[]> {
    const variables = { filter, first: PAGE_MAX };
    return (await this.read(documents.ISSUES, variables, schemas.issuesSchema)).issues.nodes;
  }

  issue(id: string): Promise<schemas.LinearIssue> {
    return this.read(documents.ISSUE, { id }, schemas.issueAnswerSchema).then(({ issue }) => issue);
  }

  issueWithStates(id: string): Promise<schemas.LinearIssueWithStates> {
    return this.read(documents.ISSUE_WITH_STATES, { id }, schemas.issueWithStatesSchema).then(
      ({ issue }) => issue,
    );
  }

  async createIssue(input: object): Promise<schemas.LinearIssueRef | typeof ID_TAKEN> {
    const answer = await this.write(documents.CREATE_ISSUE, { input }, schemas.issueCreatedSchema);
    return answer === ID_TAKEN ? ID_TAKEN : answer.issueCreate.issue;
  }

  /** All or none. TAKEN: one of the ids is, Linear does not say which. */
  async createIssues(
    issues: readonly object[],
  ): Promise<readonly schemas.LinearIssueRef[] | typeof ID_TAKEN> {
    const variables = { input: { issues } };
    const answer = await this.write(documents.CREATE_ISSUES, variables, schemas.issuesCreatedSchema);
    return answer === ID_TAKEN ? ID_TAKEN : answer.issueBatchCreate.issues;
  }

  async createLabel(name: string, teamId: string): Promise<schemas.LinearLabel | typeof ID_TAKEN> {
    const variables = { input: { name, teamId } };
    const answer = await this.write(documents.CREATE_LABEL, variables, schemas.labelCreatedSchema);
    return answer === ID_TAKEN ? ID_TAKEN : answer.issueLabelCreate.issueLabel;
  }

  /** Answers with the state's name as it is then. */
  async setState(id: string, stateId: string): Promise<string> {
    const variables = { id, stateId };
    const answer = await this.write(documents.SET_STATE, variables, schemas.stateSetSchema, REPEATABLE);
    return answer === ID_TAKEN ? '' : answer.issueUpdate.issue.state.name;
  }

  /** Null: it was made before. */
  async createComment(input: object) {
    const schema = schemas.commentCreatedSchema;
    const answer = await this.write(documents.CREATE_COMMENT, { input }, schema, REPEATABLE);
    return answer === ID_TAKEN ? null : answer.commentCreate.comment;
  }

  /** Answers with the issue, and everything that is attached to it then. */
  async attach(input: object) {
    const answer = await this.write(documents.ATTACH, { input }, schemas.attachedSchema, REPEATABLE);
    return answer === ID_TAKEN ? null : answer.attachmentCreate.attachment.issue;
  }

  async detach(id: string): Promise<void> {
    await this.write(documents.DETACH, { id }, schemas.detachedSchema, REPEATABLE);
  }

  private read<T>(query: string, variables: object, schema: z.ZodType<T>): Promise<T> {
    return this.deadline.race(async () => {
      const response = await this.send(query, variables, 'read', true);
      return parse(response, dataOf(response, 'read'), schema, 'read');
    });
  }

  private async write<T>(
    query: string,
    variables: object,
    schema: z.ZodType<T>,
    { isRepeatable } = { isRepeatable: false },
  ): Promise<T | typeof ID_TAKEN> {
    const response = await this.send(query, variables, 'write', isRepeatable);
    const data = dataOf(response, 'write');
    return data === ID_TAKEN ? ID_TAKEN : parse(response, data, schema, 'write');
  }

  private async send(
    query: string,
    variables: object,
    effect: Effect,
    isRepeatable: boolean,
  ): Promise<HttpResponse> {
    try {
      const json = { query, variables };
      return await this.client.request({ method: 'POST', path: 'graphql', json, isRepeatable });
    } catch (error) {
      if (error instanceof HttpFailure) throw providerErrorOf(error, effect);
      // Nobody knows how far it came.
      const words = 'The call to Linear failed for a reason of our own.';
      const tookEffect = effect === 'write' ? 'unknown' : 'no';
      throw new ProviderError(ProviderFailure.UNEXPECTED, words, { tookEffect, cause: error });
    }
  }
}

const REPEATABLE = { isRepeatable: true };

/** Errors come with any status, also with 200 and beside data: they are looked at first. */
function dataOf(response: HttpResponse, effect: Effect): unknown {
  const envelope = isWebPage(response)
    ? null
    : (schemas.envelopeSchema.safeParse(jsonOf(response)).data ?? null);
  if (envelope && isConflict(envelope)) return ID_TAKEN;
  const hasErrors = (envelope?.errors ?? []).length > 0;
  if (hasErrors || !isSuccess(response)) throw errorOf(response, envelope, effect);
  if (!envelope) throw unreadable(response, effect);
  return envelope.data;
}

function parse<T>(response: HttpResponse, data: unknown, schema: z.ZodType<T>, effect: Effect): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw unreadable(response, effect, parsed.error.issues[0]?.path.map(String).join('.'));
}

async function allOf<T>(page: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const { nodes, pageInfo }: Page<T> = await page(after);
    all.push(...nodes);
    after = pageInfo?.hasNextPage ? (pageInfo.endCursor ?? null) : null;
    if (after === null) break;
  }
  return all;
}
