// A file on its way: sent piece by piece, from where an earlier attempt came to, and watched until it has ended.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { askEndpoint, type Endpoint, EndpointError } from './endpoint.ts';
import { durationOf, progressOn } from './progress.ts';

export interface Counts {
  read: number;
  added: number;
  changed: number;
  unchanged: number;
  rejected: number;
}

/** An import as the endpoint tells it. */
export interface ImportState {
  id: string;
  fileName: string;
  state: 'RECEIVING' | 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  format: string | null;
  flavour: string | null;
  encoding: string | null;
  dryRun: boolean;
  size: number | null;
  received: number;
  bytesRead: number;
  records: Counts;
  items: Counts;
  warnings: number;
  message: string | null;
  rate: number | null;
  secondsLeft: number | null;
  startedAt: string | null;
  endedAt: string | null;
}

/** Somebody has pressed Ctrl-C. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Bytes of one request: what is lost with a connection is less. */
const pieceBytes = 64 * 1024 * 1024;
/** How often, and after how many ms, a transfer that broke is taken up again. */
const attempts = 6;
const retryAfterMs = 1_000;
const firstLookMs = 150;
const lookEveryMs = 1_000;
/** How long a network that does not answer is waited for while it imports. */
const patienceMs = 120_000;

/** Sends what of a file is not there yet. */
export async function sendFile(
  endpoint: Endpoint,
  { file, query, signal }: { file: string; query: URLSearchParams; signal: AbortSignal },
): Promise<ImportState> {
  const { size } = statSync(file);
  const hash = await hashOf(file, signal);
  const begun = await askEndpoint<{ import: ImportState }>(
    endpoint,
    `/imports?${new URLSearchParams([...query, ['hash', hash], ['size', String(size)]])}`,
    { method: 'POST', signal },
  );
  let state = begun.import;
  if (state.received > 0 && state.state === 'RECEIVING') {
    console.log(
      `${file}  从第 ${state.received} 字节继续上传。The upload goes on from byte ${state.received} of ${size}.`,
    );
  }
  const progress = progressOn(process.stderr, file);
  let failures = 0;
  while (state.state === 'RECEIVING') {
    try {
      const sent = await sendPiece(endpoint, file, state, {
        size,
        signal,
        onSent: (bytes) => progress.show(bytes / size, `上传 uploading ${megabytes(bytes)} of ${megabytes(size)} MB`),
      });
      if (sent.received > state.received) failures = 0;
      state = sent;
    } catch (error) {
      progress.clear();
      if (signal.aborted) throw interruptedSending(state, size);
      failures += 1;
      if (failures >= attempts || !isPassing(error)) throw error;
      await pause(retryAfterMs * failures, undefined, { signal }).catch(() => {});
      state = await stateOf(endpoint, state).catch(() => state);
    }
  }
  progress.clear();
  return state;
}

/** Shows how far an import is until it has ended. */
export async function watchImport(
  endpoint: Endpoint,
  { file, state: begun, signal }: { file: string; state: ImportState; signal: AbortSignal },
): Promise<ImportState> {
  const progress = progressOn(process.stderr, file);
  let state = begun;
  let wait = firstLookMs;
  let answeredAt = performance.now();
  while (!hasEnded(state)) {
    await pause(wait, undefined, { signal }).catch(() => {});
    wait = Math.min(lookEveryMs, wait * 1.5);
    if (signal.aborted) {
      progress.clear();
      throw new Interrupted(
        `已中断查看；文件已上传，导入在后台继续（${state.id}）。Interrupted. The file is there and goes on being imported without this command, as ${state.id}: the same command watches it again, cancelImport ends it.`,
      );
    }
    try {
      state = await stateOf(endpoint, state);
      answeredAt = performance.now();
      progress.show(shareOf(state), lineOf(state));
    } catch (error) {
      if (!isPassing(error) || performance.now() - answeredAt > patienceMs) throw error;
      progress.show(shareOf(state), '网络没有应答，等待中 waits for the network to answer');
    }
  }
  progress.clear();
  return state;
}

async function sendPiece(
  endpoint: Endpoint,
  file: string,
  { id, received }: ImportState,
  { size, signal, onSent }: { size: number; signal: AbortSignal; onSent: (bytes: number) => void },
): Promise<ImportState> {
  const end = Math.min(size, received + pieceBytes);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let at = received;
    for await (const chunk of createReadStream(file, { start: received, end: end - 1 }) as AsyncIterable<Buffer>) {
      yield chunk;
      at += chunk.length;
      onSent(at);
    }
  }
  const answer = await askEndpoint<{ import: ImportState }>(endpoint, `/imports/${id}?offset=${received}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: ReadableStream.from(bytes()) as unknown as RequestInit['body'],
    duplex: 'half',
    signal,
  } as RequestInit & { duplex: 'half' });
  return answer.import;
}

async function stateOf(endpoint: Endpoint, { id }: ImportState): Promise<ImportState> {
  return (await askEndpoint<{ import: ImportState }>(endpoint, `/imports/${id}`)).import;
}

async function hashOf(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { signal })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** No answer, or one that says that it will be better: what was refused for good is not sent again. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof EndpointError &&
    (error.status === null || error.status === 409 || error.status === 429 || error.status >= 500)
  );
}

export function hasEnded({ state }: ImportState): boolean {
  return state === 'DONE' || state === 'FAILED' || state === 'CANCELLED';
}

function interruptedSending(state: ImportState, size: number): Interrupted {
  return new Interrupted(
    `上传已中断。Interrupted: at least ${state.received} of ${size} bytes are there. The same command goes on from what is.`,
  );
}

function shareOf({ size, bytesRead }: ImportState): number | null {
  return size ? Math.min(1, bytesRead / size) : null;
}

function lineOf(state: ImportState): string {
  if (state.message) return state.message;
  if (state.state !== 'RUNNING') return '排队中 waits for its turn';
  const count = Math.max(state.records.read, state.items.read);
  const rate = state.rate === null ? '' : `, ${Math.round(state.rate)}/s`;
  const left = state.secondsLeft === null ? '' : `, ${durationOf(state.secondsLeft)} left`;
  const rejected = state.records.rejected + state.items.rejected;
  return `${count} 条 records${rate}${left}${rejected > 0 ? `, ${rejected} rejected` : ''}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
