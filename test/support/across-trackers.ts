import {
  type AsanaLab,
  type Fault,
  type JiraDataCenterLab,
  type LinearLab,
  type PlannedFault,
  startAsanaLab,
  startLinearLab,
} from '../../lab/index.js';
import { aDataCenterGround } from '../e2e/jira-data-center.support.js';
import type { TestApp, TestAppOptions } from './app.js';
import { eventually } from './eventually.js';
import { CREATE_RELEASE } from './release-operations.js';
import { releaseNow, sql } from './release-tickets.js';
import { connect, type TrackerGround } from './tracker-ground.js';

/** The calls that put a link on a ticket. */
export const JIRA_LINK = 'POST /rest/api/2/issue/{issueIdOrKey}/remotelink';
export const LINEAR_LINK = 'mutation attachmentCreate';
export const ASANA_LINK = 'POST /attachments';

const PLATFORMS = ['IOS', 'ANDROID', 'WEB'];

export interface LabLink {
  readonly url: string;
  readonly title: string;
}

/** One project whose apps for iOS live in Jira Data Center, for Android in Linear, and whose web lives in Asana. */
export class AcrossTrackers {
  private constructor(
    private readonly ground: TrackerGround<JiraDataCenterLab>,
    readonly linear: LinearLab,
    readonly asana: AsanaLab,
    readonly ids: { readonly jira: string; readonly linear: string; readonly asana: string },
    private readonly pmConfigId: string,
  ) {}

  static async open(options: TestAppOptions = {}): Promise<AcrossTrackers> {
    const ground = await aDataCenterGround({}, options);
    const [linear, asana] = await Promise.all([startLinearLab(), startAsanaLab()]);
    const idOf = async (name: string, connection: object) =>
      (await connect(ground.app, ground.projectId, name, connection)).id;
    const ids = {
      jira: ground.integration.id,
      linear: await idOf('Linear', { linear: { baseUrl: linear.baseUrl, ...linear.credentials } }),
      asana: await idOf('Asana', { asana: { baseUrl: asana.baseUrl, ...asana.credentials } }),
    };
    const config = await ground.config('Across', [
      { platform: 'APP_STORE', parameters: { projectKey: 'SHOP' } },
      { platform: 'PLAY_STORE', integrationId: ids.linear, parameters: { projectKey: 'SHOP' } },
      { platform: 'WEB', integrationId: ids.asana, parameters: { projectKey: asana.project().gid } },
    ]);
    return new AcrossTrackers(ground, linear, asana, ids, config.id);
  }

  get app(): TestApp {
    return this.ground.app;
  }

  get jira(): JiraDataCenterLab {
    return this.ground.lab;
  }

  get labs() {
    return [this.jira, this.linear, this.asana] as const;
  }

  run(query: string, variables: object = {}): Promise<any> {
    return this.app.run(query, variables);
  }

  /** A config that says for each platform where its tickets live. */
  async config(name: string, platformConfigurations: readonly object[]): Promise<string> {
    return (await this.ground.config(name, platformConfigurations)).id;
  }

  async create(version: string, more: object = {}): Promise<any> {
    const input = {
      ...{ projectId: this.ground.projectId, version, platforms: PLATFORMS },
      ...{ pmConfigId: this.pmConfigId, waitForTicketsMs: 20_000, ...more },
    };
    return (await this.run(CREATE_RELEASE, { input })).createRelease;
  }

  /** What the tracker itself has on a ticket. */
  linksOn({ remoteId, integration }: any): readonly LabLink[] {
    const { ids, jira, linear, asana } = this;
    if (integration.id === ids.jira)
      return jira.issue(remoteId).remoteLinks.map(({ object }) => object as LabLink);
    if (integration.id === ids.linear)
      return linear.issue(remoteId).attachmentList.map(({ url, title }) => ({ url, title }));
    return asana.task(remoteId).attachments.map(({ url, name }) => ({ url, title: name }));
  }

  /** Every ticket leads to each that lives elsewhere, once. */
  async untilLinked(releaseId: string, timeoutMs = 20_000): Promise<any> {
    return eventually(
      async () => {
        const release = await releaseNow(this.app, releaseId);
        const made = release.tickets.filter(({ state }: any) => state === 'CREATED');
        expect(made.length).toBeGreaterThan(1);
        for (const ticket of made) {
          const others = made.filter(({ integration }: any) => integration.id !== ticket.integration.id);
          expect(urlsOf(this.linksOn(ticket))).toEqual(urlsOf(others));
        }
        return release;
      },
      { timeoutMs, everyMs: 50 },
    );
  }

  /** Nothing is left to be planned or put; without an id: in any release. */
  untilAtRest(releaseId: string | null = null, timeoutMs = 20_000): Promise<void> {
    return eventually(
      async () => {
        const [left] = await sql(
          this.app,
          `select (select count(*)::int from ticket_operations
                   where are_links_outdated and ($1::uuid is null or owner_id = $1)) as unplanned,
                  (select count(*)::int from sibling_links
                   where due_at is not null and ($1::uuid is null or owner_id = $1)) as due`,
          [releaseId],
        );
        expect(left).toEqual({ unplanned: 0, due: 0 });
      },
      { timeoutMs, everyMs: 50 },
    );
  }

  /** As if what was planned had been lost: everything is looked at anew. */
  async lookAgain(releaseId: string): Promise<void> {
    await sql(this.app, 'update ticket_operations set are_links_outdated = true where owner_id = $1', [
      releaseId,
    ]);
    await this.untilAtRest(releaseId);
  }

  /** In each tracker, the next call that puts a link. */
  failLinks(fault: Fault): readonly PlannedFault[] {
    return [
      this.jira.faults.inject(JIRA_LINK, fault),
      this.linear.faults.inject(LINEAR_LINK, fault),
      this.asana.faults.inject(ASANA_LINK, fault),
    ];
  }

  /** Calls so far that put a link. */
  get linkCalls(): { readonly jira: number; readonly linear: number; readonly asana: number } {
    return {
      jira: this.jira.calls.count(JIRA_LINK),
      linear: this.linear.calls.count(LINEAR_LINK),
      asana: this.asana.calls.count(ASANA_LINK),
    };
  }

  forgetCalls(): void {
    for (const lab of this.labs) lab.calls.reset();
  }

  /** Nothing fails any more, nothing goes on, and neither side broke a vendor's contract. */
  async untilClean(): Promise<void> {
    for (const lab of this.labs) lab.faults.clear();
    await this.untilAtRest();
    for (const lab of this.labs) expect(lab.violations).toEqual([]);
  }

  async stop(): Promise<void> {
    await this.ground.stop().finally(() => Promise.all([this.linear.stop(), this.asana.stop()]));
  }
}

function urlsOf(linked: readonly { readonly url: string }[]): string[] {
  return linked.map(({ url }) => url).sort();
}

/** Of a release's tickets. */
export function ticketFor(release: any, platform: string): any {
  return release.tickets.find((ticket: any) => ticket.platform === platform);
}
