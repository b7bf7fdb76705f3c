/** Kinds of tokens whose text graphql-js repeats. */
const QUOTED_TOKEN = /(found|Unexpected) (Name|String|BlockString|Int|Float|Comment) ".*"/s;

/** What graphql-js says about a literal that does not fit, without the literal: the words before it, and nothing after. */
const RULES: readonly [RegExp, string][] = [
  [/^(Expected value of type "[^"]+"), found .*$/s, '$1.'],
  [/^Value ".*" does not exist in ("\w+" enum)\./s, 'This value does not exist in $1.'],
  [/^(Enum "\w+" cannot represent non-enum value): .*$/s, '$1.'],
  [/^(\w+ cannot represent [\w\s-]+): .*$/s, '$1.'],
];

/**
 * graphql-js quotes what does not fit into the document, which may be a secret in the wrong place or without its quotes;
 * the position in the answer says where it stands.
 * @param violation of a scalar of ours, which never quotes what it was given.
 */
export function redactLiterals(message: string, violation?: string): string {
  if (message.startsWith('Syntax Error:')) return message.replace(QUOTED_TOKEN, '$1 $2');
  const rule = RULES.find(([pattern]) => pattern.test(message));
  if (!rule) return message;
  const redacted = message.replace(...rule);
  return violation ? `${redacted} It ${violation}` : redacted;
}
