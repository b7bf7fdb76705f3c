import { byTargetPlatform, TargetPlatform } from '../pm-configs/index.js';
import { Platform, targetOf } from './platform.js';

describe('platforms', () => {
  it('have a target platform each', () => {
    expect([Platform.ANDROID, Platform.IOS, Platform.WEB].map(targetOf)).toEqual([
      TargetPlatform.PLAY_STORE,
      TargetPlatform.APP_STORE,
      TargetPlatform.WEB,
    ]);
  });

  it('are sorted as TargetPlatform lists them', () => {
    const tickets = [TargetPlatform.APP_STORE, TargetPlatform.WEB, TargetPlatform.PLAY_STORE];
    expect(tickets.map((platform) => ({ platform })).sort(byTargetPlatform)).toEqual([
      { platform: 'WEB' },
      { platform: 'PLAY_STORE' },
      { platform: 'APP_STORE' },
    ]);
  });
});
