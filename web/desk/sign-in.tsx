import { useState } from 'preact/hooks';
import { useSay } from './language.tsx';
import { Problem } from './problem.tsx';
import { demoToken, keepToken, type PageConfig } from './session.ts';

interface SignInProps {
  config: PageConfig;
  role: 'clerk' | 'librarian';
  onToken: (token: string) => void;
  /** Why somebody has to sign in again. */
  why?: unknown;
}

/** Asks for a token or key, or, in the embedded network, for a click. */
export function SignIn({ config, role, onToken, why }: SignInProps) {
  const say = useSay();
  const [problem, setProblem] = useState<unknown>(null);
  const take = (token: string, isKept: boolean) => {
    keepToken(token, isKept);
    onToken(token);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const token = String(form.get('token')).trim();
    if (token) take(token, form.get('keep') === 'on');
  };
  const demo = async () => {
    try {
      take(await demoToken(role), false);
    } catch (error) {
      setProblem(error);
    }
  };
  const person = role === 'clerk' ? say('店员', 'clerk') : say('馆员', 'librarian');
  return (
    <form class="card sign-in" onSubmit={submit}>
      <h2>{say('登录', 'Sign in')}</h2>
      {(problem ?? why) != null && <Problem of={problem ?? why} />}
      {config.canSignIn && (
        <button type="button" class="main" onClick={demo}>
          {say(`以演示${person}身份登录`, `Sign in as the demo ${person}`)}
        </button>
      )}
      <label>
        {role === 'clerk' ? say('令牌或收银台密钥', 'Token, or key of the till') : say('令牌', 'Token')}
        <input name="token" type="password" autocomplete="off" required spellcheck={false} />
      </label>
      <label class="check">
        <input name="keep" type="checkbox" />
        {say('在本机保留（仅限专用电脑）', 'Keep it on this machine (only if it is yours alone)')}
      </label>
      <button type="submit">{say('登录', 'Sign in')}</button>
    </form>
  );
}
