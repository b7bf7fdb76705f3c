import type { FieldError } from '../shared/errors/index.js';
import { ValidateMembersWith } from '../shared/graphql/index.js';
import { TargetPlatform } from './target-platform.js';

/** At least one; each platform at most once. */
export const IsPlatformList = () => ValidateMembersWith('isPlatformList', platformListViolations);

function platformListViolations(value: unknown): FieldError[] {
  // Another rule refuses null.
  if (!Array.isArray(value)) return [];
  if (value.length === 0) return [{ path: '', message: 'must hold at least one platform.' }];
  const most = Object.keys(TargetPlatform).length;
  if (value.length > most)
    return [{ path: '', message: `must hold each platform at most once, so at most ${most}.` }];
  const platforms = (value as readonly { platform: TargetPlatform }[]).map(({ platform }) => platform);
  return platforms.flatMap((platform, index) =>
    platforms.indexOf(platform) === index
      ? []
      : [{ path: `${index}.platform`, message: `${platform} is in the list already.` }],
  );
}
