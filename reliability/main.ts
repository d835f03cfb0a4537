// `npm run reliability`: what the network does when parts of it fail, when too much is asked of it, and when it runs for long.
import type { Verdict } from '../bench/goals.ts';
import { printTable, printVerdicts, writeResults } from '../bench/report.ts';
import { command, UsageError } from '../scripts/command.ts';
import { writeReport } from './report.ts';

const usage = `Usage: npm run reliability -- [faults | overload | soak] [options]

  faults     each part of the network slow, silent, dead, full or with another clock, under load, with five processes and lines between them:
             what the others still answer, how soon all is well again, and that nothing is lost
  overload   ten times what the network can do: how much is answered, how soon, what the rest is told
  soak       half of what it can do, for twenty minutes: memory and handles

Without a word faults and overload, one after the other. Figures go to bench/results/ and into the tables of docs/reliability.md.
The exit code is 1 when a goal is missed.

  --seconds N    how long the overload lasts (120), and each fault (10)
  --minutes N    how long the soak lasts (20)
  --only TEXT    faults with this text in their names
  --draft        leaves results and docs as they are
  --help         this text`;

const options = {
  seconds: { type: 'string' },
  minutes: { type: 'string' },
  only: { type: 'string' },
  draft: { type: 'boolean' },
} as const;

let isMissed = false;

await command(
  usage,
  options,
  async (values) => {
    const number = (name: 'seconds' | 'minutes', otherwise: number): number => {
      const value = Number(values[name] ?? otherwise);
      if (!(value > 0)) throw new UsageError(`--${name} is a number above 0, not "${String(values[name])}".`);
      return value;
    };
    const isDraft = values['draft'] === true;
    const tell = (name: string, result: object, rows: string[][], verdicts: Verdict[]) => {
      console.log('');
      printTable(rows);
      printVerdicts(verdicts);
      isMissed ||= verdicts.some(({ isMet }) => !isMet);
      if (isDraft) return;
      writeResults(name, { ...result, verdicts });
      writeReport(name, rows, verdicts);
    };
    const what = values['choice'];
    const [seconds, minutes] = [number('seconds', what === 'overload' ? 120 : 10), number('minutes', 20)];
    // Each is read when it is played: not to explain the command.
    if (what === undefined || what === 'faults') {
      const only = typeof values['only'] === 'string' ? values['only'] : '';
      const { faultRows, judgeFaults, measureFaults } = await import('./faults.ts');
      const result = await measureFaults({ seconds, only });
      tell('faults', result, faultRows(result), judgeFaults(result));
    }
    if (what === undefined || what === 'overload') {
      const { judgeOverload, measureOverload, overloadRows } = await import('./overload.ts');
      const result = await measureOverload({ seconds: what ? seconds : 120 });
      tell('overload', result, overloadRows(result), judgeOverload(result));
    }
    if (what === 'soak') {
      const { judgeSoak, measureSoak, soakRows } = await import('./soak.ts');
      const result = await measureSoak({ minutes });
      tell('soak', result, soakRows(result), judgeSoak(result));
    }
  },
  ['faults', 'overload', 'soak'],
);
process.exit(isMissed ? 1 : 0);
