// GraphiQL's parts one by one: its style.css also holds web fonts and a second copy of the editor's styles (600 kB).
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './playground.css';
