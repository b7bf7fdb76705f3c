/** Plain text inside Markdown (CommonMark): shown as it was written, whatever characters it has. */

/** Fenced blocks and spans of code, where a backslash is a backslash. */
const CODE = /^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\2(?!`)/gm;

/** Whether a place in a Markdown text lies in code. */
export function isWithinCode(markdown: string): (at: number) => boolean {
  const ranges = [...markdown.matchAll(CODE)].map(
    ({ 0: text, index }) => [index, index + text.length] as const,
  );
  return (at) => ranges.some(([start, end]) => at >= start && at < end);
}

/** In code, only the sequence that ends the code has a meaning. */
export function escapeForCode(text: string): string {
  return text.replaceAll('`', "'");
}

/**
 * Outside code. Only what could be read as Markdown gets its backslash, so that a version in an address (`notes/1.2_3`)
 * stays part of it: an underscore between letters or digits means nothing, and a list, a heading or a line of dashes
 * only begins at the beginning.
 */
export function escapeForMarkdown(text: string): string {
  return text
    .replace(/[\\`*[\]<>~|&]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^[#+=-]/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}
