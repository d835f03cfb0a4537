// Any query gets the answer that one graphql-js server with all the data would give: random queries over the test graph.
import fc from 'fast-check';
import {
  execute,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import { anonymous } from '../../lib/identity.ts';
import { SubgraphError, type Transport } from '../../lib/transport.ts';
import { allData, type SubgraphName, subgraphNames, supergraphSdl, testTransports } from '../test-graph.ts';
import { createEngine } from './engine.ts';

type Choose = (below: number) => number;

const { publicSchema } = createEngine({ supergraphSdl, transports: testTransports().transports });
const variables = { yes: true, no: false, city: 'Suzhou' };

test('a query is answered as by one server', async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (gen) => {
      const query = randomQuery((below) => gen(fc.nat, { max: below - 1 }));
      const { answered, whole } = await bothAnswers(query, {});
      expect(JSON.stringify(answered.data)).toBe(JSON.stringify(whole.data));
    }),
    { numRuns: 60 },
  );
});

test('with a subgraph down, what is answered is true, and what is missing has an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), fc.constantFrom(...subgraphNames), async (gen, dead) => {
      const query = randomQuery((below) => gen(fc.nat, { max: below - 1 }));
      const down: Transport = async () => {
        throw new SubgraphError('SUBGRAPH_UNAVAILABLE', dead);
      };
      const { answered, whole } = await bothAnswers(query, { [dead]: down });
      const isSame = JSON.stringify(answered.data) === JSON.stringify(whole.data);
      expect(isPartOf(answered.data, whole.data)).toBe(true);
      if (!isSame) expect(answered.errors?.length).toBeGreaterThan(0);
      for (const error of answered.errors ?? []) {
        expect(error.extensions['subgraph']).toBe(dead);
        expect(isPathInto(answered.data, error.path ?? [])).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

async function bothAnswers(query: string, replaced: Partial<Record<SubgraphName, Transport>>) {
  const document = parse(query);
  expect(validate(publicSchema, document)).toEqual([]);
  const engine = createEngine({ supergraphSdl, transports: testTransports(replaced).transports });
  const answered = await engine.execute({ document, variables }, { identity: anonymous, requestId: 'r' });
  const whole = await execute({ schema: publicSchema, document, rootValue: allData, variableValues: variables });
  return { answered, whole };
}

function randomQuery(choose: Choose): string {
  const body = selectionOf(publicSchema.getQueryType() as never, choose, 4);
  return `query ($yes: Boolean!, $no: Boolean = true, $city: String) { ok: __typename @include(if: $yes) @skip(if: $no) city: echo(filter: { city: $city }) rows: book(id: 1) { holdings { ...Row } } ${body} } fragment Row on Holdings { id library }`;
}

function selectionOf(type: GraphQLOutputType, choose: Choose, depth: number): string {
  const named = getNamedType(type);
  const selections = ['__typename'];
  if (isObjectType(named) || isInterfaceType(named)) {
    const fields = Object.values(named.getFields()).filter(
      (field) => field.name !== 'visitor' && (depth > 0 || isLeafType(getNamedType(field.type))),
    );
    for (let count = 1 + choose(4); count > 0; count -= 1) {
      const field = fields[choose(fields.length)];
      if (field) selections.push(`${fieldOf(field, choose, depth)}`);
    }
  }
  if (isInterfaceType(named) || isUnionType(named)) {
    if (choose(3) === 0) selections.push(`...Row${condition(choose)}`);
    for (const member of publicSchema.getPossibleTypes(named)) {
      if (choose(2) === 0)
        selections.push(`... on ${member.name}${condition(choose)} { ${selectionOf(member, choose, depth - 1)} }`);
    }
  }
  return selections.slice(choose(2) && selections.length > 1 ? 1 : 0).join(' ');
}

function fieldOf(field: GraphQLField<unknown, unknown>, choose: Choose, depth: number): string {
  // The alias decides the arguments, so that equal keys can always be merged.
  const variant = choose(3);
  const key = variant === 0 ? field.name : `${field.name}${variant}: ${field.name}`;
  const values: Record<string, string> = {
    id: variant === 1 ? '2' : '1',
    currency: variant === 2 ? '"USD"' : '"CNY"',
    value: `{ a: [${variant}, null], city: $city }`,
    times: String(variant),
    first: String(variant),
    filter: `{ limit: ${variant} }`,
  };
  const args = field.args.length > 0 ? `(${field.args.map(({ name }) => `${name}: ${values[name]}`).join(', ')})` : '';
  const below = isLeafType(getNamedType(field.type)) ? '' : ` { ${selectionOf(field.type, choose, depth - 1)} }`;
  return `${key}${args}${condition(choose)}${below}`;
}

function condition(choose: Choose): string {
  return (
    ['', '', '', ' @include(if: $yes)', ' @include(if: $no)', ' @skip(if: $yes)', ' @skip(if: $no)'][choose(7)] ?? ''
  );
}

/** Whether `part` is `whole` with nulls in some places. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (part === null) return true;
  if (Array.isArray(part) && Array.isArray(whole)) {
    return part.length === whole.length && part.every((item, index) => isPartOf(item, whole[index]));
  }
  if (typeof part === 'object' && typeof whole === 'object' && whole !== null) {
    return (
      Object.keys(part).join() === Object.keys(whole).join() &&
      Object.keys(part).every((key) => isPartOf((part as never)[key], (whole as never)[key]))
    );
  }
  return part === whole;
}

/** Whether a path can be followed until it ends or meets a null. */
function isPathInto(data: unknown, path: readonly (string | number)[]): boolean {
  let current = data;
  for (const segment of path) {
    if (current === null) return true;
    if (typeof current !== 'object' || !(segment in (current as object))) return false;
    current = (current as Record<string | number, unknown>)[segment];
  }
  return true;
}
