import { useWords } from './language.ts';
import { useStore } from './store.ts';

/** The events of a subscription as they arrive, the latest first. */
export function Events() {
  const words = useWords();
  const { events } = useStore();
  const time = new Intl.DateTimeFormat(words.language, { timeStyle: 'medium' });
  if (events.length === 0) return <p class="note">{words.noEvents}</p>;
  return (
    <div class="events">
      <p class="note" aria-live="polite">
        {words.eventCount(events.length)}
      </p>
      <ol>
        {events.map(({ at, text }, index) => (
          <li key={events.length - index}>
            <time dateTime={at.toISOString()}>{time.format(at)}</time>
            <pre>{text}</pre>
          </li>
        ))}
      </ol>
    </div>
  );
}
