import { useGraphiQL } from '@graphiql/react';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { apiTokenStore } from './api-token';
import { EXAMPLES } from './examples';
import { graphqlFetcher } from './graphql-fetcher';
import { TokenForm } from './token-form';

const PLUGINS = [HISTORY_PLUGIN];
const DEFAULT_TABS = EXAMPLES.map(({ query, variables = '' }) => ({ query, variables, headers: '' }));

export function Playground() {
  const [token, setToken] = useState(apiTokenStore.read);
  const [isRefused, setRefused] = useState(false);
  // A new fetcher makes GraphiQL read the schema again, now as somebody else.
  const fetcher = useMemo(
    () => graphqlFetcher(token, (isAuthenticated) => setRefused(!isAuthenticated)),
    [token],
  );
  const useToken = useCallback((next: string) => {
    apiTokenStore.write(next);
    setRefused(false);
    setToken(next);
  }, []);

  return (
    <>
      <header className="page-header">
        <h1>
          <img src={new URL('./icon.svg', import.meta.url).href} alt="" width="24" height="24" />
          delivr <span>playground</span>
        </h1>
        <TokenForm token={token} onToken={useToken} />
      </header>
      {(isRefused || token === '') && <TokenNotice hasToken={token !== ''} />}
      <main>
        {/* The tab's own storage: variables may hold a tracker's secret, which must not outlive the tab. */}
        <GraphiQL
          fetcher={fetcher}
          // Nobody without a token is shown the schema.
          schema={token === '' ? null : undefined}
          plugins={PLUGINS}
          defaultTabs={DEFAULT_TABS}
          defaultEditorToolsVisibility="variables"
          storage={sessionStorage}
          shouldPersistHeaders={false}
          showPersistHeadersSettings={false}
          schemaDescription
        >
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
          <WrapLongLines />
        </GraphiQL>
      </main>
    </>
  );
}

/** So that a narrow screen shows whole lines; GraphiQL has no setting for it. */
function WrapLongLines() {
  const editor = useGraphiQL(({ queryEditor }) => queryEditor);
  useEffect(() => editor?.updateOptions({ wordWrap: 'on' }), [editor]);
  return null;
}

function TokenNotice({ hasToken }: { readonly hasToken: boolean }) {
  return (
    <p className="notice" role="alert">
      {hasToken
        ? 'The server does not accept this token: it is mistyped, expired or revoked. Enter another one above.'
        : 'Enter your API token above to read the schema and run something: the first start of the server printed it.'}
    </p>
  );
}
