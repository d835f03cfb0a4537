// The order of test files. Some run at a time: what takes longest begins first, so that no worker ends long before the others.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slowest files, slowest first. The others are in the order of what they took last time, or of their size in a fresh clone. */
const slowest = [
  'test/docs.e2e.test.ts',
  'subgraphs/lending/transitions.test.ts',
  'subgraphs/lending/holds.test.ts',
  'test/orders.crash.test.ts',
  'test/lending.crash.test.ts',
  'subgraphs/lending/holds.race.test.ts',
  'scripts/start.e2e.test.ts',
  'test/gateway.e2e.test.ts',
  'test/webhooks.crash.test.ts',
  'subgraphs/bookstores/live.test.ts',
  'subgraphs/lending/keptCopies.test.ts',
  'test/month.test.ts',
  'test/orders.property.test.ts',
  'test/city.race.test.ts',
];

export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const gone = slowest.filter((file) => !existsSync(join(root, file)));
    if (gone.length > 0) throw new Error(`test/sequencer.ts names files that do not exist: ${gone.join(', ')}`);
    // No list is sorted in place here: it is vitest's own order.
    // oxlint-disable-next-line unicorn/no-array-sort
    const others = await super.sort(files);
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = slowest.indexOf(relative(root, moduleId));
      return place < 0 ? slowest.length : place;
    };
    return others.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
