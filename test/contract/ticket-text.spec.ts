import { renderTicket, TargetPlatform } from '../../src/pm-configs/index.js';
import { HOSTILE_TEXTS } from '../support/hostile-texts.js';
import { type AdfNode, markdownToAdf } from '../../src/providers/jira/markdown-to-adf.js';

function descriptionOf(template: string, projectName: string): AdfNode {
  const parameters = { titleTemplate: '', descriptionTemplate: template, labels: [] };
  const { description } = renderTicket(parameters, {
    version: '1.2.0',
    platform: TargetPlatform.WEB,
    plannedDate: null,
    projectName,
    releaseUrl: 'https://delivr.example/releases/1',
  });
  return markdownToAdf(description);
}

function nodesOf(node: AdfNode): AdfNode[] {
  return [node, ...(node.content ?? []).flatMap(nodesOf)];
}

function textOf(node: AdfNode): string {
  return nodesOf(node)
    .map(({ type, text }) => (type === 'hardBreak' ? '\n' : (text ?? '')))
    .join('');
}

describe('what people gave, in a Jira description', () => {
  it.each(HOSTILE_TEXTS)('%j shows as it was written', (given) => {
    for (const [template, shown] of [
      ['{{project}}', given],
      ['for {{project}} on', `for ${given} on`],
      ['`{{project}}`', given.replaceAll('`', "'")],
      ['- {{project}}', given],
      ['Notes:\n\n{{project}}', `Notes:${given}`],
    ] as const) {
      const adf = descriptionOf(template, given);
      expect(textOf(adf)).toBe(shown);
      const kinds = new Set(nodesOf(adf).map(({ type }) => type));
      for (const kind of ['doc', 'paragraph', 'text', 'bulletList', 'listItem']) kinds.delete(kind);
      expect([...kinds]).toEqual([]);
      const marks = nodesOf(adf).flatMap((node) => (node.marks ?? []).map(({ type }) => type));
      // An address that somebody wrote may be a link to itself.
      expect(marks.filter((type) => type !== 'link' && type !== 'code')).toEqual([]);
    }
  });

  it('cannot take over a link of the template', () => {
    const adf = descriptionOf('[{{project}}](https://safe.example)', '](https://evil.example) [');
    const links = nodesOf(adf).flatMap(({ marks = [] }) => marks.map(({ attrs }) => attrs?.['href']));
    expect(links).not.toContain('https://evil.example');
  });
});
