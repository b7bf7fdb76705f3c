import { aDraft, JiraCloudHarness } from '../support/adapters/jira-cloud.harness.js';

let harness: JiraCloudHarness;

beforeAll(async () => {
  harness = await JiraCloudHarness.start();
});
afterAll(() => harness.stop());

const PIECES = [
  '# Heading *with* `code`',
  '#',
  'text **bold *both* [link](https://example.com "title")** ~~gone~~ `co  de`',
  'line one  \nline two\\\nline three',
  '- a\n- b\n  1. c\n     - d',
  '- - - deep',
  '-',
  '- [ ] open\n- [x] done\n  - [ ] below\n    - [x] deeper',
  '- [ ] \n- mixed',
  '- a\n\n  > quoted\n\n  ```js\n  code\n  ```\n\n  | x |\n  |---|\n  | y |\n\n  ---\n\n  # title',
  '> quote\n>\n> - list\n>\n> > deeper\n>\n> | x |\n> |---|\n> | y |',
  '>',
  '```\n```',
  '```ts\nconst a = `b`;\n```',
  '    indented',
  '| a | b |\n|---|---|\n| | ![p](https://example.com/p.png) |\n| `x` | [l](javascript:x) |',
  '| a |\n|---|',
  '![picture](https://example.com/p.png) and words ![](x)',
  '- ![picture](https://example.com/p.png)',
  '# ![picture](https://example.com/p.png)',
  '[![badge](https://example.com/b.svg)](https://example.com)',
  '---',
  '<div>raw <b>html</b></div>',
  '<adf>{"type":"panel"}</adf>',
  '<adf>\n[{"type":"nonsense"}]\n</adf>',
  '[ref][1]\n\n[1]: https://example.com',
  'https://example.com me@example.com <https://example.com>',
  '&amp; &lt;b&gt; &nbsp; &#x41;',
  '\\# \\* \\[x\\]',
  '**\u00a0** ** ** __ __',
  '\u0000\u0007 control',
  '🎉 ‮ right to left',
];

/** Pairs as well, since what stands side by side may join. */
const DESCRIPTIONS = [...PIECES, ...PIECES.flatMap((one) => PIECES.map((other) => `${one}\n\n${other}`))];

it('Jira accepts the document made of any Markdown', async () => {
  const connection = harness.connect();
  const refused: unknown[] = [];
  for (let start = 0; start < DESCRIPTIONS.length; start += 50) {
    const drafts = DESCRIPTIONS.slice(start, start + 50).map((description) => aDraft({ description }));
    for (const [index, outcome] of (await connection.createTickets(drafts)).entries()) {
      if (outcome.kind !== 'created') refused.push([drafts[index]?.description, outcome.error.message]);
    }
  }
  expect(refused).toEqual([]);
  expect(harness.lab.violations).toEqual([]);
});
