import { useCallback, useEffect, useState } from 'preact/hooks';
import type { InboxQuery, OrderQuery, Shelfgraph } from '../../sdk/index.ts';
import { useMoney, useSay, useTime } from '../desk/language.tsx';
import { Problem } from '../desk/problem.tsx';

type Order = NonNullable<NonNullable<InboxQuery['stores']>[number]['inbox']>['nodes'][number];
type Shown = NonNullable<OrderQuery['purchaseLendOrder']>;

/** What an order in the inbox waits for. */
const steps: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  APPROVED: ['待确认有书', 'to be confirmed'],
  CONFIRMED: ['待交寄', 'to be shipped'],
};

/** Online orders that wait for this store; seen as they come. */
export function Inbox({ client, store }: { client: Shelfgraph; store: string }) {
  const say = useSay();
  const [orders, setOrders] = useState<readonly Order[] | null>(null);
  const [more, setMore] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [shown, setShown] = useState<Shown | null>(null);

  const load = useCallback(
    async (after: string | null = null) => {
      try {
        const { data, errors } = await client.inbox({ first: 20, after });
        const inbox = data.stores?.find(({ id }) => id === store)?.inbox;
        setProblem(inbox ? null : (errors[0] ?? null));
        if (!inbox) return;
        setOrders((known) => (after && known ? [...known, ...inbox.nodes] : inbox.nodes));
        setMore(inbox.pageInfo.hasNextPage ? inbox.pageInfo.endCursor : null);
      } catch (error) {
        setProblem(error);
      }
    },
    [client, store],
  );
  useEffect(() => {
    const leave = new AbortController();
    void load();
    void (async () => {
      for await (const { data } of client.salesChanged({}, { signal: leave.signal })) {
        if (data.purchaseLendOrderChanged.order?.channel !== 'COUNTER') await load();
      }
    })().catch((error: unknown) => setProblem(error));
    return () => leave.abort();
  }, [client, load]);

  const act = async (work: Promise<unknown>) => {
    try {
      await work;
      setShown(null);
      setProblem(null);
    } catch (error) {
      setProblem(error);
    }
    await load();
  };
  const look = async (id: string) => {
    const { data } = await client.order({ id });
    setShown(data.purchaseLendOrder);
  };
  const ship = (event: SubmitEvent, id: string) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const [courier, trackingNumber] = [String(form.get('courier')).trim(), String(form.get('number')).trim()];
    void act(client.shipOrder({ id, courier, trackingNumber }));
  };
  const time = useTime();
  const money = useMoney();

  return (
    <section class="card" aria-label={say('线上订单', 'Online orders')}>
      {problem != null && <Problem of={problem} />}
      {orders?.length === 0 && <p>{say('没有待处理的订单。', 'No order waits.')}</p>}
      <ul class="orders">
        {orders?.map(({ id, book, isbn, listPrice, dueAt, status, availableActions }) => (
          <li key={id}>
            <h3>{book?.title ?? isbn}</h3>
            <p>
              {isbn} {listPrice && `· ${money(listPrice.fen)}`} · {say(...(steps[status] ?? [status, status]))}
              {dueAt && ` · ${say('请于', 'by')} ${time(dueAt)}${say(' 前处理', '')}`}
            </p>
            <div class="row">
              {availableActions.includes('CONFIRM') && (
                <button type="button" class="main" onClick={() => void act(client.confirmOrder({ id }))}>
                  {say('有书，确认', 'It is here')}
                </button>
              )}
              {availableActions.includes('REPORT_OUT_OF_STOCK') && (
                <button type="button" onClick={() => void act(client.reportOutOfStock({ id }))}>
                  {say('无货', 'Out of stock')}
                </button>
              )}
              <button type="button" class="quiet" onClick={() => void look(id)}>
                {say('收件地址（查看有记录）', 'Address (each look is kept)')}
              </button>
            </div>
            {shown?.id === id && (
              <address>
                {shown.deliveryAddress
                  ? [
                      shown.deliveryAddress.recipient,
                      shown.deliveryAddress.phone,
                      `${shown.deliveryAddress.province}${shown.deliveryAddress.city}${shown.deliveryAddress.district}`,
                      shown.deliveryAddress.street,
                    ].join(' ')
                  : say('没有地址', 'No address')}
              </address>
            )}
            {availableActions.includes('SHIP') && (
              <form class="row" onSubmit={(event) => ship(event, id)}>
                <label>
                  {say('快递公司', 'Courier')}
                  <input name="courier" required autocomplete="off" />
                </label>
                <label>
                  {say('运单号', 'Number of the parcel')}
                  <input name="number" required autocomplete="off" />
                </label>
                <button type="submit" class="main">
                  {say('已交寄', 'Shipped')}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" onClick={() => void load(more)}>
          {say('更多', 'More')}
        </button>
      )}
    </section>
  );
}
