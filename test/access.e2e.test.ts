// Every root field and every protected field, asked by every role, of what is its own and of what is another's: through the gateway, and
// of the subgraphs directly. access-matrix.ts says what is to come of it.
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  isObjectType,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDemands } from '../gateway/engine/authorisation-demands.ts';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { anonymous, type Identity } from '../lib/identity.ts';
import { monthOf } from '../lib/months.ts';
import { dayOf, yearOf } from '../lib/shanghai.ts';
import type { SubgraphAnswer } from '../lib/transport.ts';
import { supergraphSdl } from '../schema/sdl.ts';
import { callers, type Line, lines } from './access-matrix.ts';
import { rows, until } from './ask.ts';
import { type Answer, admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';
import { branch, parcelsOf } from './parcels.ts';
import { lend } from './settlement.ts';

type Caller = (typeof callers)[number];

const library = 'NJ-JN';
const card = 'N2026000001';
const identities: Record<Caller, Identity> = {
  nobody: anonymous,
  reader: reader(card),
  'other reader': reader('N2026000002'),
  clerk,
  'other clerk': { role: 'clerk', subject: 'clerk@WENDU', store: 'WENDU' },
  librarian: librarian(library),
  'other librarian': librarian('NJ-QH'),
  admin,
};
const { publicSchema, fullSchema } = readSupergraph(supergraphSdl());
const demands = readDemands(fullSchema);

let network: TestNetwork;
/** What stands for itself in requests. */
let named: Record<string, string>;
const tokens = new Map<Caller, string>();

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  const lentAt = new Date(Date.now() - 40 * 24 * 3_600_000);
  const order = await lend(network, lentAt, { payer: library });
  const { parcel } = await (await parcelsOf(network, () => new Date())).requested(card);
  const [item] = await rows<{ barcode: string }>(network.subgraphs.districts, 'select barcode from item limit 1');
  named = {
    library,
    card,
    store: clerk.role === 'clerk' ? clerk.store : '',
    branch,
    book: 'B000101',
    barcode: item?.barcode ?? '',
    order: order.id,
    parcel,
    statement: `${library}:QINGCHUN:${monthOf(lentAt)}`,
    soon: dayOf(new Date(Date.now() + 30 * 24 * 3_600_000)),
    year: String(yearOf(lentAt)),
  };
  for (const caller of callers) {
    const identity = identities[caller];
    if (identity.role !== 'anonymous' && identity.role !== 'service') tokens.set(caller, await network.token(identity));
  }
});
afterAll(() => network[Symbol.asyncDispose]());

describe('the table', () => {
  const coordinates = lines.map(([coordinate]) => coordinate);

  test('has a line for each root field and each field that is protected, and no other', () => {
    const roots = new Set(
      Object.values(OperationTypeNode).flatMap((kind) => publicSchema.getRootType(kind)?.name ?? []),
    );
    const objects = Object.values(publicSchema.getTypeMap()).filter(isObjectType);
    const wanted = objects.flatMap((type) =>
      Object.keys(type.getFields()).flatMap((field) =>
        roots.has(type.name) || demands.ofField(type.name, field).length > 0 ? [`${type.name}.${field}`] : [],
      ),
    );
    expect(coordinates.toSorted()).toEqual(wanted.toSorted());
  });

  test('asks with operations that the schema knows, for every caller', () => {
    for (const [coordinate, row, request] of lines) {
      expect(validate(publicSchema, parse(filled(request))), coordinate).toEqual([]);
      expect(lettersOf(row), coordinate).toHaveLength(callers.length);
    }
  });
});

describe.each(lines)('%s', (...line) => {
  const [coordinate, row] = line;

  test('through the gateway', async () => {
    const answers = await Promise.all(callers.map((caller) => throughGateway(line, caller)));
    expect(shown(answers.map((answer, at) => letterOf(answer, line, at))), told(answers)).toBe(row);
    if (!isRootField(coordinate)) return;
    const asked = callers.filter((_, at) => fetchesOf(answers[at]).length > 0);
    expect(asked, told(answers)).toEqual(callers.filter((_, at) => !isOfGateway(lettersOf(row)[at])));
  });

  test('of the subgraph itself', async () => {
    const answers = await Promise.all(callers.map((caller) => directly(line, caller)));
    const expected = lettersOf(row);
    const letters = answers.map((answer, at) => letterOf(answer, line, at));
    // A subgraph knows no audiences: it refuses, or has nothing of, what the gateway refuses or hides.
    const judged = letters.map((letter, at) =>
      isOfGateway(expected[at]) && (letter === 'x' || letter === '0' || isNothing(answers[at])) ? expected[at] : letter,
    );
    expect(shown(judged), told(answers)).toBe(row);
  });
});

function fetchesOf(answer: Answer | undefined): unknown[] {
  return (answer?.extensions?.['tracing'] as { fetches: unknown[] } | undefined)?.fetches ?? [];
}

async function throughGateway([, , request]: Line, caller: Caller): Promise<Answer> {
  const query = filled(request);
  const isStream = query.startsWith('subscription');
  const token = tokens.get(caller);
  const response = await fetch(network.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: isStream ? 'text/event-stream' : 'application/json',
      'x-shelfgraph-trace': '1',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const [, event = '{}'] = isStream ? (/^data: (\{.*)$/m.exec(text) ?? []) : ['', text];
  return { status: response.status, ...(JSON.parse(event) as object) };
}

/** The answer of the subgraph that has the fields, to the identity that the gateway would hand on. */
async function directly([, , request]: Line, caller: Caller): Promise<SubgraphAnswer> {
  const query = filled(request);
  const document = parse(query);
  const subgraph = Object.values(network.subgraphs).find(({ schema }) => knows(schema, document));
  if (!subgraph) throw new Error(`No subgraph answers ${query} alone.`);
  const call = { identity: identities[caller], requestId: 'matrix' };
  // Who has to wait too long for a connection is asked to come again.
  await until('it has time', async () => !subgraph.isBusyFor({ query }, call.identity));
  if (getOperationAST(document)?.operation !== OperationTypeNode.SUBSCRIPTION) return subgraph.execute({ query }, call);
  for await (const answer of subgraph.execute.subscribe?.({ query }, call) ?? []) return answer;
  throw new Error(`Nothing came of ${query}.`);
}

/** Without the type of the operation a schema has nothing to say against its fields. */
function knows(schema: GraphQLSchema, document: DocumentNode): boolean {
  const kind = getOperationAST(document)?.operation;
  return kind !== undefined && Boolean(schema.getRootType(kind)) && validate(schema, document).length === 0;
}

/** What came of it. Anything but a refusal, a value or a caller's mistake is written out, and is in no row. */
function letterOf(
  { data, errors = [] }: Pick<SubgraphAnswer, 'data' | 'errors'>,
  [coordinate]: Line,
  at: number,
): string {
  const codes = errors.map(({ extensions }) => String(extensions?.['code']));
  if (codes.length > 0 && codes.every((code) => code === 'GRAPHQL_VALIDATION_FAILED')) return 'h';
  const refusal = callers[at] === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  const refused = errors.find(({ extensions }) => extensions?.['code'] === refusal);
  // Only the gateway names the field of the schema.
  if (refused) return refused.extensions?.['coordinate'] ? '-' : 'x';
  if (codes.includes('NOT_FOUND')) return '0';
  if (codes.includes('BAD_USER_INPUT') || codes.includes('CONFLICT')) return 'y';
  if (codes.length > 0) return codes.join();
  const [value] = Object.values(data ?? {});
  if (isRootField(coordinate)) return value === null ? '0' : 'y';
  const parents = (Array.isArray(value) ? value : [value]) as ({ id?: string } | null)[];
  const parent = parents.length > 1 ? parents.find((one) => one?.id === named['store']) : parents[0];
  const field = coordinate.split('.')[1] ?? '';
  return ((parent as Record<string, unknown> | null)?.[field] ?? null) === null ? '0' : 'y';
}

/** Whether a letter stands for what the gateway answers before anybody is asked. */
function isOfGateway(letter: string | undefined): boolean {
  return letter === '-' || letter === 'h';
}

/** An answer without an error that is an empty list. */
function isNothing(answer: SubgraphAnswer | undefined): boolean {
  const [value] = Object.values(answer?.data ?? {});
  return !answer?.errors && Array.isArray(value) && value.length === 0;
}

function isRootField(coordinate: string): boolean {
  return /^(Query|Mutation|Subscription)\./.test(coordinate);
}

/** The request with what `{names}` stand for. */
function filled(request: string): string {
  return request.replaceAll(/\{(\w+)\}/g, (_, name: string) => named?.[name] ?? '1');
}

function lettersOf(row: string): string[] {
  return [...row.replaceAll(' ', '')];
}

/** Letters as rows have them. */
function shown(letters: readonly (string | undefined)[]): string {
  const [nobody, reader, other, ...rest] = letters;
  return `${nobody} ${reader}${other} ${rest[0]}${rest[1]} ${rest[2]}${rest[3]} ${rest[4]}`;
}

function told(answers: readonly object[]): string {
  return answers.map((answer, at) => `${callers[at]}: ${JSON.stringify(answer).slice(0, 400)}`).join('\n');
}
