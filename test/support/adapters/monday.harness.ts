import { MondayProvider } from '../../../src/providers/monday/index.js';
import { type MondayLab, type MondayLabOptions, startMondayLab } from '../../../lab/index.js';
import { AdapterHarness } from './adapter.harness.js';

export const CREATE = 'mutation create_item';
export const CREATE_SUBITEM = 'mutation create_subitem';
export const CREATE_UPDATE = 'mutation create_update';
export const TAG = 'mutation create_or_get_tag';
export const BOARDS = 'query boards';
export const ITEMS = 'query items';
export const SEARCH = 'query items_page_by_column_values';
export const ME = 'query me';

/** Release tickets are made on the lab's own board. */
export class MondayHarness extends AdapterHarness<MondayLab> {
  static async start(options: MondayLabOptions = {}): Promise<MondayHarness> {
    const lab = await startMondayLab(options);
    const projectKey = lab.board.id;
    return new MondayHarness({ lab, adapter: (parts) => new MondayProvider(parts), projectKey });
  }
}
