// Keeps the page in the browser, so that it opens while nobody answers. What it is made of is known when it has been loaded.

/** Has the worker keep this page and its files. Where a browser has no workers, as over HTTP from elsewhere, the page needs the line. */
export function keepPage(): void {
  if (!('serviceWorker' in navigator)) return;
  addEventListener('load', async () => {
    await navigator.serviceWorker.register('/counter-worker.js', { scope: '/counter' });
    const { active } = await navigator.serviceWorker.ready;
    const files = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    // A worker has no window, and so no origin to aim at.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    active?.postMessage([...new Set(files.filter((path) => path.startsWith('/assets/')))]);
  });
}
