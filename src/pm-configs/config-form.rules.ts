import type { PmProvider } from '../providers/contract/index.js';
import type { FieldError } from '../shared/errors/index.js';
import type { PlatformConfiguration } from './pm-config.entity.js';
import type { TargetPlatform } from './target-platform.js';
import { renderTicket } from './ticket-templates.rules.js';

/** What these checks need of a provider. */
export type FormProvider = Pick<PmProvider, 'name' | 'projectKeyPattern' | 'draftViolations'>;

/**
 * Violations of the tracker's fixed limits, whatever its projects allow.
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

/** Null: no violation. */
function projectKeyViolation(
  projectKey: string,
  { name, projectKeyPattern }: Pick<FormProvider, 'name' | 'projectKeyPattern'>,
): string | null {
  if (!projectKeyPattern || projectKeyPattern.test(projectKey)) return null;
  return `${projectKey} cannot be the key of a project in ${name}.`;
}

/** Rendered for an example release, each label by itself so that a violation has its index. An empty one is not sent. */
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
