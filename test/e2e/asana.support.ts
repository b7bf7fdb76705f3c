import { type AsanaLab, type AsanaLabOptions, startAsanaLab } from '../../lab/index.js';
import type { TestAppOptions } from '../support/app.js';
import { TrackerGround } from '../support/tracker-ground.js';

/** The application, with one connected Asana; tickets are made in its first project. */
export async function anAsanaGround(
  options: AsanaLabOptions = {},
  app: TestAppOptions = {},
): Promise<TrackerGround<AsanaLab>> {
  const lab = await startAsanaLab(options);
  const connectionOf = ({ baseUrl, credentials }: AsanaLab) => ({ asana: { baseUrl, ...credentials } });
  return TrackerGround.open(lab, { connectionOf, projectKey: lab.project().gid }, app);
}
