import {
  type FieldComplaint,
  isFailure,
  isNotFound,
  ProviderFailure,
  type TransitionBlocked,
  type TransitionOutcome,
  type TransitionPlan,
  type TransitionWish,
} from '../contract/index.js';
import { inParallel } from '../http/index.js';
import type { JiraApi } from './jira.api.js';
import { mustBeTicket } from './jira.keys.js';
import { quoted } from './jira.lookup.rules.js';
import type { JiraIssue, JiraStatus } from './jira.schemas.js';
import {
  knownWay,
  reachable,
  sameName,
  type Step,
  stepOf,
  wayForward,
  wayPastScreens,
} from './jira.workflow.rules.js';

/** A workflow longer than this goes in circles. */
const STEPS_MAX = 10;
const SAMPLES_MAX = 8;
const SAMPLES_AMONG = 50;
const SAMPLES_AT_ONCE = 4;

export async function planTransition(
  api: JiraApi,
  idOrKey: string,
  wish: TransitionWish,
): Promise<TransitionPlan> {
  const journey = new Journey(api, mustBeTicket(idOrKey), wish);
  const next = await journey.next();
  const { status } = journey;
  if (next.kind === 'there') return { kind: 'there', status: status.name };
  if (next.kind === 'blocked') return next;
  const { name } = next.target;
  const via = next.way.map(({ to }) => to.name);
  return { kind: 'possible', from: status.name, via: via.at(-1) === name ? via : [...via, name] };
}

export async function transition(
  api: JiraApi,
  idOrKey: string,
  wish: TransitionWish,
): Promise<TransitionOutcome> {
  const journey = new Journey(api, mustBeTicket(idOrKey), wish);
  for (let taken = 0; taken < STEPS_MAX; taken += 1) {
    const next = await journey.next();
    if (next.kind === 'there') return { kind: 'done', status: journey.status.name };
    if (next.kind === 'blocked') return next;
    const [step] = next.way;
    if (!step) break;
    const refused = await journey.take(step);
    if (refused) return refused;
    if (step.to.id === next.target.id) return { kind: 'done', status: step.to.name };
  }
  return journey.blocked(`It did not get to ${wish.status} in ${STEPS_MAX} steps.`);
}

type Next =
  | { readonly kind: 'there' }
  | { readonly kind: 'way'; readonly way: readonly Step[]; readonly target: JiraStatus }
  | TransitionBlocked;

/** One ticket on its way. Jira tells the steps from where a ticket is; those from elsewhere are learnt from others. */
class Journey {
  private readonly workflow = new Map<string, readonly Step[]>();
  private issue: JiraIssue | null = null;
  private hasSampled = false;

  constructor(
    private readonly api: JiraApi,
    private readonly idOrKey: string,
    private readonly wish: TransitionWish,
  ) {}

  get status(): JiraStatus {
    if (!this.issue) throw new Error('Nothing was read yet.');
    return this.issue.fields.status;
  }

  /** Reads where the ticket is and decides how to go on. */
  async next(): Promise<Next> {
    await this.look();
    const { status, wish } = this;
    if (sameName(status.name, wish.status)) return { kind: 'there' };
    const direct = this.stepsFrom(status).find(({ to }) => sameName(to.name, wish.status));
    if (direct?.missing.length === 0) return { kind: 'way', way: [direct], target: direct.to };
    const target = direct?.to ?? (await this.wished());
    if (!target) return this.blocked(`There is no status ${wish.status} for this ticket.`);
    await this.sample();
    const way = knownWay(this.workflow, status, target);
    if (way) return { kind: 'way', way, target };
    const hindered = wayPastScreens(this.workflow, status, target);
    if (hindered) return this.askFor(hindered.flatMap(({ missing }) => missing));
    const forward = wayForward(this.workflow, status, target);
    if (forward) return { kind: 'way', way: forward, target };
    return this.blocked(
      this.stepsFrom(status).length === 0
        ? `Jira offers this account no step from ${status.name}: the workflow has none, or the permission to take it is missing.`
        : `The workflow leads from ${status.name} to nowhere that is known to go on to ${target.name}.`,
    );
  }

  /** @returns why not, where Jira refuses it for what it is. */
  async take({ id, fields }: Step): Promise<TransitionBlocked | null> {
    try {
      await this.api.transition(this.idOrKey, id, fields);
      return null;
    } catch (error) {
      if (!isFailure(error, ProviderFailure.REJECTED)) throw error;
      await this.look();
      return this.blocked(error.message, error.fields);
    }
  }

  blocked(reason: string, fields: readonly FieldComplaint[] = []): TransitionBlocked {
    const possibleStatuses = reachable(this.workflow, this.status).map(({ name }) => name);
    return { kind: 'blocked', status: this.status.name, reason, possibleStatuses, fields };
  }

  private askFor(missing: readonly FieldComplaint[]): TransitionBlocked {
    return this.blocked(missing.map(({ message }) => message).join(' '), missing);
  }

  private async look(): Promise<void> {
    const [issue, transitions] = await Promise.all([
      this.api.issue(this.idOrKey),
      this.api.transitions(this.idOrKey),
    ]);
    this.issue = issue;
    this.learn(issue.fields.status, transitions);
  }

  private learn(status: JiraStatus, transitions: Awaited<ReturnType<JiraApi['transitions']>>): void {
    const steps = transitions.map((one) => stepOf(one, this.wish.fields ?? {}));
    this.workflow.set(status.id, steps);
  }

  private stepsFrom({ id }: JiraStatus): readonly Step[] {
    return this.workflow.get(id) ?? [];
  }

  /** The wanted status among those of the ticket's kind. */
  private async wished(): Promise<JiraStatus | null> {
    const { issuetype, project } = this.issue?.fields ?? {};
    if (!project) return null;
    const types = await this.api.statuses(project.key);
    const own = types.filter(({ id }) => id === issuetype?.id);
    const statuses = (own.length > 0 ? own : types).flatMap((type) => type.statuses);
    return statuses.find(({ name }) => sameName(name, this.wish.status)) ?? null;
  }

  /** Other tickets of the same kind show how it goes on from where they are: reads alone. */
  private async sample(): Promise<void> {
    const { issuetype, project } = this.issue?.fields ?? {};
    if (this.hasSampled || !issuetype || !project) return;
    this.hasSampled = true;
    const kind = `project = ${quoted(project.key)} AND issuetype = ${issuetype.id}`;
    const jql = `${kind} AND status != ${this.status.id} ORDER BY updated DESC`;
    const issues = await this.api.statusesOf(jql, SAMPLES_AMONG);
    const samples = new Map(issues.map((issue) => [issue.fields.status.id, issue]));
    for (const known of this.workflow.keys()) samples.delete(known);
    const chosen = [...samples.values()].slice(0, SAMPLES_MAX);
    await inParallel(chosen, SAMPLES_AT_ONCE, async ({ id, fields }) => {
      const transitions = await this.api.transitions(id).catch((error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      });
      if (transitions) this.learn(fields.status, transitions);
    });
  }
}
