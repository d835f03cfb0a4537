// Runs in the browser, after GraphiQL's own script.
/* global YogaGraphiQL */
const config = JSON.parse(document.getElementById('config').textContent);
const tokenField = document.getElementById('token');

self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => config.workers[label] };

tokenField.value = sessionStorage.getItem('token') ?? '';
tokenField.addEventListener('input', () => sessionStorage.setItem('token', tokenField.value.trim()));
showAudience(config.examples[0]?.query);

// GraphiQL takes the first tab's variables from here, and in a window that was reloaded from its own storage.
const first = sessionStorage.getItem('graphiql:tabState') === null && !location.search ? config.examples[0] : undefined;

YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
  endpoint: config.endpoint,
  title: 'Shelfgraph',
  logo: '',
  defaultTabs: config.examples.map(({ query, variables }) => ({ query, variables, headers: '' })),
  ...(first?.variables ? { variables: first.variables } : {}),
  additionalHeaders: () => (tokenField.value.trim() ? { authorization: `Bearer ${tokenField.value.trim()}` } : {}),
  // Tabs and headers end with the window: nobody finds another's token, and new examples are seen.
  storage: sessionStorage,
  shouldPersistHeaders: true,
  onTabChange: ({ tabs, activeTabIndex }) => showAudience(tabs[activeTabIndex]?.query),
  onEditQuery: () => {}, // otherwise every keystroke goes into the address bar
});

/** Says for whom the shown example is, and how to become that person. */
function showAudience(query) {
  const audience = /^#\s*audience:\s*(\w+)/m.exec(query ?? '')?.[1];
  const someone = { reader: '--card N2026000001', clerk: '--store QINGCHUN', librarian: '--library NJ-JL', admin: '' };
  const needsToken = audience in someone;
  const role = needsToken ? audience : 'clerk';
  document.getElementById('audience').textContent = needsToken
    ? `This example needs a token of the role ${role}.`
    : 'This example works without a token.';
  document.getElementById('command').textContent = `npm run token -- --role ${role} ${someone[role]}`.trim();
}
