import {
  type FieldViolation,
  isFailure,
  isNotFound,
  ProviderFailure,
  type TransitionBlocked,
  type TransitionOutcome,
  type TransitionPlan,
  type TransitionRequest,
} from '../contract/index.js';
import { inParallel } from '../http/index.js';
import type { JiraApi } from './jira.api.js';
import { requireTicketIdOrKey } from './jira.keys.js';
import { jqlQuoted } from './jira.lookup.rules.js';
import type { JiraIssue, JiraStatus } from './jira.schemas.js';
import {
  knownPath,
  reachableStatuses,
  sameName,
  type Step,
  stepOf,
  pathForward,
  pathPastScreens,
} from './jira.workflow.rules.js';

/** A workflow longer than this goes in circles. */
const STEPS_MAX = 10;
const SAMPLES_MAX = 8;
const SAMPLE_SEARCH_MAX = 50;
const SAMPLES_AT_ONCE = 4;

export async function planTransition(
  api: JiraApi,
  idOrKey: string,
  request: TransitionRequest,
): Promise<TransitionPlan> {
  const run = new WorkflowRun(api, requireTicketIdOrKey(idOrKey), request);
  const next = await run.next();
  const { status } = run;
  if (next.kind === 'there') return { kind: 'there', status: status.name };
  if (next.kind === 'blocked') return next;
  const { name } = next.target;
  const via = next.path.map(({ to }) => to.name);
  return { kind: 'possible', from: status.name, via: via.at(-1) === name ? via : [...via, name] };
}

export async function transition(
  api: JiraApi,
  idOrKey: string,
  request: TransitionRequest,
): Promise<TransitionOutcome> {
  const run = new WorkflowRun(api, requireTicketIdOrKey(idOrKey), request);
  for (let stepsTaken = 0; stepsTaken < STEPS_MAX; stepsTaken += 1) {
    const next = await run.next();
    if (next.kind === 'there') return { kind: 'done', status: run.status.name };
    if (next.kind === 'blocked') return next;
    const [step] = next.path;
    if (!step) break;
    const refused = await run.takeStep(step);
    if (refused) return refused;
    if (step.to.id === next.target.id) return { kind: 'done', status: step.to.name };
  }
  return run.blocked(`It did not get to ${request.status} in ${STEPS_MAX} steps.`);
}

type NextMove =
  | { readonly kind: 'there' }
  | { readonly kind: 'path'; readonly path: readonly Step[]; readonly target: JiraStatus }
  | TransitionBlocked;

/** One ticket on its way. Jira tells the steps from where a ticket is; those from elsewhere are learnt from others. */
class WorkflowRun {
  private readonly workflow = new Map<string, readonly Step[]>();
  private issue: JiraIssue | null = null;
  private hasSampled = false;

  constructor(
    private readonly api: JiraApi,
    private readonly idOrKey: string,
    private readonly request: TransitionRequest,
  ) {}

  get status(): JiraStatus {
    if (!this.issue) throw new Error('Nothing was read yet.');
    return this.issue.fields.status;
  }

  /** Reads where the ticket is and decides how to go on. */
  async next(): Promise<NextMove> {
    await this.refresh();
    const { status, request } = this;
    if (sameName(status.name, request.status)) return { kind: 'there' };
    const directStep = this.stepsFrom(status).find(({ to }) => sameName(to.name, request.status));
    if (directStep?.missing.length === 0) return { kind: 'path', path: [directStep], target: directStep.to };
    const target = directStep?.to ?? (await this.findTargetStatus());
    if (!target) return this.blocked(`There is no status ${request.status} for this ticket.`);
    await this.sampleOtherTickets();
    const path = knownPath(this.workflow, status, target);
    if (path) return { kind: 'path', path, target };
    const pathIgnoringScreens = pathPastScreens(this.workflow, status, target);
    if (pathIgnoringScreens)
      return this.blockedByFields(pathIgnoringScreens.flatMap(({ missing }) => missing));
    const forwardPath = pathForward(this.workflow, status, target);
    if (forwardPath) return { kind: 'path', path: forwardPath, target };
    return this.blocked(
      this.stepsFrom(status).length === 0
        ? `Jira offers this account no step from ${status.name}: the workflow has none, or the permission to take it is missing.`
        : `The workflow leads from ${status.name} to nowhere that is known to go on to ${target.name}.`,
    );
  }

  /** @returns why not, where Jira refuses it for what it is. */
  async takeStep({ id, fields }: Step): Promise<TransitionBlocked | null> {
    try {
      await this.api.transition(this.idOrKey, id, fields);
      return null;
    } catch (error) {
      if (!isFailure(error, ProviderFailure.REJECTED)) throw error;
      await this.refresh();
      return this.blocked(error.message, error.fields);
    }
  }

  blocked(reason: string, fields: readonly FieldViolation[] = []): TransitionBlocked {
    const possibleStatuses = reachableStatuses(this.workflow, this.status).map(({ name }) => name);
    return { kind: 'blocked', status: this.status.name, reason, possibleStatuses, fields };
  }

  private blockedByFields(missing: readonly FieldViolation[]): TransitionBlocked {
    return this.blocked(missing.map(({ message }) => message).join(' '), missing);
  }

  private async refresh(): Promise<void> {
    const [issue, transitions] = await Promise.all([
      this.api.issue(this.idOrKey),
      this.api.transitions(this.idOrKey),
    ]);
    this.issue = issue;
    this.recordSteps(issue.fields.status, transitions);
  }

  private recordSteps(status: JiraStatus, transitions: Awaited<ReturnType<JiraApi['transitions']>>): void {
    const steps = transitions.map((one) => stepOf(one, this.request.fields ?? {}));
    this.workflow.set(status.id, steps);
  }

  private stepsFrom({ id }: JiraStatus): readonly Step[] {
    return this.workflow.get(id) ?? [];
  }

  /** The wanted status among those of the ticket's kind. */
  private async findTargetStatus(): Promise<JiraStatus | null> {
    const { issuetype, project } = this.issue?.fields ?? {};
    if (!project) return null;
    const types = await this.api.statuses(project.key);
    const own = types.filter(({ id }) => id === issuetype?.id);
    const statuses = (own.length > 0 ? own : types).flatMap((type) => type.statuses);
    return statuses.find(({ name }) => sameName(name, this.request.status)) ?? null;
  }

  /** Other tickets of the same kind show how it goes on from where they are: reads alone. */
  private async sampleOtherTickets(): Promise<void> {
    const { issuetype, project } = this.issue?.fields ?? {};
    if (this.hasSampled || !issuetype || !project) return;
    this.hasSampled = true;
    const kind = `project = ${jqlQuoted(project.key)} AND issuetype = ${issuetype.id}`;
    const jql = `${kind} AND status != ${this.status.id} ORDER BY updated DESC`;
    const issues = await this.api.statusesOf(jql, SAMPLE_SEARCH_MAX);
    const samples = new Map(issues.map((issue) => [issue.fields.status.id, issue]));
    for (const known of this.workflow.keys()) samples.delete(known);
    const chosen = [...samples.values()].slice(0, SAMPLES_MAX);
    await inParallel(chosen, SAMPLES_AT_ONCE, async ({ id, fields }) => {
      const transitions = await this.api.transitions(id).catch((error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      });
      if (transitions) this.recordSteps(fields.status, transitions);
    });
  }
}
