// A generated city as its libraries would send it: a file of records and a list of copies each, and the truth beside them.

import { once } from 'node:events';
import { createWriteStream, mkdirSync, readdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { ItemStatus } from '../../lib/items/statuses.ts';
import { bytesOf } from './bytes.ts';
import { cityOf, type GeneratedRecord } from './city.ts';
import type { CityOptions } from './plan.ts';

/** As libraries' systems print it. */
const statusTexts: Partial<Record<ItemStatus, string>> = {
  AVAILABLE: '在馆',
  ON_LOAN: '借出',
  REFERENCE_ONLY: '阅览',
  IN_PROCESS: '编目中',
  DAMAGED: '破损',
  MISSING: '去向不明',
  LOST: '丢失',
  WITHDRAWN: '注销',
};

const listHead = '条码号,记录号,索书号,分馆编号,馆藏地,状态,应还日期\n';
/** Characters that are gathered before they are written. */
const mostGathered = 1 << 18;

/** What has been written so far. */
export interface Written {
  titles: number;
  records: number;
  items: number;
}

/**
 * Writes `NJ-JN.mrc` and `NJ-JN.items.csv` of each library, and `truth.csv` with the edition and the errors of each record, into a folder
 * that is empty or not there. The memory does not depend on how much it is.
 * @throws Error for a folder that holds something
 */
export async function writeCity(
  options: CityOptions,
  folder: string,
  onProgress: (written: Written) => void,
): Promise<Written> {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) {
    throw new Error(`“${folder}”不是空文件夹。"${folder}" is not empty: name a folder that is empty or not there.`);
  }
  const records = new Map(options.libraries.map((id) => [id, outputTo(join(folder, `${id}.mrc`))]));
  const lists = new Map(options.libraries.map((id) => [id, outputTo(join(folder, `${id}.items.csv`))]));
  const truth = outputTo(join(folder, 'truth.csv'));
  for (const list of lists.values()) list.add(Buffer.from(listHead));
  truth.add(Buffer.from('record,edition,errors\n'));
  const written: Written = { titles: 0, records: 0, items: 0 };
  const outputs = [...records.values(), ...lists.values(), truth];
  for (const edition of cityOf(options)) {
    for (const record of edition.records) {
      records.get(record.library)?.add(bytesOf(record.marc, record.dirt));
      lists.get(record.library)?.add(Buffer.from(linesOf(record)));
      truth.add(Buffer.from(`${record.id},${record.editionId},${record.dirt.join(' ')}\n`));
      written.records += 1;
      written.items += record.items.length;
    }
    written.titles += 1;
    for (const output of outputs) if (output.isFull()) await output.write();
    if (written.titles % 500 === 0) onProgress(written);
  }
  await Promise.all(outputs.map((output) => output.end()));
  return written;
}

function linesOf({ control, items }: GeneratedRecord): string {
  return items
    .map(({ barcode, callNumber, branchId, location, status, dueDate }) =>
      [barcode, control, callNumber, branchId, location, statusTexts[status] ?? status, dueDate ?? ''].join(','),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** A file that is written in large pieces, and waits while the disk is busy. */
function outputTo(path: string) {
  const stream: WriteStream = createWriteStream(path);
  let parts: Buffer[] = [];
  let length = 0;
  const write = async (): Promise<void> => {
    const isFree = stream.write(Buffer.concat(parts));
    parts = [];
    length = 0;
    if (!isFree) await once(stream, 'drain');
  };
  return {
    add(bytes: Buffer): void {
      parts.push(bytes);
      length += bytes.length;
    },
    isFull: () => length >= mostGathered,
    write,
    async end(): Promise<void> {
      await write();
      stream.end();
      await finished(stream);
    },
  };
}
