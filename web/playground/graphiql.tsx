/** @jsxImportSource react */
import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

createRoot(document.body).render(<GraphiQL fetcher={async () => ({})} />);
