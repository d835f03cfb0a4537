// What belongs to somebody is, for everybody else, as if it did not exist: the same answer with the same work, and nothing is changed.
import {
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  type ValueNode,
  visit,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { subgraphNames, supergraphSdl } from '../schema/sdl.ts';
import { lines } from './access-matrix.ts';
import { rows } from './ask.ts';
import { belongings, foreignIds, nobodys, strangers } from './foreign-ids.ts';
import { send } from './imports.ts';
import { type Answer, openTestNetwork, type TestNetwork } from './network.ts';
import { countStatements } from './statement-count.ts';

const { publicSchema } = readSupergraph(supergraphSdl());

let network: TestNetwork;
let named: Awaited<ReturnType<typeof belongings>>;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  named = await belongings(network);
});
afterAll(() => network[Symbol.asyncDispose]());

test('every argument that names something is here, or in the matrix, or names nothing of anybody’s', () => {
  const here = new Set(foreignIds.map(([argument]) => argument));
  const known = new Set([...here, ...scopesOfMatrix(), ...Object.keys(nobodys)]);
  const asked = namesInSchema();
  expect(asked.filter((argument) => !known.has(argument))).toEqual([]);
  expect([...here, ...Object.keys(nobodys)].filter((argument) => !asked.includes(argument))).toEqual([]);
  // Whoever gives a reason has no need of it where there is a test.
  expect(Object.keys(nobodys).filter((argument) => here.has(argument))).toEqual([]);
});

test.each(foreignIds)('%s: for another %s the %s does not exist', async (_argument, stranger, kind, request) => {
  const absent = absentLike(named[kind]);
  const before = await changesNoted();
  const ask = async (id: string) => {
    const count = countStatements();
    try {
      const answer = await answerTo(request.replace('{id}', id).replace('{theirs}', named.theirs), stranger);
      return {
        answer: JSON.parse(JSON.stringify(answer).replaceAll(id, 'ID')) as Answer,
        statements: count.sent.length,
      };
    } finally {
      count.stop();
    }
  };
  // The first time, connections and documents may be new.
  await ask(absent);
  const ofOther = await ask(named[kind]);
  expect(ofOther).toEqual(await ask(absent));
  expect(JSON.stringify(ofOther.answer.data ?? null)).toMatch(/^(\{"\w+":)*(null|\[\])\}*$/);
  expect(await changesNoted()).toEqual(before);
});

test.each([
  ['GET', ''],
  ['GET', '/rejects'],
  ['PUT', '?offset=0'],
])('%s /imports/ID%s: of another library it does not exist', async (method, rest) => {
  const ask = async (id: string) => {
    const init = { method, ...(method === 'PUT' ? { body: 'x' } : {}) };
    const { status, body } = await send(network, strangers.librarian, `/imports/${id}${rest}`, init);
    return { status, body: JSON.stringify(body).replaceAll(id, 'ID') };
  };
  const ofOther = await ask(named.importRun);
  expect(ofOther).toEqual(await ask(absentLike(named.importRun)));
  expect(ofOther.status).toBe(404);
});

test('the ways of the gateway to what has a key are nobody else’s', async () => {
  for (const query of [
    `{ _entities(representations: [{ __typename: "Reader", id: "R1" }]) { __typename } }`,
    '{ _service { sdl } }',
    `{ node(id: "${named.order}") { id } }`,
  ]) {
    const { data, errors } = await network.query(query, {}, strangers.librarian);
    expect([data, errors?.[0]?.extensions['code']]).toEqual([undefined, 'GRAPHQL_VALIDATION_FAILED']);
  }
});

/** An id of the same form that nobody has. A statement's names its library, store and month: another month's. */
function absentLike(id: string): string {
  if (/:\d{4}-\d{2}$/.test(id)) return id.replace(/\d{4}-\d{2}$/, '2019-01');
  return id.replaceAll(/\d/g, (digit) => String((Number(digit) + 5) % 10));
}

async function answerTo(query: string, stranger: keyof typeof strangers): Promise<Partial<Answer>> {
  const isStream = query.startsWith('subscription');
  const response = await fetch(network.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: isStream ? 'text/event-stream' : 'application/json',
      authorization: `Bearer ${await network.token(strangers[stranger])}`,
    },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const [, event = text] = /^data: (\{.*)$/m.exec(text) ?? [];
  return JSON.parse(event) as Answer;
}

/** How much the audits of all databases have noted. */
async function changesNoted(): Promise<unknown[]> {
  const counts = subgraphNames.map((name) =>
    rows(
      network.subgraphs[name],
      'select (select count(*) from audit_change) + (select count(*) from audit_entry) as noted',
    ),
  );
  return Promise.all(counts);
}

function isName(name: string, type: string): boolean {
  return type === 'ID' || /^(card|reader|barcode|itemBarcodes?|number)$/.test(name);
}

/** Arguments and fields of inputs that hold an id, a card or a barcode. */
function namesInSchema(): string[] {
  const namesIn = (path: string[], { name, type }: { name: string; type: GraphQLInputType }): string[] => {
    const inner = getNamedType(type);
    if (isInputObjectType(inner))
      return Object.values(inner.getFields()).flatMap((field) => namesIn([...path, name], field));
    return isName(name, inner.name) ? [[...path, name].join('.')] : [];
  };
  return Object.values(publicSchema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) =>
            field.args.flatMap((argument) =>
              namesIn([], argument).map((path) => `${type.name}.${field.name}(${path})`),
            ),
          )
        : [],
    );
}

/** Arguments that the matrix gives what belongs to the first of each two callers, and in which the second is refused for that. */
function scopesOfMatrix(): string[] {
  return lines
    .filter(([, row]) => /yx|y0|0x/.test(row))
    .flatMap(([coordinate, , request]) => {
      const scopes: string[] = [];
      const document = parse(
        request.replaceAll(/\{(store|library|branch|card)\}/g, '{$1').replaceAll(/\{(\w+)\}/g, '1'),
      );
      visit(document, {
        Argument({ name, value }) {
          scopes.push(...scopesIn(name.value, value));
        },
      });
      return scopes.map((path) => `${coordinate}(${path})`);
    });
}

function scopesIn(path: string, value: ValueNode): string[] {
  if (value.kind === Kind.OBJECT)
    return value.fields.flatMap((field) => scopesIn(`${path}.${field.name.value}`, field.value));
  if (value.kind === Kind.LIST) return value.values.flatMap((each) => scopesIn(path, each));
  return value.kind === Kind.STRING && value.value.startsWith('{') ? [path] : [];
}
