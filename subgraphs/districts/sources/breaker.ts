// A system that keeps failing is left alone for a while: nobody waits for it, and it is not asked more than a probe now and then.
import { BrokenCircuitError, CircuitState, CountBreaker, circuitBreaker, handleAll } from 'cockatiel';
import { halfOpenAfter } from '../../../lib/half-open.ts';
import { SourceError } from './reasons.ts';

export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

export interface Breaker {
  /** @throws what the work throws, or SourceError BREAKER_OPEN */
  run: <Result>(work: () => Promise<Result>) => Promise<Result>;
  state: () => BreakerState;
}

/** Opens when three of the last five questions failed, whatever came before … */
const counts = { threshold: 0.5, size: 5, minimumNumberOfCalls: 3 };
/** … for so many ms; twice as many after each probe that fails, up to the second number. */
const leftAlone = halfOpenAfter(1_000, 30_000);

/** @param onChange told when the breaker opens, and when it closes */
export function openBreaker(onChange: (state: 'OPEN' | 'CLOSED') => void): Breaker {
  const policy = circuitBreaker(handleAll, {
    breaker: new CountBreaker(counts),
    halfOpenAfter: leftAlone,
  });
  policy.onBreak(() => onChange('OPEN'));
  policy.onReset(() => onChange('CLOSED'));
  return {
    async run(work) {
      // cockatiel lets others wait while a probe runs.
      if (policy.state === CircuitState.HalfOpen) throw isLeftAlone();
      try {
        return await policy.execute(work);
      } catch (error) {
        throw error instanceof BrokenCircuitError ? isLeftAlone() : error;
      }
    },
    state: () => names[policy.state],
  };
}

const isLeftAlone = () => new SourceError('BREAKER_OPEN', 'the last questions were not answered: it is left alone');

const names: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'CLOSED',
  [CircuitState.Open]: 'OPEN',
  [CircuitState.HalfOpen]: 'HALF_OPEN',
  [CircuitState.Isolated]: 'OPEN',
};
