import { useEffect, useMemo, useState } from 'preact/hooks';
import { colourOf } from './colours.ts';
import { useWords } from './language.ts';
import { layOutMap, type Place, top, typeHeight, typeWidth } from './map-layout.ts';
import { type MappedType, readSchema } from './schema.ts';
import { useStore } from './store.ts';
import { TypeDetails } from './type-details.tsx';
import './schema-map.css';

/** The types of the view of whoever asks, by the services that own them. */
export function SchemaMap() {
  const words = useWords();
  const { token } = useStore();
  const [types, setTypes] = useState<MappedType[]>();
  const [problem, setProblem] = useState('');
  const [wanted, setWanted] = useState('');
  const [chosen, choose] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    readSchema().then(
      (read) => isCurrent && setTypes(read),
      (error: Error) => isCurrent && setProblem(error.message),
    );
    return () => {
      isCurrent = false;
    };
  }, [token]);
  const picture = useMemo(() => types && layOutMap(types), [types]);
  if (!picture || !types) return <p class="note">{problem || words.loading}</p>;
  const found = types.filter((type) => matches(type, wanted));
  const isFound = new Set(found.map(({ name }) => name));
  const shown = types.find(({ name }) => name === chosen);
  return (
    <div class="map">
      <div class="seek">
        <input
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
        <span aria-live="polite">{words.types(found.length)}</span>
      </div>
      <div class="picture" role="group" aria-label={words.map} tabIndex={0}>
        <svg
          width={picture.width + 8}
          height={picture.height + 8}
          viewBox={`-4 -4 ${picture.width + 8} ${picture.height + 8}`}
        >
          {picture.edges.map(([from, to]) => (
            <path
              key={`${from.type.name} ${to.type.name}`}
              class={from.type.name === chosen || to.type.name === chosen ? 'edge strong' : 'edge'}
              d={edge(from, to)}
            />
          ))}
          {picture.headings.map(({ subgraph, x }) => (
            <text key={subgraph} x={x} y={top - 12} class="heading" fill={colourOf(subgraph)}>
              {subgraph}
            </text>
          ))}
          {picture.places.map((place) => (
            <TypeBox
              key={place.type.name}
              place={place}
              isDimmed={wanted !== '' && !isFound.has(place.type.name)}
              isChosen={place.type.name === chosen}
              choose={() => choose(place.type.name)}
            />
          ))}
        </svg>
      </div>
      {shown && <TypeDetails type={shown} types={types} choose={choose} />}
    </div>
  );
}

interface TypeBoxProps {
  place: Place;
  isDimmed: boolean;
  isChosen: boolean;
  choose: () => void;
}

function TypeBox({ place: { type, x, y }, isDimmed, isChosen, choose }: TypeBoxProps) {
  const share = typeWidth / Math.max(type.owners.length, 1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') choose();
  };
  return (
    // biome-ignore lint: a button of SVG
    <g
      role="button"
      tabIndex={0}
      class={isDimmed ? 'type dimmed' : 'type'}
      data-type={type.name}
      aria-pressed={isChosen}
      transform={`translate(${x} ${y})`}
      onClick={choose}
      onKeyDown={onKeyDown}
    >
      {type.owners.map((owner, index) => (
        <rect key={owner} x={index * share} width={share} height={typeHeight} fill={colourOf(owner)} />
      ))}
      <rect class="frame" width={typeWidth} height={typeHeight} />
      <text x={8} y={16}>
        {type.name}
      </text>
    </g>
  );
}

function edge(from: Place, to: Place): string {
  const [x1, y1] = [from.x + typeWidth / 2, from.y + typeHeight / 2];
  const [x2, y2] = [to.x + typeWidth / 2, to.y + typeHeight / 2];
  const bow = x1 === x2 ? typeWidth : 0;
  return `M${x1} ${y1}C${(x1 + x2) / 2 + bow} ${y1} ${(x1 + x2) / 2 + bow} ${y2} ${x2} ${y2}`;
}

function matches({ name, fields }: MappedType, wanted: string): boolean {
  const text = wanted.toLowerCase();
  return name.toLowerCase().includes(text) || fields.some((field) => field.name.toLowerCase().includes(text));
}
