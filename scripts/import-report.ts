// What came of imports, for people and, as JSON, for programs.
import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { answerOf, type Endpoint } from './endpoint.ts';
import type { Counts, ImportState } from './import-transfer.ts';
import { durationOf } from './progress.ts';

/** So many of what was rejected are shown. */
const shown = 5;

const ends: Readonly<Record<string, string>> = {
  DONE: '导入完成 done',
  FAILED: '导入失败 FAILED',
  CANCELLED: '已取消 CANCELLED',
};

export interface Reject {
  record: number;
  offset: number;
  kind: 'ERROR' | 'WARNING';
  reason: string;
}

/**
 * Writes what could not be taken beside the file, however much it is; what an earlier import of it left there goes.
 * @returns the first few, errors before warnings
 */
export async function keepRejects(endpoint: Endpoint, file: string, state: ImportState): Promise<Reject[]> {
  const path = `${file}.rejects.jsonl`;
  if (state.records.rejected + state.items.rejected + state.warnings === 0) {
    rmSync(path, { force: true });
    return [];
  }
  const { body } = await answerOf(endpoint, `/imports/${state.id}/rejects`);
  const first: Record<Reject['kind'], Reject[]> = { ERROR: [], WARNING: [] };
  const out = createWriteStream(path);
  for await (const line of createInterface({ input: Readable.fromWeb(body as never) })) {
    const reject = JSON.parse(line) as Reject;
    if (first[reject.kind].length < shown) first[reject.kind].push(reject);
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return [...first.ERROR, ...first.WARNING].slice(0, shown);
}

/** Prints what came of a file, and the first few things that could not be taken. */
export function printEnd(file: string, state: ImportState, rejects: readonly Reject[]): void {
  const trial = state.dryRun ? '试运行，未写入 dry run, nothing was written: ' : '';
  console.log(`${file}  ${trial}${ends[state.state] ?? state.state}  ${kindOf(state)}${timeOf(state)}`);
  if (state.records.read > 0) console.log(`  书目 records  ${countsOf(state.records)}`);
  if (state.items.read > 0) console.log(`  复本 copies   ${countsOf(state.items)}`);
  if (state.message) console.log(`  ${state.message}`);
  const told = state.records.rejected + state.items.rejected + state.warnings;
  if (told === 0) return;
  const rejected = state.records.rejected + state.items.rejected;
  console.log(`  ${rejected} 条未导入 rejected, ${state.warnings} 条提示 warnings: ${file}.rejects.jsonl`);
  for (const { kind, record, offset, reason } of rejects) {
    console.log(`    ${kind === 'ERROR' ? '✗' : '!'} 第 ${record} 条 record ${record}, byte ${offset}: ${reason}`);
  }
  if (told > rejects.length) console.log(`    … ${told - rejects.length} more`);
}

/** All files as JSON; those that were not begun too. */
export function reportOf(
  files: readonly string[],
  ended: readonly { file: string; state: ImportState | null; error: string | null }[],
): string {
  const byFile = new Map(ended.map((each) => [each.file, each]));
  const imports = files.map((file) => {
    const { state = null, error = null } = byFile.get(file) ?? {};
    return { file, error: error ?? (state ? null : 'not begun'), import: state };
  });
  return `${JSON.stringify({ imports }, null, 2)}\n`;
}

function countsOf({ read, added, changed, unchanged, rejected }: Counts): string {
  return `${read} 读入 read, ${added} 新增 added, ${changed} 更新 changed, ${unchanged} 不变 unchanged, ${rejected} 拒绝 rejected`;
}

function kindOf({ format, flavour, encoding }: ImportState): string {
  return [format, flavour, encoding].filter(Boolean).join(' ');
}

function timeOf({ startedAt, endedAt, rate }: ImportState): string {
  if (!startedAt || !endedAt) return '';
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
  return `, ${durationOf(seconds)}${rate === null ? '' : `, ${Math.round(rate)}/s`}`;
}
