import { parseRichText, plainText } from '../../lab/asana/rich-text.js';
import { renderTicket, TargetPlatform } from '../../src/pm-configs/index.js';
import { markdownToAsana } from '../../src/providers/asana/markdown-to-asana.js';
import { HOSTILE_TEXTS } from '../support/hostile-texts.js';

const PIECES = [
  '# Heading *with* `code`',
  '#',
  'text **bold *both* [link](https://example.com "title")** ~~gone~~ `co  de`',
  'line one  \nline two\\\nline three',
  '- a\n- b\n  1. c\n     - d',
  '- - - deep',
  '-',
  '- [ ] open\n- [x] done\n  - [ ] below',
  '- a\n\n  > quoted\n\n  ```js\n  code\n  ```\n\n  | x |\n  |---|\n  | y |\n\n  ---\n\n  # title',
  '> quote\n>\n> - list\n>\n> > deeper\n>\n> | x |\n> |---|\n> | y |\n>\n> ```\n> code\n> ```',
  '>',
  '```\n```',
  '    indented',
  '| a | b |\n|---|---|\n| | ![p](https://example.com/p.png) |\n| `x` | [l](javascript:x) |',
  '- ![picture](https://example.com/p.png)',
  '[![badge](https://example.com/b.svg)](https://example.com)',
  '---',
  '<div>raw <b>html</b></div>',
  '[ref][1]\n\n[1]: https://example.com',
  'https://example.com me@example.com <https://example.com>',
  '&amp; &lt;b&gt; &nbsp; &#x41; &#0;',
  '**\u00a0** ** ** __ __',
  '\u0000\u0007 control \uD800',
  '🎉 ‮ right to left',
];

/** Pairs as well, since what stands side by side may join. */
const TEXTS = [...PIECES, ...PIECES.flatMap((one) => PIECES.map((other) => `${one}\n\n${other}`))];

describe('any Markdown, in Asana', () => {
  it.each(['notes', 'comment'] as const)('is taken as %s, the mark its last line', (place) => {
    for (const markdown of TEXTS) {
      const html = markdownToAsana(markdown, place, '[delivr:1]');
      const parsed = parseRichText(html, place === 'notes' ? 'html_notes' : 'html_text');
      expect([markdown, plainText(parsed).trimEnd().split('\n').at(-1)]).toEqual([markdown, '[delivr:1]']);
    }
  });
});

describe('what people gave, in notes of Asana', () => {
  const shownIn = (template: string, projectName: string) => {
    const parameters = { titleTemplate: '', descriptionTemplate: template, labels: [] };
    const release = { version: '1.2.0', platform: TargetPlatform.WEB, plannedDate: null };
    const releaseUrl = 'https://delivr.example/releases/1';
    const { description } = renderTicket(parameters, { ...release, projectName, releaseUrl });
    const html = markdownToAsana(description, 'notes', '[mark]');
    return { html, text: plainText(parseRichText(html, 'html_notes')).replace(/\n*\[mark\]$/, '') };
  };

  it.each(HOSTILE_TEXTS)('%j shows as it was written', (given) => {
    for (const [template, shown] of [
      ['{{project}}', given],
      ['for {{project}} on', `for ${given} on`],
      ['`{{project}}`', given.replaceAll('`', "'")],
      ['- {{project}}', `\n• ${given}`],
      ['Notes:\n\n{{project}}', `Notes:\n\n${given}`],
    ] as const) {
      const { html, text } = shownIn(template, given);
      expect([template, text]).toEqual([template, shown]);
      expect(html).not.toMatch(/<(strong|em|s|u|h1|h2|blockquote|pre|hr)\b/);
    }
  });

  it('cannot take over a link of the template', () => {
    const { html } = shownIn('[{{project}}](https://safe.example)', '](https://evil.example) [');
    expect(html).not.toContain('href="https://evil.example');
  });
});
