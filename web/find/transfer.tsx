import { useState } from 'preact/hooks';
import type { BranchDeskQuery, RequestTransferMutation, Shelfgraph } from '../../sdk/index.ts';
import { useSay } from '../desk/language.tsx';
import { Problem } from '../desk/problem.tsx';

interface TransferProps {
  client: Shelfgraph;
  bookId: string;
  library: string;
  branches: NonNullable<BranchDeskQuery['branches']>;
}

/** Has a copy brought to a branch for a reader, of those that the librarian knows best first. */
export function Transfer({ client, bookId, library, branches }: TransferProps) {
  const say = useSay();
  const [result, setResult] = useState<RequestTransferMutation['placeHold'] | null>(null);
  /** Whether the reader waited already: then there is one request, the one that was. */
  const [isKnown, setKnown] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const own = branches.filter((branch) => branch.library.id === library);
  const others = branches.filter((branch) => branch.library.id !== library);
  const request = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setResult(null);
    setProblem(null);
    try {
      const card = String(form.get('card')).trim();
      const before = await client.findReader({ card });
      const { data } = await client.requestTransfer({
        input: {
          idempotencyKey: `FIND-${crypto.randomUUID()}`,
          bookId,
          card,
          pickup: { branch: String(form.get('branch')) },
        },
      });
      const placed = data.placeHold;
      const holds = before.data.reader?.holds.nodes ?? [];
      setKnown(placed.__typename === 'HoldPlaced' && holds.some(({ id }) => id === placed.hold.id));
      setResult(placed);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <details class="transfer">
      <summary>{say('为读者请调到取书地点', 'Have a copy brought for a reader')}</summary>
      <form class="row" onSubmit={(event) => void request(event)}>
        <label>
          {say('读者证号', 'Reader’s card')}
          <input name="card" required autocomplete="off" />
        </label>
        <label>
          {say('取书地点', 'Where it is fetched')}
          <select name="branch">
            {[own, others].map((group, index) => (
              <optgroup
                key={index === 0 ? 'own' : 'others'}
                label={index === 0 ? say('本馆', 'This library') : say('其他馆', 'Others')}
              >
                {group.map(({ id, name, library: { name: of } }) => (
                  <option key={id} value={id}>
                    {name}
                    {index === 1 && `（${of}）`}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
        <button type="submit" class="main">
          {say('请调', 'Request')}
        </button>
      </form>
      <div aria-live="polite">
        {problem != null && <Problem of={problem} />}
        {result?.__typename === 'HoldRefused' && (
          <ul class="reasons bad">
            {result.failures.map(({ code, message, english }) => (
              <li key={code}>{say(message, english)}</li>
            ))}
          </ul>
        )}
        {result?.__typename === 'HoldPlaced' && (
          <p class={isKnown ? 'warn' : 'good'}>
            {isKnown
              ? say(
                  '此读者此前已请调，未再登记：送到',
                  'Already requested for this reader, nothing was added: it comes to ',
                )
              : say('已请调到', 'Requested for ')}
            {result.hold.pickup?.name}
            {result.hold.item
              ? `：${result.hold.item.library?.name ?? ''} ${result.hold.item.callNumber} ${result.hold.item.barcode}`
              : say(`，排第 ${result.hold.position} 位`, `, number ${result.hold.position} of those who wait`)}
          </p>
        )}
      </div>
    </details>
  );
}
