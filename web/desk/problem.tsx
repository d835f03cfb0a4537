import type { ComponentChildren } from 'preact';
import { useLanguage, useSay } from './language.tsx';
import { tellOf } from './messages.ts';

/** What is wrong, in the language that is chosen, and below it what to do about it; technical words are a click away. */
export function Problem({ of, children }: { of: unknown; children?: ComponentChildren }) {
  const say = useSay();
  const { text, detail } = tellOf(of, useLanguage());
  return (
    <div class="bad problem" role="alert">
      <p>{text}</p>
      {detail && (
        <details>
          <summary>{say('技术信息', 'Technical detail')}</summary>
          <small>{detail}</small>
        </details>
      )}
      {children}
    </div>
  );
}
