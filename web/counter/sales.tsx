import { useState } from 'preact/hooks';
import type { Sale, SaleState, Shelfgraph, Till } from '../../sdk/index.ts';
import { useLanguage, useSay, useTime } from '../desk/language.tsx';
import { messageOf } from '../desk/messages.ts';
import { yuan } from '../desk/scan.ts';
import type { TillState } from './sync.ts';

const names: Readonly<Record<SaleState, readonly [string, string]>> = {
  SENT: ['等待回音', 'not heard yet'],
  UNCONFIRMED: ['待确认', 'to be confirmed'],
  WITHHELD: ['未售出，待核对', 'not sold, to be checked'],
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
  const [problem, setProblem] = useState<string | null>(null);
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setProblem(null);
    } catch (error) {
      setProblem(messageOf(error));
    }
    await state.look();
  };
  return (
    <section class="card" aria-label={say('本机记录', 'This till')}>
      {(problem ?? state.problem) && (
        <p class="bad" role="alert">
          {problem ?? state.problem}
        </p>
      )}
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
  const reasons =
    messages.length > 1 ? messages.filter((_, index) => index % 2 === (language === 'zh' ? 0 : 1)) : messages;
  const takeBack = (event: SubmitEvent) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget as HTMLFormElement).get('reason')).trim();
    void act(async () => {
      await client.voidSale({ id: orderId!, reason });
      setVoided(true);
    });
  };
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
        {yuan(goods.listPrice.fen)} 元{itemBarcodes && ` · ${itemBarcodes.join('、')}`}
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
      {state === 'LENT' && orderId && !isVoided && isToday(occurredAt) && (
        <details>
          <summary>{say('当日作废', 'Take back (today only)')}</summary>
          <form class="row" onSubmit={takeBack}>
            <label>
              {say('原因', 'Why')}
              <input name="reason" required autocomplete="off" />
            </label>
            <button type="submit">{say('作废', 'Take back')}</button>
          </form>
        </details>
      )}
    </li>
  );
}

function isToday(moment: string): boolean {
  return dayOf(new Date(moment)) === dayOf(new Date());
}

/** The day in Asia/Shanghai. */
function dayOf(date: Date): string {
  return date.toLocaleDateString('en-CA', { timeZone: 'Asia/Shanghai' });
}
