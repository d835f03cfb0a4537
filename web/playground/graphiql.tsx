/** @jsxImportSource react */
// GraphiQL, which is React's; the rest of the page is Preact. It takes over what the first editor shows, and follows who asks.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import { introspect, run } from './ask.ts';
import { useEditor } from './editor.ts';
import { change, current, type Document, watch } from './store.ts';
import './workers.ts';

type Fetcher = Parameters<typeof GraphiQL>[0]['fetcher'];

const fetcher: Fetcher = ({ query, variables, operationName }, options) => {
  if (operationName === 'IntrospectionQuery') {
    return introspect({ query, operationName }, options?.headers) as ReturnType<Fetcher>;
  }
  // GraphiQL knows the names in a document that has just been opened a moment later.
  const isNamed = operationName && new RegExp(`\\b${operationName}\\b`).test(query);
  return run({ query, variables, ...(isNamed ? { operationName } : {}) }, options?.headers) as ReturnType<Fetcher>;
};

/** Draws GraphiQL into a place of the page. */
export function drawGraphiQL(place: HTMLElement): void {
  const { query, variables } = current().document;
  createRoot(place).render(
    <GraphiQL
      fetcher={fetcher}
      // With these it opens the tab that was shown before a reload; without them it adds an empty one.
      initialQuery={query}
      initialVariables={variables}
      initialHeaders=""
      defaultTabs={[{ query, variables, headers: '' }]}
      defaultEditorToolsVisibility={true}
      // Tabs and headers end with the window: nobody finds another's.
      storage={sessionStorage}
      shouldPersistHeaders
      onTabChange={({ tabs, activeTabIndex }) => follow(tabs[activeTabIndex])}
    >
      <GraphiQL.Logo> </GraphiQL.Logo>
      <Bridge />
    </GraphiQL>,
  );
}

function follow(tab: { query?: string | null; variables?: string | null } | undefined): void {
  const { document: shown, isEditorLoaded } = current();
  const { query, variables } = { query: tab?.query ?? '', variables: tab?.variables ?? '' };
  const isAnother = query !== shown.query || variables !== shown.variables;
  if (isEditorLoaded && isAnother) change({ document: { query, variables } });
}

/** Between GraphiQL and the page. */
function Bridge() {
  const actions = useGraphiQLActions();
  const { queryEditor, variableEditor, responseEditor, tabs } = useGraphiQL((state) => state);
  const opened = useRef(tabs);
  opened.current = tabs;
  const isReady = Boolean(queryEditor && variableEditor && responseEditor);

  useEffect(() => {
    if (!isReady) return;
    const write = ({ query, variables }: Document) => {
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables);
    };
    // What was changed, and what was answered, before this editor had come.
    if (queryEditor?.getValue() !== current().document.query) write(current().document);
    if (current().answer) responseEditor?.setValue(current().answer);
    useEditor({
      open(document) {
        const at = opened.current.findIndex((tab) => tab.query === document.query);
        if (at >= 0) return actions.changeTab(at);
        actions.addTab();
        write(document);
        // The editors tell what they show after a moment.
        actions.updateActiveTabValues(document);
        change({ document });
      },
      run: () => void actions.run(),
      stop: () => actions.stop(),
    });
    change({ isEditorLoaded: true });
  }, [isReady]);

  useEffect(() => {
    let { token } = current();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    return watch(() => {
      if (current().token === token) return;
      ({ token } = current());
      // Another person sees another schema. A token that is typed comes letter by letter.
      clearTimeout(waiting);
      waiting = setTimeout(() => void actions.introspect(), 300);
    });
  }, []);
  return null;
}
