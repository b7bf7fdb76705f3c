import type { GraphqlClient } from '../lab/demo/graphql-client.js';

/** A project of ours with one integration, from which releases take their tickets. */
export interface TrackerProject {
  readonly projectId: string;
  readonly jiraConfig: {
    readonly enabled: true;
    readonly integrationId: string;
    readonly projectKey: string;
  };
}

export const PLATFORMS = ['ANDROID', 'IOS', 'WEB'] as const;

/** `connection`: for the API's ConnectionInput. */
export async function makeTrackerProject(
  api: GraphqlClient,
  name: string,
  connection: object,
  projectKey: string,
): Promise<TrackerProject> {
  const projectId = await api.make('Project', { name });
  const integrationId = await api.make('Integration', { projectId, name: 'Tracker', connection });
  return { projectId, jiraConfig: { enabled: true, integrationId, projectKey } };
}

/** Answered at once, whatever becomes of the tickets. */
export function createRelease(
  api: GraphqlClient,
  project: TrackerProject,
  version: string,
  platforms: readonly string[] = PLATFORMS,
): Promise<string> {
  return api.make('Release', { ...project, version, platforms, waitForTicketsMs: 0 });
}

/** `work` for 0, 1, … up to `count`, `atOnce` at a time; no more are begun once `signal` says so. */
export async function runConcurrently(
  count: number,
  concurrency: number,
  work: (number: number) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const runNext = async () => {
    while (next < count && !signal?.aborted) await work(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, runNext));
}
