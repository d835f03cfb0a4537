// Loaded into a process before everything else (`node --import`): its clock of the wall is ahead by as many ms as a file says, from SIGUSR2
// on. Timers and `performance.now()` go on, as they do on a machine whose clock is set.
import { readFileSync } from 'node:fs';

const RealDate = Date;
let aheadMs = 0;
const now = () => RealDate.now() + aheadMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
});

process.on('SIGUSR2', () => {
  aheadMs = Number(readFileSync(process.env['CLOCK_AHEAD_MS_FILE'] ?? '', 'utf8'));
});
