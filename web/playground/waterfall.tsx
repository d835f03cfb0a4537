import { colourOf } from './colours.ts';
import { useWords } from './language.ts';
import type { Tracing } from './store.ts';

/** When each fetch of the last run began and ended, of the time that the whole took. */
export function Waterfall({ tracing }: { tracing: Tracing | undefined }) {
  const words = useWords();
  if (!tracing) return <p class="note">{words.notRun}</p>;
  const { fetches, parseMs, validateMs, planMs, executeMs } = tracing;
  const end = Math.max(executeMs ?? 0, ...fetches.map(({ startMs, ms }) => startMs + ms), 0.1);
  const bytes = fetches.reduce((sum, fetch) => sum + (fetch.bytes ?? 0), 0);
  const phases = [
    [words.parse, parseMs],
    [words.validate, validateMs],
    [words.planning, planMs],
    [words.execute, executeMs],
  ] as const;
  return (
    <section class="waterfall" aria-label={words.waterfall}>
      <h3>{words.waterfall}</h3>
      <p>
        {phases.flatMap(([name, ms]) => (ms === undefined ? [] : `${name} ${ms.toFixed(1)} ms`)).join(' · ')}
        {` · ${words.fetches(fetches.length)}`}
        {bytes > 0 && ` · ${words.bytes} ${bytes}`}
      </p>
      <ol>
        {fetches.map(({ id, subgraph, startMs, ms, entities, transport, isCoalesced, error }, index) => (
          <li key={index}>
            <span>
              {id}. {subgraph}
            </span>
            <div class="track">
              <i
                style={{
                  left: `${(startMs / end) * 100}%`,
                  width: `${Math.max((ms / end) * 100, 0.5)}%`,
                  background: colourOf(subgraph),
                }}
              />
            </div>
            <span class="facts">
              {ms.toFixed(1)} ms
              {entities !== undefined && ` · ${words.entities(entities)}`}
              {transport === 'http' && ' · HTTP'}
              {isCoalesced && ` · ${words.coalesced}`}
              {error && ` · ${error}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
