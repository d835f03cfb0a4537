// What a run of kills amounts to, for whoever reads its output.
import { loadavg } from 'node:os';
import type { Answers } from './client.ts';

export interface Kill {
  victim: string;
  /** The directed moment, or `random`. */
  moment: string;
  /** Where what was under way stood. */
  phases: readonly string[];
}

export class Figures {
  readonly #title: string;
  readonly #what: string;
  readonly #begin = performance.now();
  readonly #kills: Kill[] = [];
  readonly #recoveries: { after: string; ms: number }[] = [];
  readonly #starts: number[] = [];

  /** @param what is under way, in the plural */
  constructor(title: string, what = 'orders') {
    this.#title = title;
    this.#what = what;
  }

  killed(kill: Kill): void {
    this.#kills.push(kill);
  }

  /** How long starting took, in ms, until all was ready. */
  started(ms: number): void {
    this.#starts.push(ms);
  }

  /** How long after that everything had ended or waited for a person, in ms. */
  recovered(ms: number): void {
    this.#recoveries.push({ after: this.#kills.at(-1)?.victim ?? '', ms });
  }

  get slowest(): number {
    return Math.max(...this.#recoveries.map(({ ms }) => ms));
  }

  get kills(): number {
    return this.#kills.length;
  }

  line(what: string): string {
    const seconds = Math.round((performance.now() - this.#begin) / 1_000);
    const { ms = 0, after = '' } = this.#recoveries.at(-1) ?? {};
    return `${this.#title}, ${what}: ${this.#kills.length} kills in ${seconds} s, all ${this.#what} at rest ${Math.round(ms)} ms after ${after} was started, load ${loadavg()[0]?.toFixed(1)}`;
  }

  summary(journals: readonly Answers[], further: number): string {
    const answers = journals.flatMap((journal) => [...journal.answers]);
    const keyed = journals.flatMap((journal) => journal.keyed);
    return [
      this.line('in all'),
      `  kills by victim: ${counted(this.#kills.map(({ victim }) => victim))}`,
      `  by moment: ${counted(this.#kills.map(({ moment }) => moment))}`,
      `  by where ${this.#what} stood: ${counted(this.#kills.flatMap(({ phases }) => (phases.length > 0 ? phases : ['none under way'])))}`,
      `  start: ${spread(this.#starts)}; then until all ${this.#what} had ended or waited for a person: ${spread(this.#recoveries.map(({ ms }) => ms))}`,
      `  the slowest of these after a kill of ${slowestOf(this.#recoveries)}`,
      `  ${keyed.length} keys, ${keyed.filter(({ told }) => told !== null).length} answered; ${further} further steps`,
      `  answers: ${counted(answers.flatMap(([answer, times]) => Array.from({ length: times }, () => answer)))}`,
    ].join('\n');
  }
}

function counted(names: readonly string[]): string {
  const groups = Map.groupBy(names, (name) => name);
  return Array.from(groups, ([name, all]) => [name, all.length] as const)
    .toSorted((left, right) => right[1] - left[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function slowestOf(recoveries: readonly { after: string; ms: number }[]): string {
  const groups = Map.groupBy(recoveries, ({ after }) => after);
  return Array.from(groups, ([after, all]) => `${after} ${Math.round(Math.max(...all.map(({ ms }) => ms)))} ms`).join(
    ', ',
  );
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return `p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, max ${at(1)} ms`;
}
