import { useState } from 'preact/hooks';
import { config } from './config.ts';
import { theEditor } from './editor.ts';
import { useWords, type Words } from './language.ts';
import { Meter } from './meter.tsx';
import { become } from './people.ts';
import { asCurl, asFetch, linkTo } from './share.ts';
import { current, exampleOf, type Panel, type Role, roleOf, show, useStore } from './store.ts';

/** What can be done with the operation that is shown. */
export function Toolbar() {
  const words = useWords();
  const { token, document: shown, isRunning, panel, events } = useStore();
  const audience = exampleOf(shown)?.audience as Exclude<Role, 'anonymous'> | undefined;
  const isOther = config.canSignIn && audience !== undefined && roleOf(token) !== audience;
  const runAs = async () => {
    if (isOther) await become(audience).catch(() => {});
    theEditor().run();
  };
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
        <button type="button" class="main" id="run" onClick={() => void runAs()}>
          ▶ {isOther ? words.runAs(words[audience]) : words.run}
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
