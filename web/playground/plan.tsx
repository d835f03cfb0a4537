import { useMemo, useState } from 'preact/hooks';
import type { ToldFetch } from '../../gateway/engine/explain.ts';
import { colourOf } from './colours.ts';
import { useWords } from './language.ts';
import { type Box, boxHeight, boxWidth, type Line, layOut } from './plan-layout.ts';
import { type FetchTold, useStore } from './store.ts';
import { Waterfall } from './waterfall.tsx';
import './plan.css';

/** How the operation in the editor is fetched, as a picture; beside it what the last run took. */
export function PlanView() {
  const words = useWords();
  const { plan, tracing, refusal, isRunning } = useStore();
  const [chosen, choose] = useState<number>();
  const picture = useMemo(() => (plan ? layOut(plan) : undefined), [plan]);
  if (!picture) return <p class="note">{refusal ?? (isRunning ? words.loading : words.noPlan)}</p>;
  const { boxes, lines, joints, width, height } = picture;
  const runs = Map.groupBy(tracing?.fetches ?? [], ({ id }) => id);
  const shown = boxes.find(({ fetch }) => fetch.id === chosen)?.fetch;
  return (
    <div class="plan">
      <div class="picture" role="group" aria-label={words.plan} tabIndex={0}>
        <svg width={width + 4} height={height + 4} viewBox={`-2 -2 ${width + 4} ${height + 4}`}>
          {lines.map((line) => (
            <path key={curve(line)} d={curve(line)} class="line" />
          ))}
          {joints.map(([x, y]) => (
            <circle key={`${x} ${y}`} cx={x} cy={y} r={4} class="joint" />
          ))}
          {boxes.map((box) => (
            <FetchBox
              key={box.fetch.id}
              box={box}
              runs={runs.get(box.fetch.id)}
              isChosen={box.fetch.id === chosen}
              choose={() => choose(box.fetch.id === chosen ? undefined : box.fetch.id)}
            />
          ))}
        </svg>
      </div>
      {shown && <FetchDetails fetch={shown} />}
      <Waterfall tracing={tracing} />
      <Fields fetches={boxes.map(({ fetch }) => fetch)} />
    </div>
  );
}

interface FetchBoxProps {
  box: Box;
  /** What it took in the last run; several times where a subscription told several events. */
  runs: FetchTold[] | undefined;
  isChosen: boolean;
  choose: () => void;
}

function FetchBox({ box: { fetch, x, y }, runs, isChosen, choose }: FetchBoxProps) {
  const words = useWords();
  const run = runs?.[0];
  const [first, ...more] = fetch.fields.filter((field) => !field.endsWith('.__typename'));
  const facts = run
    ? [
        `${run.ms.toFixed(1)} ms`,
        run.entities === undefined ? '' : words.entities(run.entities),
        run.isCoalesced ? words.coalesced : '',
        run.error ?? '',
      ]
    : [fetch.paths[0] ?? ''];
  const label = `${fetch.id}. ${fetch.subgraph} ${fetch.of}`;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') choose();
  };
  return (
    // biome-ignore lint: a button of SVG
    <g
      role="button"
      tabIndex={0}
      class="box"
      data-subgraph={fetch.subgraph}
      aria-pressed={isChosen}
      transform={`translate(${x} ${y})`}
      onClick={choose}
      onKeyDown={onKeyDown}
    >
      <rect class="paper" width={boxWidth} height={boxHeight} rx={8} stroke={colourOf(fetch.subgraph)} />
      <path d={`M0 8a8 8 0 0 1 8-8h${boxWidth - 16}a8 8 0 0 1 8 8v20H0z`} fill={colourOf(fetch.subgraph)} />
      <text x={10} y={19} class="name">
        {label}
      </text>
      <text x={10} y={48}>
        {shortened(first ?? '')}
      </text>
      <text x={10} y={64} class="less">
        {more.length > 0 ? `+ ${more.length}` : ''}
      </text>
      <text x={10} y={82} class="facts">
        {shortened(facts.filter(Boolean).join(' · '))}
      </text>
    </g>
  );
}

function FetchDetails({ fetch }: { fetch: ToldFetch }) {
  const words = useWords();
  return (
    <section class="details" aria-label={`${fetch.id}. ${fetch.subgraph}`}>
      <h3>
        <i class="dot" style={{ background: colourOf(fetch.subgraph) }} /> {fetch.id}. {fetch.subgraph}
      </h3>
      {fetch.paths.length > 0 && (
        <p>
          {words.whenFetched} <code>{fetch.paths.join(', ')}</code>
          {fetch.requires.length > 0 && (
            <>
              {' '}
              {words.knownBy} <code>{fetch.requires.join(', ')}</code>
            </>
          )}
        </p>
      )}
      <h4>{words.asks}</h4>
      {/* biome-ignore lint: it scrolls */}
      <pre tabIndex={0}>{fetch.operation}</pre>
      {fetch.hidden > 0 && <p>{words.hidden(fetch.hidden)}</p>}
    </section>
  );
}

/** Which service each field came from. */
function Fields({ fetches }: { fetches: readonly ToldFetch[] }) {
  const words = useWords();
  const bySubgraph = Map.groupBy(fetches, ({ subgraph }) => subgraph);
  return (
    <section class="fields" aria-label={words.fieldsBy}>
      <h3>{words.fieldsBy}</h3>
      <dl>
        {[...bySubgraph].map(([subgraph, own]) => (
          <div key={subgraph}>
            <dt style={{ background: colourOf(subgraph) }}>{subgraph}</dt>
            <dd>{[...new Set(own.flatMap(({ fields }) => fields))].join(', ')}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function curve({ from: [x1, y1], to: [x2, y2] }: Line): string {
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function shortened(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
