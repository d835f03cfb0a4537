import { useState } from 'preact/hooks';
import type { OrderQuery, Shelfgraph } from '../../sdk/index.ts';
import { useSay } from '../desk/language.tsx';
import { Problem } from '../desk/problem.tsx';

type Order = NonNullable<OrderQuery['purchaseLendOrder']>;

interface TakeBackProps {
  client: Shelfgraph;
  orderId: string;
  onVoid: (reason: string) => Promise<void>;
}

/** Takes a sale back on the day on which the network lent it, which is not always that of the sale: it is asked whether that can be done. */
export function TakeBack({ client, orderId, onVoid }: TakeBackProps) {
  const say = useSay();
  const [order, setOrder] = useState<Order | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const ask = async () => {
    setProblem(null);
    try {
      const { data, errors } = await client.order({ id: orderId });
      setOrder(data.purchaseLendOrder);
      setProblem(data.purchaseLendOrder ? null : errors[0]);
    } catch (error) {
      setProblem(error);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void onVoid(String(new FormData(event.currentTarget as HTMLFormElement).get('reason')).trim());
  };
  return (
    <details onToggle={(event) => event.currentTarget.open && void ask()}>
      <summary>{say('作废（限借出当日）', 'Take back (on the day it was lent)')}</summary>
      {problem != null && <Problem of={problem} />}
      {order?.availableActions.includes('VOID') && (
        <form class="row" onSubmit={submit}>
          <label>
            {say('原因', 'Why')}
            <input name="reason" required autocomplete="off" />
          </label>
          <button type="submit">{say('作废', 'Take back')}</button>
        </form>
      )}
      {order && !order.availableActions.includes('VOID') && (
        <p>
          {order.status === 'VOIDED'
            ? say('已作废。', 'It was taken back.')
            : say(
                '不能作废：只限借出当日。请读者到馆归还。',
                'It cannot be taken back: that is done on the day it was lent. The reader returns the book to a library.',
              )}
        </p>
      )}
    </details>
  );
}
