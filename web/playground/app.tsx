import { useEffect, useRef } from 'preact/hooks';
import { Examples } from './examples.tsx';
import { speak, useWords } from './language.ts';
import { lazy } from './lazy.tsx';
import { PlainEditor } from './plain-editor.tsx';
import { SigningIn } from './signing-in.tsx';
import { type Panel, show, useStore } from './store.ts';
import { Toolbar } from './toolbar.tsx';

const panels: Readonly<Record<Panel, ReturnType<typeof lazy>>> = {
  plan: lazy(async () => (await import('./plan.tsx')).PlanView),
  events: lazy(async () => (await import('./events.tsx')).Events),
  map: lazy(async () => (await import('./schema-map.tsx')).SchemaMap),
};

/** The page: who asks, examples, the editor, and beside it what the operation does. */
export function App() {
  const words = useWords();
  const { panel, isEditorLoaded } = useStore();
  const Shown = panel && panels[panel];
  return (
    <>
      <header>
        <h1>{words.brand}</h1>
        <SigningIn />
        <div class="choice" role="group" aria-label="语言 Language">
          <button type="button" lang="zh-CN" aria-pressed={words.language === 'zh'} onClick={() => speak('zh')}>
            中文
          </button>
          <button type="button" lang="en" aria-pressed={words.language === 'en'} onClick={() => speak('en')}>
            English
          </button>
        </div>
      </header>
      <Examples />
      <main class={panel ? 'with-panel' : ''}>
        <Toolbar />
        <div class="editors">
          <FullEditor />
          {!isEditorLoaded && <PlainEditor />}
        </div>
        {Shown && (
          <section class="panel" data-shown={panel} aria-label={words[panel]}>
            <button type="button" class="close" aria-label={words.close} onClick={() => show(undefined)}>
              ×
            </button>
            <Shown />
          </section>
        )}
      </main>
    </>
  );
}

/** GraphiQL comes when the page has been drawn; until then it does not take a byte from what is needed first. */
function FullEditor() {
  const { isEditorLoaded } = useStore();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const load = async () => {
      const { drawGraphiQL } = await import('./graphiql.tsx');
      if (place.current) drawGraphiQL(place.current);
    };
    void load();
  }, []);
  return <div class="full" data-loaded={isEditorLoaded} inert={!isEditorLoaded} ref={place} />;
}
