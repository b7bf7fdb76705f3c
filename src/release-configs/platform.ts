import { registerEnumType } from '@nestjs/graphql';
import { type NeededPlatform, TargetPlatform } from '../pm-configs/index.js';

export enum Platform {
  ANDROID = 'ANDROID',
  IOS = 'IOS',
  WEB = 'WEB',
}

registerEnumType(Platform, {
  name: 'Platform',
  description: 'The platform of a release. ANDROID ships to PLAY_STORE, IOS to APP_STORE, WEB to WEB.',
  valuesMap: {
    ANDROID: { description: 'Ships to the Play Store.' },
    IOS: { description: 'Ships to the App Store.' },
    WEB: { description: 'Ships to the web.' },
  },
});

const TARGETS: Readonly<Record<Platform, TargetPlatform>> = {
  [Platform.ANDROID]: TargetPlatform.PLAY_STORE,
  [Platform.IOS]: TargetPlatform.APP_STORE,
  [Platform.WEB]: TargetPlatform.WEB,
};

export function targetOf(platform: Platform): TargetPlatform {
  return TARGETS[platform];
}

/** What a pm config must have for these platforms, which stand at `platforms` in the input. */
export function neededPlatforms(platforms: readonly Platform[]): NeededPlatform[] {
  return platforms.map((platform, index) => ({
    target: targetOf(platform),
    name: platform,
    path: `platforms.${index}`,
  }));
}
