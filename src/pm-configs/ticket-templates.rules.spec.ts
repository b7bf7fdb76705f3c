import { TargetPlatform } from './target-platform.js';
import {
  DEFAULT_DESCRIPTION_TEMPLATE,
  DEFAULT_LABELS,
  DEFAULT_TITLE_TEMPLATE,
} from './ticket-parameters.rules.js';
import {
  titleViolation,
  renderTicket,
  type TemplateValues,
  unknownPlaceholders,
} from './ticket-templates.rules.js';

const FACTS: TemplateValues = {
  version: '1.2.0-RC.1',
  platform: TargetPlatform.PLAY_STORE,
  plannedDate: '2026-12-24',
  projectName: 'Shop & Co',
  releaseUrl: 'https://delivr.example/releases/one_two',
};

function rendered(parts: { title?: string; description?: string; labels?: readonly string[] }, facts = {}) {
  return renderTicket(
    {
      titleTemplate: parts.title ?? DEFAULT_TITLE_TEMPLATE,
      descriptionTemplate: parts.description ?? DEFAULT_DESCRIPTION_TEMPLATE,
      labels: parts.labels ?? DEFAULT_LABELS,
    },
    { ...FACTS, ...facts },
  );
}

describe('a release ticket', () => {
  it('has the default text without other templates', () => {
    expect(rendered({})).toEqual({
      title: 'Release v1.2.0-RC.1 - Play Store',
      description: 'Release tracking ticket for 1.2.0-RC.1 on Play Store',
      labels: ['release', '1.2.0-rc.1'],
      customFields: null,
    });
  });

  it('has the values of all placeholders, with or without spaces in the braces', () => {
    const template = '{{version}}|{{ platform }}|{{plannedDate }}|{{ project}}|{{releaseUrl}}';
    expect(rendered({ title: template }).title).toBe(
      '1.2.0-RC.1|Play Store|2026-12-24|Shop & Co|https://delivr.example/releases/one_two',
    );
  });

  it.each([
    [TargetPlatform.WEB, 'Web'],
    [TargetPlatform.PLAY_STORE, 'Play Store'],
    [TargetPlatform.APP_STORE, 'App Store'],
  ])('calls %s %s', (platform, name) => {
    expect(rendered({ title: '{{platform}}' }, { platform }).title).toBe(name);
  });

  it('has an empty value for a date that is not planned', () => {
    expect(rendered({ title: 'Due {{plannedDate}}!' }, { plannedDate: null }).title).toBe('Due !');
  });

  it('does not fill placeholders within inserted values', () => {
    const facts = { projectName: '{{version}} $& $1 {{releaseUrl}}' };
    expect(rendered({ title: 'x {{project}}' }, facts).title).toBe('x {{version}} $& $1 {{releaseUrl}}');
    expect(rendered({ description: '{{project}}' }, facts).description).toBe(
      '{{version}} $\\& $1 {{releaseUrl}}',
    );
  });

  it('does not change other braces', () => {
    expect(rendered({ title: '{version} {{{version}}} }}{{' }).title).toBe('{version} {1.2.0-RC.1} }}{{');
  });

  it('has labels without spaces, in lower case, each once, and none that is empty', () => {
    const labels = ['{{project}}', 'Kept-As-Is', '{{plannedDate}}', '{{platform}}', 'play-store'];
    expect(rendered({ labels }, { plannedDate: null }).labels).toEqual([
      'shop-&-co',
      'Kept-As-Is',
      'play-store',
    ]);
  });

  it('does not escape the release’s address', () => {
    expect(rendered({ description: '[Release]({{releaseUrl}})' }).description).toBe(
      '[Release](https://delivr.example/releases/one_two)',
    );
  });
});

describe('unknownPlaceholders', () => {
  it.each([
    ['{{version}} {{ releaseUrl }}', []],
    ['{{Version}} {{ build }} {{build}}', ['Version', 'build']],
    ['{{}} {{constructor}} {{toString}}', ['', 'constructor', 'toString']],
    ['{{{nope}}}', ['nope']],
    ['{{a b}}', ['a b']],
    ['{ {version} }', []],
    [`{{${' '.repeat(10_000)}`, []],
  ])('finds in %j: %j', (template, unknown) => {
    expect(unknownPlaceholders(template)).toEqual(unknown);
  });
});

describe('a title', () => {
  it('has 1 to 255 characters', () => {
    expect(titleViolation('')).toMatch(/without a title/);
    expect(titleViolation('x'.repeat(255))).toBeNull();
    expect(titleViolation('x'.repeat(256))).toMatch(/256 characters; at most 255/);
  });
});
