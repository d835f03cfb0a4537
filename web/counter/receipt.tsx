import { useEffect, useRef } from 'preact/hooks';
import type { Told } from '../../sdk/index.ts';
import { useLanguage, useMoney, useSay } from '../desk/language.tsx';
import { inLanguage } from '../desk/messages.ts';

const cannot = {
  NO_ALLOWANCE: ['本机尚不知道书店的离线额度', 'this till has not heard yet what the store may sell off line'],
  TOO_MANY: ['已达今日离线册数', 'the copies of this day are sold'],
  TOO_DEAR: ['定价超过离线上限', 'the price is above what may be sold off line'],
} as const;

/** What became of a sale, and the slip. */
export function Receipt({ told, store }: { told: Told; store: string }) {
  const say = useSay();
  const language = useLanguage();
  const money = useMoney();
  const print = useRef<HTMLButtonElement>(null);
  useEffect(() => print.current?.focus(), [told]);
  const { sale } = told;
  if (told.kind === 'CANNOT_SELL') {
    const [zh, en] = cannot[told.why];
    return (
      <>
        <h2 class="answer bad">{say('不能离线售出，请留书', 'Not off line: the book stays')}</h2>
        <p>{say(`${zh}。`, `Because ${en}.`)}</p>
      </>
    );
  }
  if (told.kind === 'ANSWER' && sale.state !== 'LENT') {
    return (
      <>
        <h2 class="answer bad">
          {sale.state === 'IN_REVIEW' ? say('待馆员审核', 'A librarian decides') : say('未通过', 'Refused')}
        </h2>
        <ol class="reasons">
          {inLanguage(sale.messages ?? [], language).map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ol>
      </>
    );
  }
  const isSure = told.kind === 'ANSWER';
  const lines: [string, string | undefined][] = [
    [say('书店', 'Store'), store],
    [say('书名', 'Title'), sale.label],
    [say('定价', 'Price'), money(sale.goods.listPrice.fen)],
    [say('读者', 'Reader'), sale.readerName ?? sale.goods.card.replace(/.(?=.{4})/g, '*')],
    [say('馆藏条码', 'Barcode'), sale.itemBarcodes?.join('、') ?? sale.goods.itemBarcode ?? undefined],
    [say('应还日期', 'Due'), sale.dueDate],
    [say('时间', 'Time'), new Date(sale.occurredAt).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' })],
    [say('单号', 'Number'), sale.key],
  ];
  return (
    <>
      <h2 class={isSure ? 'answer good' : 'answer warn'}>{isSure ? say('已借出', 'Lent') : '待确认'}</h2>
      <article class="slip">
        <h3>{isSure ? say('购借凭条', 'Slip') : say('购借凭条（待确认）', 'Slip (to be confirmed)')}</h3>
        <dl>
          {lines.map(
            ([name, value]) =>
              value && (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ),
          )}
        </dl>
        {!isSure && (
          <p>
            {say('网络恢复后由图书馆确认，应还日期以读者端为准。', 'The library confirms it when the line is back.')}
          </p>
        )}
      </article>
      <button ref={print} type="button" class="main" onClick={() => window.print()}>
        {say('打印', 'Print')}
      </button>
    </>
  );
}
