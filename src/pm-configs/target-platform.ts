import { registerEnumType } from '@nestjs/graphql';

/** Where a release ships to, and so what one ticket is for. The order is that of every list of tickets. */
export enum TargetPlatform {
  WEB = 'WEB',
  PLAY_STORE = 'PLAY_STORE',
  APP_STORE = 'APP_STORE',
}

registerEnumType(TargetPlatform, {
  name: 'TargetPlatform',
  description: 'The place that a release ships to; each can have a ticket of its own.',
  valuesMap: {
    WEB: { description: 'The web; the platform WEB ships to it.' },
    PLAY_STORE: { description: 'Google’s Play Store.' },
    APP_STORE: { description: 'Apple’s App Store.' },
  },
});

/** As people write them, and as {{platform}} shows them. */
export const PLATFORM_NAMES: Readonly<Record<TargetPlatform, string>> = {
  [TargetPlatform.WEB]: 'Web',
  [TargetPlatform.PLAY_STORE]: 'Play Store',
  [TargetPlatform.APP_STORE]: 'App Store',
};

const ORDER = Object.values(TargetPlatform);

/** Sorts as TargetPlatform lists them. */
export function byTargetPlatform(
  one: { platform: TargetPlatform },
  other: { platform: TargetPlatform },
): number {
  return ORDER.indexOf(one.platform) - ORDER.indexOf(other.platform);
}
