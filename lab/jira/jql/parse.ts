import { refuse } from '../errors.js';

export type JqlValue =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'call'; readonly name: string };

export type JqlNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly JqlNode[] }
  | { readonly kind: 'not'; readonly part: JqlNode }
  | {
      readonly kind: 'clause';
      readonly field: string;
      readonly operator: string;
      readonly values: readonly JqlValue[];
    };

export interface JqlQuery {
  readonly where: JqlNode | null;
  readonly orderBy: readonly { readonly field: string; readonly isDescending: boolean }[];
}

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|!~|>=|<=|[=<>~(),])|([^\s"'=<>~!(),]+))/y;

/** The part of JQL that integrations send. @throws JiraRefusal 400 on what cannot be read. */
export function parseJql(jql: string): JqlQuery {
  return new Parser(tokens(jql)).query();
}

function tokens(jql: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = jql.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(jql);
    if (!match) throw unreadable(jql.slice(at).trim().charAt(0));
    const [, double, single, symbol, word] = match;
    const quoted = double ?? single;
    if (quoted === undefined) found.push({ text: symbol ?? word ?? '', isQuoted: false });
    else found.push({ text: quoted.replace(/\\(.)/g, '$1'), isQuoted: true });
  }
  return found;
}

function unreadable(near: string) {
  return refuse(400, `Error in the JQL Query: '${near}' could not be understood.`);
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  query(): JqlQuery {
    const where = this.isNext('order') || this.at >= this.tokens.length ? null : this.either();
    const orderBy = this.take('order') ? this.order() : [];
    const rest = this.tokens[this.at];
    if (rest) throw unreadable(rest.text);
    return { where, orderBy };
  }

  private either(): JqlNode {
    const parts = [this.both()];
    while (this.take('or')) parts.push(this.both());
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts };
  }

  private both(): JqlNode {
    const parts = [this.term()];
    while (this.take('and')) parts.push(this.term());
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts };
  }

  private term(): JqlNode {
    if (this.take('not')) return { kind: 'not', part: this.term() };
    if (!this.take('(')) return this.clause();
    const inner = this.either();
    this.expect(')');
    return inner;
  }

  private clause(): JqlNode {
    const field = this.word().text.toLowerCase();
    const operator = this.operator();
    if (operator === 'is' || operator === 'is not') {
      const what = this.word().text.toLowerCase();
      if (what !== 'empty' && what !== 'null') throw unreadable(what);
      return { kind: 'clause', field, operator, values: [] };
    }
    return {
      kind: 'clause',
      field,
      operator,
      values: operator.endsWith('in') ? this.list() : [this.value()],
    };
  }

  private operator(): string {
    const first = this.word().text.toLowerCase();
    if (['=', '!=', '~', '!~', '<', '>', '<=', '>=', 'in'].includes(first)) return first;
    if (first === 'not') return this.expect('in') && 'not in';
    if (first === 'is') return this.take('not') ? 'is not' : 'is';
    throw unreadable(first);
  }

  private list(): JqlValue[] {
    this.expect('(');
    const values = [this.value()];
    while (this.take(',')) values.push(this.value());
    this.expect(')');
    return values;
  }

  private value(): JqlValue {
    const { text, isQuoted } = this.word();
    if (isQuoted || !this.take('(')) return { kind: 'text', text };
    this.expect(')');
    return { kind: 'call', name: text.toLowerCase() };
  }

  private order() {
    this.expect('by');
    const by = [];
    do {
      const field = this.word().text.toLowerCase();
      const isDescending = this.take('desc');
      if (!isDescending) this.take('asc');
      by.push({ field, isDescending });
    } while (this.take(','));
    return by;
  }

  private isNext(word: string): boolean {
    const next = this.tokens[this.at];
    return next !== undefined && !next.isQuoted && next.text.toLowerCase() === word;
  }

  private take(word: string): boolean {
    const isThere = this.isNext(word);
    if (isThere) this.at += 1;
    return isThere;
  }

  private expect(word: string): true {
    if (!this.take(word)) throw unreadable(this.tokens[this.at]?.text ?? 'the end');
    return true;
  }

  private word(): Token {
    const token = this.tokens[this.at];
    if (!token) throw unreadable('the end');
    this.at += 1;
    return token;
  }
}
