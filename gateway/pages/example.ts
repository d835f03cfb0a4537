/** An example of the playground, as the page gets it. */
export interface Example {
  /** Of the operation: `Holdings`. */
  name: string;
  kind: 'query' | 'mutation' | 'subscription';
  query: string;
  variables?: string;
  /** Who may run it; absent when everybody may. */
  audience?: string;
  /** What it is for, in English and in Chinese. */
  about: { en: string; zh: string };
}
