import { useWords } from './language.ts';
import { useStore } from './store.ts';

/** What the operation in the editor costs of what the role may ask for, and what is left of the rate. */
export function Meter() {
  const words = useWords();
  const { cost, rate, refusal } = useStore();
  const number = new Intl.NumberFormat(words.language);
  const isOver = cost !== undefined && cost.requested > cost.limit;
  return (
    <div class="meter" aria-live="polite">
      {cost && (
        <label class={isOver ? 'over' : ''}>
          {words.cost} <b>{number.format(cost.requested)}</b> / {number.format(cost.limit)}
          {isOver && ` ${words.overLimit}`}
          <meter min={0} max={cost.limit} high={cost.limit * 0.8} value={Math.min(cost.requested, cost.limit)} />
        </label>
      )}
      {!cost && refusal && <span class="refusal">{refusal}</span>}
      {rate && (
        <label>
          {words.rate} <b>{number.format(rate.left)}</b>
          {rate.quota > 0 && <meter min={0} max={rate.quota} low={rate.quota * 0.2} value={rate.left} />}
        </label>
      )}
    </div>
  );
}
