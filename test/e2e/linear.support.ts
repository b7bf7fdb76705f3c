import { type LinearLab, type LinearLabOptions, startLinearLab } from '../../lab/index.js';
import type { TestAppOptions } from '../support/app.js';
import { TrackerGround } from '../support/tracker-ground.js';

export const BATCH = 'mutation issueBatchCreate';

export type LinearGround = TrackerGround<LinearLab>;

/** The application, with one connected Linear. */
export async function aLinearGround(
  options: LinearLabOptions = {},
  app: TestAppOptions = {},
): Promise<LinearGround> {
  const connectionOf = ({ baseUrl, credentials }: LinearLab) => ({ linear: { baseUrl, ...credentials } });
  return TrackerGround.open(await startLinearLab(options), { connectionOf, projectKey: 'SHOP' }, app);
}
