import { useState } from 'preact/hooks';
import type { Sale, SaleState, Shelfgraph, Till } from '../../sdk/index.ts';
import { useLanguage, useMoney, useSay, useTime } from '../desk/language.tsx';
import { inLanguage } from '../desk/messages.ts';
import { Problem } from '../desk/problem.tsx';
import type { TillState } from './sync.ts';
import { TakeBack } from './take-back.tsx';

const names: Readonly<Record<SaleState, readonly [string, string]>> = {
  SENT: ['等待回音', 'not heard yet'],
  UNCONFIRMED: ['待确认', 'to be confirmed'],
  WITHHELD: ['未售出，待核对', 'not sold, to be checked'],
  ASK_LIBRARY: ['请联系图书馆', 'ask the library'],
  WRONG: ['请更正', 'to be corrected'],
  CHOOSE: ['请选书', 'choose the book'],
  LENT: ['已借出', 'lent'],
  IN_REVIEW: ['馆员审核中', 'a librarian decides'],
  REFUSED: ['未通过', 'refused'],
  NOT_SOLD: ['未售出', 'not sold'],
};

/** What this till has sold, the latest first; what a person has to correct, and what may be taken back today. */
export function Sales({ client, till, state }: { client: Shelfgraph; till: Till; state: TillState }) {
  const say = useSay();
  const [problem, setProblem] = useState<unknown>(null);
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setProblem(null);
    } catch (error) {
      setProblem(error);
    }
    await state.look();
  };
  return (
    <section class="card" aria-label={say('本机记录', 'This till')}>
      {problem != null && <Problem of={problem} />}
      {state.waiting > 0 && (
        <button type="button" onClick={() => void act(() => till.sync())}>
          {say(`补传 ${state.waiting} 笔`, `Tell ${state.waiting} now`)}
        </button>
      )}
      {till.sales.length === 0 && <p>{say('本机还没有售书。', 'Nothing was sold here yet.')}</p>}
      <ul class="orders">
        {till.sales.map((sale) => (
          <Line key={sale.key} sale={sale} till={till} client={client} act={act} />
        ))}
      </ul>
    </section>
  );
}

interface LineProps {
  sale: Sale;
  till: Till;
  client: Shelfgraph;
  act: (work: () => Promise<unknown>) => Promise<void>;
}

function Line({ sale, till, client, act }: LineProps) {
  const say = useSay();
  const language = useLanguage();
  const [isVoided, setVoided] = useState(false);
  const { key, state, goods, label, occurredAt, itemBarcodes, dueDate, messages = [], candidates = [], orderId } = sale;
  const time = useTime()(occurredAt);
  const [zh, en] = names[state];
  const money = useMoney();
  const reasons = inLanguage(messages, language);
  const correct = (event: SubmitEvent) => {
    event.preventDefault();
    const card = String(new FormData(event.currentTarget as HTMLFormElement).get('card')).trim();
    void act(() => till.correct(key, { card }));
  };
  return (
    <li>
      <h3>{label ?? goods.isbn ?? goods.bookId}</h3>
      <p>
        <strong class={`state ${state}`}>{isVoided ? say('已作废', 'taken back') : say(zh, en)}</strong> · {time} ·{' '}
        {money(goods.listPrice.fen)}
        {itemBarcodes && ` · ${itemBarcodes.join('、')}`}
        {dueDate && ` · ${say('应还', 'due')} ${dueDate}`}
      </p>
      {reasons.length > 0 && (
        <ul class="reasons">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {state === 'CHOOSE' && (
        <div class="row">
          {candidates.map(({ id, title, year }) => (
            <button
              key={id}
              type="button"
              onClick={() => void act(() => till.correct(key, { bookId: id, isbn: null }))}
            >
              {title} {year}
            </button>
          ))}
        </div>
      )}
      {state === 'WRONG' && (
        <form class="row" onSubmit={correct}>
          <label>
            {say('读者证号', 'Reader’s card')}
            <input name="card" defaultValue={goods.card} required autocomplete="off" />
          </label>
          <button type="submit">{say('更正并补传', 'Correct and tell')}</button>
        </form>
      )}
      {state === 'ASK_LIBRARY' && (
        <button type="button" onClick={() => void act(() => till.settle(key))}>
          {say('图书馆已更正', 'The library has corrected it')}
        </button>
      )}
      {state === 'LENT' && orderId && !isVoided && (
        <TakeBack
          client={client}
          orderId={orderId}
          onVoid={(reason) =>
            act(async () => {
              await client.voidSale({ id: orderId, reason });
              setVoided(true);
            })
          }
        />
      )}
    </li>
  );
}
