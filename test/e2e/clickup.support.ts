import { type ClickUpLab, type ClickUpLabOptions, startClickUpLab } from '../../lab/index.js';
import type { TestAppOptions } from '../support/app.js';
import { TrackerGround } from '../support/tracker-ground.js';

/** The application, with one connected ClickUp whose list of release tickets is 901. */
export async function aClickUpGround(
  options: ClickUpLabOptions = {},
  app: TestAppOptions = {},
): Promise<TrackerGround<ClickUpLab>> {
  const connectionOf = ({ baseUrl, credentials }: ClickUpLab) => ({ clickup: { baseUrl, ...credentials } });
  return TrackerGround.open(await startClickUpLab(options), { connectionOf, projectKey: '901' }, app);
}
