// What the gateway has put into the page.
import type { Example } from '../../gateway/pages/example.ts';

export type { Example };

interface Config {
  endpoint: string;
  /** Whether one can sign in by a click. */
  canSignIn: boolean;
  examples: Example[];
}

export const config = JSON.parse(document.getElementById('config')?.textContent ?? '{}') as Config;
