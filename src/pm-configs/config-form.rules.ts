import type { PmProvider } from '../providers/contract/index.js';
import type { FieldError } from '../shared/errors/index.js';
import type { PlatformConfiguration } from './pm-config.entity.js';
import type { TargetPlatform } from './target-platform.js';
import { renderTicket } from './ticket-templates.rules.js';

/** What these checks need of a provider. */
export type FormProvider = Pick<PmProvider, 'name' | 'projectKeyPattern' | 'draftViolations'>;

/**
 * What this tracker would never take, whatever is in it.
 * @param within where the parameters stand in the input.
 */
export function formViolations(
  { parameters, platform }: Pick<PlatformConfiguration, 'parameters' | 'platform'>,
  provider: FormProvider,
  within: string,
): FieldError[] {
  const { projectKey, parentKey } = parameters;
  const key = projectKeyViolation(projectKey, provider);
  const labels = parameters.labels.map((label) => renderedLabel(label, platform));
  const more = provider.draftViolations?.({ labels, parentKey }) ?? [];
  const violations = [...(key ? [{ path: 'projectKey', message: key }] : []), ...more];
  return violations.map(({ path, message }) => ({ path: `${within}.${path}`, message }));
}

/** Null: it could be one. */
function projectKeyViolation(
  projectKey: string,
  { name, projectKeyPattern }: Pick<FormProvider, 'name' | 'projectKeyPattern'>,
): string | null {
  if (!projectKeyPattern || projectKeyPattern.test(projectKey)) return null;
  return `${projectKey} cannot be the key of a project in ${name}.`;
}

/** As any release would have it, each by itself so that a complaint finds its place. What comes out empty is not sent. */
function renderedLabel(label: string, platform: TargetPlatform): string {
  const { labels } = renderTicket(
    { titleTemplate: '', descriptionTemplate: '', labels: [label] },
    {
      version: '1.2.0',
      platform,
      plannedDate: '2026-01-31',
      projectName: 'p',
      releaseUrl: 'https://x',
    },
  );
  return labels[0] ?? 'empty';
}
