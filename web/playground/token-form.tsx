import { type ClipboardEvent, type FormEvent, useState } from 'react';
import { cleanApiToken, isSendable } from './api-token';

interface TokenFormProps {
  readonly token: string;
  readonly onToken: (token: string) => void;
}

export function TokenForm({ token, onToken }: TokenFormProps) {
  const [draft, setDraft] = useState(token);
  const [problem, setProblem] = useState('');
  const isInUse = token !== '' && cleanApiToken(draft) === token;

  const use = (value: string): void => {
    const cleaned = cleanApiToken(value);
    setDraft(cleaned);
    setProblem(isSendable(cleaned) ? '' : 'A token has no spaces, umlauts or other special signs.');
    if (isSendable(cleaned)) onToken(cleaned);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    use(isInUse ? '' : draft);
  };
  // A pasted token is whole: no second step. A typed one waits for Enter or the button.
  const paste = (event: ClipboardEvent): void => {
    event.preventDefault();
    use(event.clipboardData.getData('text'));
  };

  return (
    <form className="token-form" onSubmit={submit}>
      <label htmlFor="api-token">API token</label>
      <input
        id="api-token"
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder="paste your API token"
        value={draft}
        aria-invalid={problem !== ''}
        title={problem || 'Kept in this browser tab only, until you close it'}
        onPaste={paste}
        onChange={(event) => setDraft(event.target.value)}
      />
      <button type="submit">{isInUse ? 'Forget' : 'Use'}</button>
      <button type="button" className="link" popoverTarget="token-help">
        How to get a token
      </button>
      {problem !== '' && <p role="alert">{problem}</p>}
      <TokenHelp />
    </form>
  );
}

function TokenHelp() {
  return (
    <div id="token-help" className="token-help" popover="auto">
      <h2>How to get a token</h2>
      <p>It was printed by the first start of the server, and is kept in its data folder.</p>
      <p>
        With that one you are in. Make further ones, for colleagues and machines, with the mutation{' '}
        <code>createApiToken</code>; an OWNER of your project can make one for you.
      </p>
      <p>The token stays in this browser tab and is forgotten when you close it.</p>
    </div>
  );
}
