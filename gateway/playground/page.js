// Runs in the browser, after GraphiQL's own script.
/* global YogaGraphiQL */
const config = JSON.parse(document.getElementById('config').textContent);
const tokenField = document.getElementById('token');

self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => config.workers[label] };

tokenField.value = sessionStorage.getItem('token') ?? '';
let refetching;
tokenField.addEventListener('input', () => {
  sessionStorage.setItem('token', tokenField.value.trim());
  // Another person sees another schema.
  clearTimeout(refetching);
  refetching = setTimeout(() => document.querySelector('[aria-label^="Re-fetch GraphQL schema"]')?.click(), 300);
});

// All is asked as the person of the token, unless a tab's own headers name another. The schema is that person's, and everybody's where
// the token is not good: one that has expired does not hide it.
const send = self.fetch;
self.fetch = async (url, options) => {
  const token = tokenField.value.trim();
  const headers = new Headers(options?.headers);
  if (!token || headers.has('authorization')) return send(url, options);
  headers.set('authorization', `Bearer ${token}`);
  const response = await send(url, { ...options, headers });
  const isSchema = String(options?.body).includes('"operationName":"IntrospectionQuery"');
  return isSchema && response.status === 401 ? send(url, options) : response;
};

const shown = shownTab();
showAudience(shown.query);

YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
  endpoint: config.endpoint,
  title: 'Shelfgraph',
  logo: '',
  defaultTabs: config.examples.map(({ query, variables }) => ({ query, variables, headers: '' })),
  // GraphiQL opens with the tab that has these; without them it adds an empty one at each reload.
  ...(location.search ? {} : { query: shown.query, variables: shown.variables, initialHeaders: shown.headers }),
  // Tabs and headers end with the window: nobody finds another's token, and new examples are seen.
  storage: sessionStorage,
  shouldPersistHeaders: true,
  onTabChange: ({ tabs, activeTabIndex }) => showAudience(tabs[activeTabIndex]?.query),
  onEditQuery: () => {}, // otherwise every keystroke goes into the address bar
});

/** The tab that is shown first: that of before, in a window that is reloaded, or the first example. */
function shownTab() {
  const { tabs = [], activeTabIndex = 0 } = JSON.parse(sessionStorage.getItem('graphiql:tabState') ?? '{}');
  const { query, variables, headers } = tabs[activeTabIndex] ?? config.examples[0] ?? {};
  return { query: query ?? '', variables: variables ?? '', headers: headers ?? '' };
}

/** Says for whom the shown example is, and how to become that person. */
function showAudience(query) {
  const audience = /^#\s*audience:\s*(\w+)/m.exec(query ?? '')?.[1];
  const someone = { reader: '--card N2026000001', clerk: '--store QINGCHUN', librarian: '--library NJ-JL', admin: '' };
  const needsToken = audience in someone;
  const role = needsToken ? audience : 'clerk';
  document.getElementById('audience').textContent = needsToken
    ? `This example needs a token of the role ${role}.`
    : 'This example works without a token.';
  document.getElementById('how').textContent = needsToken ? 'Print one and paste it here:' : 'For the others:';
  document.getElementById('command').textContent = `npm run token -- --role ${role} ${someone[role]}`.trim();
}
