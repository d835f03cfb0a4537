// Service worker of the counter page, served as it is at /counter-worker.js: the page from the gateway while that answers, from here when not.
const kept = 'counter';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// The page tells what it is made of: that is kept, and what an older one was made of is not.
self.addEventListener('message', (event) => event.waitUntil(keep(event.data)));

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin) return;
  if (pathname === '/counter') event.respondWith(newestOf(event.request));
  else if (pathname.startsWith('/assets/')) event.respondWith(oneOf(event.request));
});

async function keep(paths) {
  const cache = await caches.open(kept);
  const known = await cache.keys();
  const old = known.filter(({ url }) => !paths.includes(new URL(url).pathname));
  await cache.addAll(paths);
  await Promise.all(old.map((request) => cache.delete(request)));
}

async function newestOf(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(4_000) });
  } catch (error) {
    const page = await caches.match('/counter');
    if (!page) throw error;
    return page;
  }
}

/** A file's name has the hash of its content: what is kept is right. */
async function oneOf(request) {
  return (await caches.match(request)) ?? fetch(request);
}
