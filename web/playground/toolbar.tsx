import { useState } from 'preact/hooks';
import { theEditor } from './editor.ts';
import { useWords, type Words } from './language.ts';
import { Meter } from './meter.tsx';
import { asCurl, asFetch, linkTo } from './share.ts';
import { current, type Panel, roleOf, show, useStore } from './store.ts';

/** What can be done with the operation that is shown. */
export function Toolbar() {
  const words = useWords();
  const { token, isRunning, panel, events } = useStore();
  const role = roleOf(token);
  const panels: readonly (readonly [Panel, string])[] = [
    ['plan', words.plan],
    ['events', events.length > 0 ? `${words.events} ${events.length}` : words.events],
    ['map', words.map],
  ];
  return (
    <div class="toolbar" role="toolbar" aria-label={words.operation}>
      {isRunning ? (
        <button type="button" class="main" onClick={() => theEditor().stop()}>
          ■ {words.stop}
        </button>
      ) : (
        <button type="button" class="main" id="run" onClick={() => theEditor().run()}>
          ▶ {role === 'anonymous' ? words.run : words.runAs(words[role])}
        </button>
      )}
      <Copy words={words} label={words.copyCurl} text={async () => asCurl(current().document, token !== '')} />
      <Copy words={words} label={words.copyFetch} text={async () => asFetch(current().document, token !== '')} />
      <Copy words={words} label={words.share} text={() => linkTo(current().document)} />
      <Meter />
      <div class="choice" role="group">
        {panels.map(([name, label]) => (
          <button
            key={name}
            type="button"
            data-panel={name}
            aria-pressed={panel === name}
            onClick={() => show(panel === name ? undefined : name)}
          >
            {label}
          </button>
        ))}
      </div>
    </div>
  );
}

function Copy({ words, label, text }: { words: Words; label: string; text: () => Promise<string> }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(await text());
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {isCopied ? `✓ ${words.copied}` : label}
    </button>
  );
}
