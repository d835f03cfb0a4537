import type { RefObject } from 'preact';
import { useSay } from '../desk/language.tsx';
import { isSignedOut } from '../desk/messages.ts';
import { Problem } from '../desk/problem.tsx';
import type { Checked } from './sell.tsx';

interface VerdictProps {
  checked: Checked;
  confirm: RefObject<HTMLButtonElement | null>;
  isSelling: boolean;
  onChoose: (bookId: string) => void;
  onConfirm: () => void;
  onSignOut: () => void;
}

/** Yes, or no with all reasons at once; and what to do next. */
export function Verdict({ checked, confirm, isSelling, onChoose, onConfirm, onSignOut }: VerdictProps) {
  const say = useSay();
  const button = (text: string) => (
    <button ref={confirm} type="button" class="main" disabled={isSelling} onClick={onConfirm}>
      {isSelling ? say('正在办理…', 'One moment …') : text}
    </button>
  );
  switch (checked.kind) {
    case 'ASKING':
      return <p>{say('查询中…', 'Asking …')}</p>;
    case 'NEW_BOOK':
      return (
        <p>
          {say('全市书目中没有此 ISBN，请填写左侧的书目。', 'The catalogue does not know this ISBN: fill in the book.')}
        </p>
      );
    case 'MISTAKE':
      return (
        <Problem of={checked.error}>
          {isSignedOut(checked.error) && (
            <button type="button" onClick={onSignOut}>
              {say('重新登录', 'Sign in again')}
            </button>
          )}
        </Problem>
      );
    case 'OFFLINE':
      return (
        <>
          <h2 class="answer warn">{say('离线', 'Off line')}</h2>
          <p>
            {say(
              '无人应答，不能预检。可在合同限额内售出，小票打印“待确认”，联网后自动补传。',
              'Nobody answers. You may sell within your contract; the slip says 待确认, and the sale is told once the line is back.',
            )}
          </p>
          {button(say('离线售出', 'Sell off line'))}
        </>
      );
    case 'ANSWER':
  }
  const { purchaseEligibility: answer, reader, booksByIsbn } = checked.answer;
  if (answer?.__typename === 'AmbiguousIsbn') {
    return (
      <>
        <h2 class="answer warn">{say('此 ISBN 有几种书，请选择', 'Several books carry this ISBN: choose')}</h2>
        <ul class="choices">
          {answer.candidates.map(
            (book) =>
              book && (
                <li key={book.id}>
                  <button type="button" onClick={() => onChoose(book.id)}>
                    {book.title} <small>{[book.responsibility, book.year].filter(Boolean).join(' · ')}</small>
                  </button>
                </li>
              ),
          )}
        </ul>
      </>
    );
  }
  const book = booksByIsbn?.length === 1 ? booksByIsbn[0] : undefined;
  return (
    <>
      <h2 class={answer?.eligible ? 'answer good' : 'answer bad'}>
        {answer?.eligible ? say('可以购借', 'Can be bought and lent') : say('不能购借', 'Cannot be bought and lent')}
      </h2>
      {book && (
        <p>
          <strong>{book.title}</strong> {[book.responsibility, book.publisher, book.year].filter(Boolean).join(' · ')}
        </p>
      )}
      {reader && (
        <p>
          {say('读者', 'Reader')} {reader.name}
        </p>
      )}
      {answer && answer.failures.length > 0 && (
        <ol class="reasons">
          {answer.failures.map(({ code, message, english }) => (
            <li key={code}>
              {say(message, english)} <small>{code}</small>
            </li>
          ))}
        </ol>
      )}
      {answer?.eligible && (
        <>
          <p class="hint">
            {say(`由${answer.payer?.name ?? '图书馆'}购买`, `Paid by ${answer.payer?.name ?? 'the library'}`)}
          </p>
          {button(say('确认购借', 'Buy and lend'))}
        </>
      )}
    </>
  );
}
