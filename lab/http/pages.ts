/** What pages for people share. */

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: #1d2125; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } a { color: #0c66e4; } .dim { color: #626f86; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #dcdfe4; }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .3rem; } dt { color: #626f86; } dd { margin: 0; }
article { border-top: 1px solid #dcdfe4; margin-top: 1rem; padding-top: 1rem; }
.status { padding: .1rem .5rem; border-radius: .3rem; font-size: .85rem; background: #dcdfe4; }
.status.indeterminate { background: #cce0ff; } .status.done { background: #baf3db; }
code { background: #f1f2f4; padding: .1rem .3rem; border-radius: .2rem; }`;

export function document(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>${body}</body></html>`
  );
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
