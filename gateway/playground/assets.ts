// GraphiQL's files are 9 MB of text. A thread reads and compresses them at the first visit and then ends, so that
// neither the work nor the text burdens a gateway that answers queries.
import { Worker } from 'node:worker_threads';

export interface Asset {
  name: string;
  /** The name in the URL: it changes with the content. */
  file: string;
  hash: string;
  type: string;
  brotli: Uint8Array;
  gzip: Uint8Array;
}

let loading: Promise<Asset[]> | undefined;

/** All files of the playground, compressed; the work is done once per process. */
export function loadAssets(): Promise<Asset[]> {
  loading ??= compressInThread().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

function compressInThread(): Promise<Asset[]> {
  return new Promise((done, failed) => {
    const thread = new Worker(new URL('assets.thread.ts', import.meta.url));
    thread.once('message', done);
    thread.once('error', failed);
    thread.once('exit', () => failed(new Error("The playground's files could not be prepared.")));
  });
}
