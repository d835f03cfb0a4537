// Records of fourteen libraries, dirty as catalogues are, against what they are in truth.
import { expect, test } from 'vitest';
import { prepareRecord } from '../../subgraphs/central/prepareRecord.ts';
import { largestBatch, putRecords } from '../../subgraphs/central/records.ts';
import { rows } from '../../test/ask.ts';
import { openTestNetwork } from '../../test/network.ts';
import { centralContext } from '../../test/records.ts';
import { cityOf, type GeneratedRecord } from './city.ts';
import { type CityOptions, defaults } from './plan.ts';
import { type ScoredRecord, scoreOf } from './score.ts';

const long = process.env['LONG'] === '1';
const size = long ? { titles: 100_000, items: 700_000 } : { titles: 1_500, items: 10_500 };

test(
  `records of ${size.titles} editions are clustered with precision ≥ 0.995 and recall ≥ 0.985`,
  async () => {
    const options: CityOptions = { ...defaults, ...size, seed: 20_201_210 };
    await using network = await openTestNetwork({ jobs: false });
    const truth = new Map<string, Pick<ScoredRecord, 'editionId' | 'dirt'>>();
    const batches = new Map<string, GeneratedRecord[]>();
    const put = async (library: string) => {
      const prepared = (batches.get(library) ?? []).map(({ marc }, index) => prepareRecord({ number: index, marc }));
      await putRecords(centralContext(network), library, prepared);
      batches.delete(library);
    };
    for (const { records } of cityOf(options)) {
      for (const record of records) {
        truth.set(record.id, { editionId: record.editionId, dirt: record.dirt });
        const batch = batches.get(record.library) ?? [];
        batches.set(record.library, [...batch, record]);
        if (batch.length + 1 === largestBatch) await put(record.library);
      }
    }
    for (const library of batches.keys()) await put(library);

    const found = await rows<{ id: string; bookId: string }>(
      network.subgraphs.central,
      'select id, book_id as "bookId" from bib_record',
    );
    const score = scoreOf(found.map(({ id, bookId }) => ({ id, bookId, ...truth.get(id)! })));
    console.log(
      `${score.records} records of ${score.editions} editions are ${score.books} books: precision ${score.precision.toFixed(4)}, recall ${score.recall.toFixed(4)}`,
      `torn apart ${JSON.stringify([...score.torn])}, thrown together ${JSON.stringify([...score.mixed])}`,
    );
    expect(score.records).toBe(truth.size);
    expect(score.records).toBeGreaterThan(2 * score.editions);
    expect(score.precision).toBeGreaterThanOrEqual(0.995);
    expect(score.recall).toBeGreaterThanOrEqual(0.985);
  },
  long ? 3_600_000 : 60_000,
);
