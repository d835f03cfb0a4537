import { useState } from 'preact/hooks';
import { config } from './config.ts';
import { useWords } from './language.ts';
import { become, roles, tokenOptions } from './people.ts';
import { exampleOf, type Role, roleOf, signIn, useStore } from './store.ts';

/** Who asks: buttons for the sample's people where there are such, and a field for a token everywhere. */
export function SigningIn() {
  const words = useWords();
  const { token } = useStore();
  const [problem, setProblem] = useState('');
  const role = token === '' ? 'anonymous' : roleOf(token);
  const choose = (other: Role) =>
    become(other).then(
      () => setProblem(''),
      (error: Error) => setProblem(error.message),
    );
  return (
    <div class="signing-in">
      {config.canSignIn && (
        <div class="choice" role="group" aria-label={words.signInAs}>
          {roles.map((each) => (
            <button
              key={each}
              type="button"
              data-role={each}
              aria-pressed={each === role}
              onClick={() => void choose(each)}
            >
              {words[each]}
            </button>
          ))}
        </div>
      )}
      {config.canSignIn ? (
        <details>
          <summary>{words.token}</summary>
          <div class="below">
            <TokenField />
          </div>
        </details>
      ) : (
        <TokenField />
      )}
      {problem && <p role="alert">{problem}</p>}
    </div>
  );
}

function TokenField() {
  const words = useWords();
  const { token, document: shown } = useStore();
  const wanted = (exampleOf(shown)?.audience ?? 'anonymous') as Role;
  return (
    <div class="token">
      <label>
        {words.token}{' '}
        <input
          id="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder={words.tokenHint}
          value={token}
          onInput={(event) => signIn(event.currentTarget.value.trim())}
        />
      </label>
      <p>
        {words.tokenSource} <code id="command">npm run token -- {tokenOptions[wanted]}</code>
      </p>
    </div>
  );
}
