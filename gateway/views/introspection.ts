// To whom the schema is told, by configuration.
import { type Audience, audiences, type ByAudience, byAudience } from './audiences.ts';

/** Each audience may ask for its view. */
export const toldToAll: ByAudience<boolean> = byAudience(() => true);

/**
 * Reads SHELFGRAPH_INTROSPECTION, `public:off,bookstore:off`; what it does not name is on.
 * @throws Error that says what is wrong and what would be right
 */
export function readIntrospection(env: Record<string, string | undefined> = process.env): ByAudience<boolean> {
  const named = new Map<Audience, boolean>();
  for (const entry of (env['SHELFGRAPH_INTROSPECTION'] ?? '').split(',').flatMap((part) => part.trim() || [])) {
    const [name, state, ...rest] = entry.split(':').map((part) => part.trim());
    const audience = audiences.find((each) => each === name);
    if (!audience || (state !== 'on' && state !== 'off') || rest.length > 0) {
      throw new Error(
        `SHELFGRAPH_INTROSPECTION has "${entry}": each entry is an audience (${audiences.join(', ')}), a colon and on or off, public:off.`,
      );
    }
    if (named.has(audience)) throw new Error(`SHELFGRAPH_INTROSPECTION names ${audience} twice.`);
    named.set(audience, state === 'on');
  }
  return byAudience((audience) => named.get(audience) ?? true);
}
