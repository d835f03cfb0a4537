import { colourOf } from './colours.ts';
import { useWords } from './language.ts';
import type { MappedType } from './schema.ts';

interface TypeDetailsProps {
  type: MappedType;
  types: readonly MappedType[];
  choose: (name: string) => void;
}

/** What the schema says of a type, who owns which field, and where it is used. */
export function TypeDetails({ type, types, choose }: TypeDetailsProps) {
  const words = useWords();
  const names = new Set(types.map(({ name }) => name));
  const users = types.filter(({ fields }) => fields.some(({ of }) => of === type.name));
  return (
    <section class="type-details" aria-label={type.name}>
      <h3>{type.name}</h3>
      <p>
        {words.ownedBy} <Owners of={type.owners} />
      </p>
      <p class="description">{type.description}</p>
      <h4>{words.fieldsOf}</h4>
      <dl>
        {type.fields.map((field) => (
          <div key={field.name}>
            <dt>
              <Owners of={field.owners} isShort /> <code>{field.name}</code>:{' '}
              {names.has(field.of) ? (
                <button type="button" class="link" onClick={() => choose(field.of)}>
                  {field.type}
                </button>
              ) : (
                <code>{field.type}</code>
              )}
            </dt>
            <dd>{field.description}</dd>
          </div>
        ))}
      </dl>
      {users.length > 0 && (
        <>
          <h4>{words.usedBy}</h4>
          <p>
            {users.map(({ name }) => (
              <button key={name} type="button" class="link" onClick={() => choose(name)}>
                {name}
              </button>
            ))}
          </p>
        </>
      )}
    </section>
  );
}

function Owners({ of, isShort = false }: { of: readonly string[]; isShort?: boolean }) {
  return (
    <>
      {of.map((owner) => (
        <span key={owner} class="owner" title={owner} style={{ background: colourOf(owner) }}>
          {isShort ? owner.slice(0, 1).toUpperCase() : owner}
        </span>
      ))}
    </>
  );
}
