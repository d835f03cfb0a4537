import { config, type Example } from './config.ts';
import { theEditor } from './editor.ts';
import { useWords } from './language.ts';
import { become } from './people.ts';
import { current, exampleOf, type Role, roleOf, useStore } from './store.ts';

const groups: readonly (Exclude<Role, 'anonymous'> | undefined)[] = [
  undefined,
  'reader',
  'clerk',
  'librarian',
  'admin',
];

/** The example operations, by those who may run them; choosing one opens it, signed in as one of them where a click does that. */
export function Examples() {
  const words = useWords();
  const shown = exampleOf(useStore().document);
  return (
    <nav class="examples" aria-label={words.examples}>
      <h2>{words.examples}</h2>
      {groups.map((audience) => (
        <section key={audience ?? ''}>
          <h3>{words[audience ?? 'everybody']}</h3>
          <ul>
            {config.examples
              .filter((example) => example.audience === audience)
              .map((example) => (
                <li key={example.name}>
                  <Entry example={example} isShown={example === shown} about={example.about[words.language]} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Entry({ example, isShown, about }: { example: Example; isShown: boolean; about: string }) {
  const { name, kind, query, variables = '', audience } = example;
  const open = async () => {
    const isOther = audience !== undefined && roleOf(current().token) !== audience;
    // Who may not is told when it runs.
    if (config.canSignIn && isOther) await become(audience as Role).catch(() => {});
    theEditor().open({ query, variables });
  };
  return (
    <button type="button" aria-current={isShown} title={about} data-example={name} onClick={() => void open()}>
      <strong>
        {name} {kind !== 'query' && <em>{kind}</em>}
      </strong>
      <span>{about}</span>
    </button>
  );
}
