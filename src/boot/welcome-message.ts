import { join } from 'node:path';
import { type BootstrapResult, BOOTSTRAP_SECRET } from '../access/index.js';
import type { Settings } from '../config/index.js';

/** What the first start tells whoever watches it; later starts say where it is, and where the first token lies. */
export function welcomeMessage(settings: Settings, result: BootstrapResult): string {
  const { publicUrl } = settings;
  const lines = ['', `  delivr is running: ${publicUrl}`, `  Try it out:        ${publicUrl}/playground`];
  const more = result.isNew ? firstSteps(settings, result.token) : laterSteps(settings, result);
  return [...lines, ...more, '', ''].join('\n');
}

function firstSteps({ bootstrapToken }: Settings, token: string | null): string[] {
  if (bootstrapToken) return ['  Sign in with the token that BOOTSTRAP_TOKEN holds.'];
  return [
    `  Your API token:    ${token}`,
    '  It is shown this once. Keep it; "npm run token:new -- --account Administrator" replaces a lost one.',
  ];
}

/** Somebody may have missed it: a first start that could not listen has made the account all the same. */
function laterSteps(
  { dataDir }: Settings,
  { isFirstTokenUsable }: Extract<BootstrapResult, { isNew: false }>,
): string[] {
  const file = join(dataDir, 'secrets', BOOTSTRAP_SECRET);
  return isFirstTokenUsable ? [`  First API token:   in ${file}, until you remove it`] : [];
}
