// What goes out as a stream: the rejects of an import, and the records of a library. A page is read when the one before has been taken.
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { CallerError } from '../lib/errors.ts';
import { writeIso2709 } from '../lib/marc/iso2709.ts';
import { marcXmlHead, marcXmlTail, writeMarcXml } from '../lib/marc/marcxml.ts';
import { MarcError, type MarcRecord } from '../lib/marc/record.ts';
import type { Catalogue, RunState } from './import-calls.ts';

/** Records of one page. */
const pageSize = 200;

/** A line of JSON for each thing that could not be taken, or was taken with a doubt. */
export async function* rejectLines(catalogue: Catalogue, run: RunState): AsyncGenerator<string> {
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await catalogue.rejects(run.id, after);
    const lines = nodes.map(({ recordNumber, offset, kind, reason, bytes }) =>
      JSON.stringify({ file: run.fileName, record: recordNumber, offset, kind, reason, bytes }),
    );
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
}

const writers = {
  iso2709: { type: 'application/marc', head: '', tail: '', write: writeIso2709 },
  marcxml: {
    type: 'application/marcxml+xml; charset=utf-8',
    head: marcXmlHead,
    tail: marcXmlTail,
    write: writeMarcXml,
  },
};

/**
 * Answers with a library's records. Those that the format cannot hold are named in the trailer `x-shelfgraph-left-out`, and how many
 * were written in `x-shelfgraph-records`: an answer without them is not whole.
 */
export async function exportStream(
  reply: FastifyReply,
  catalogue: Catalogue,
  { library, format }: { library: string; format: string },
): Promise<FastifyReply> {
  const name = format.toLowerCase();
  if (name !== 'iso2709' && name !== 'marcxml') {
    throw new CallerError(
      'BAD_USER_INPUT',
      `没有格式“${format.slice(0, 40)}”。"format" is iso2709 or marcxml, not "${format.slice(0, 40)}".`,
      { argument: 'format' },
    );
  }
  const { type, head, tail, write } = writers[name];
  // Who may not, and a library that is none, are told before the first byte.
  const first = await catalogue.records(library, null, pageSize);
  const leftOut: string[] = [];
  let written = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    if (head) yield Buffer.from(head);
    for (let page = first; page.length > 0; page = await catalogue.records(library, page.at(-1)?.id ?? '', pageSize)) {
      yield Buffer.concat(
        page.map(({ id, marc }) => {
          try {
            const bytes = Buffer.from(write(JSON.parse(marc) as MarcRecord));
            written += 1;
            return bytes;
          } catch (error) {
            if (!(error instanceof MarcError)) throw error;
            leftOut.push(id);
            return Buffer.alloc(0);
          }
        }),
      );
    }
    if (tail) yield Buffer.from(tail);
  }
  const extension = name === 'iso2709' ? 'mrc' : 'xml';
  reply.trailer('x-shelfgraph-records', async () => String(written));
  reply.trailer('x-shelfgraph-left-out', async () => leftOut.slice(0, 100).map(encodeURIComponent).join(','));
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${library.replaceAll(/[^\w-]/g, '')}.${extension}"`)
    .type(type)
    .send(Readable.from(chunks()));
}
