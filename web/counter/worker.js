// Service worker of the counter page, served as it is at /counter-worker.js: the page from the gateway while that answers, from here when not.
const kept = 'counter';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// The page tells which files it is made of: they are kept with it, and those of an older one are not.
self.addEventListener('message', (event) => event.waitUntil(keep(event.data)));

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin) return;
  if (pathname === '/counter') event.respondWith(newestOf(event.request));
  else if (pathname.startsWith('/assets/')) event.respondWith(oneOf(event.request));
});

/** Keeps page and files as one: a page that was deployed since, and is made of others, comes when it is opened itself. */
async function keep(files) {
  const page = await fetch('/counter');
  const named = (await page.clone().text()).match(/\/assets\/[\w.-]+/g) ?? [];
  if (page.status !== 200 || named.some((file) => !files.includes(file))) return;
  const cache = await caches.open(kept);
  await cache.addAll(files);
  await cache.put('/counter', page);
  const old = (await cache.keys()).filter(({ url }) => !['/counter', ...files].includes(new URL(url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** A proxy that speaks for a silent gateway, with a status from 500, is no answer where there is a page. */
async function newestOf(request) {
  const answer = await fetch(request, { signal: AbortSignal.timeout(4_000) }).catch(() => null);
  if (answer && answer.status < 500) return answer;
  return (await caches.match('/counter')) ?? answer ?? Response.error();
}

/** A file's name has the hash of its content: what is kept is right. */
async function oneOf(request) {
  return (await caches.match(request)) ?? fetch(request);
}
