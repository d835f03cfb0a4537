import { theEditor } from './editor.ts';
import { useWords } from './language.ts';
import { change, useStore } from './store.ts';

function runOnEnter({ key, ctrlKey, metaKey }: KeyboardEvent): void {
  if (key === 'Enter' && (ctrlKey || metaKey)) theEditor().run();
}

/** The first editor: it is there with the page, and runs what it shows, while the other is on its way. */
export function PlainEditor() {
  const words = useWords();
  const { document: shown, answer } = useStore();
  const edit = (part: Partial<typeof shown>) => change({ document: { ...shown, ...part } });
  return (
    <div class="plain" onKeyDown={runOnEnter}>
      <label class="query">
        {words.operation}
        <textarea
          id="plain-query"
          spellcheck={false}
          value={shown.query}
          onInput={(event) => edit({ query: event.currentTarget.value })}
        />
      </label>
      <label class="variables">
        {words.variables}
        <textarea
          id="plain-variables"
          spellcheck={false}
          value={shown.variables}
          onInput={(event) => edit({ variables: event.currentTarget.value })}
        />
      </label>
      <section class="answer" aria-label={words.answer}>
        <p>{words.editorLoading}</p>
        {/* biome-ignore lint: it scrolls */}
        <pre id="plain-answer" tabIndex={0}>
          {answer}
        </pre>
      </section>
    </div>
  );
}
