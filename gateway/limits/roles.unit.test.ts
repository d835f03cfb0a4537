import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getVariableValues, parse } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { supergraphSdl } from '../../schema/sdl.ts';
import { examplesOf } from '../../test/docs-blocks.ts';
import { selectOperation } from '../planner/operation.ts';
import { readSupergraph } from '../planner/schema.ts';
import { compileCost } from './cost.ts';
import { createDocumentCheck } from './documents.ts';
import { type LimitedRole, limitsOf, readLimits, standardLimits } from './roles.ts';
import { readWeights } from './weights.ts';

const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-limits-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): { SHELFGRAPH_LIMITS: string } {
  const path = join(folder, 'limits.json');
  writeFileSync(path, text);
  return { SHELFGRAPH_LIMITS: path };
}

describe('the limits that a file sets', () => {
  test('are its own, and the usual ones otherwise', () => {
    expect(readLimits({})).toBe(standardLimits);
    const limits = readLimits(
      written('{ "anonymous": { "cost": 1000, "depth": 12 }, "librarian": { "cost": 20000 } }'),
    );
    expect(limits.anonymous).toEqual({ ...standardLimits.anonymous, cost: 1_000, depth: 12 });
    expect(limits.librarian.cost).toBe(20_000);
    expect(limits.reader).toEqual(standardLimits.reader);
  });

  test('are checked, and all that is wrong is said', () => {
    const read = () =>
      readLimits(
        written(
          '{ "visitor": {}, "reader": { "cots": 1, "depth": 21, "cost": "1", "tokens": 0, "fields": 1.5 }, "admin": 3 }',
        ),
      );
    expect(read).toThrow(
      /"visitor" has no limits; there are anonymous, reader, clerk, librarian, admin, process, address\./,
    );
    expect(read).toThrow(/"reader\.cots" is no limit; there are depth, /);
    expect(read).toThrow(/"reader\.depth" is a whole number from 1 to 20, not 21\./);
    expect(read).toThrow(/"reader\.cost" is a whole number from 1 to \d+, not "1"\./);
    expect(read).toThrow(/"reader\.tokens" is .*, not 0\. "reader\.fields" is .*, not 1\.5\./);
    expect(read).toThrow(/"admin" is an object/);
  });

  test('must be there, and JSON', () => {
    expect(() => readLimits(written('{ depth: 1 }'))).toThrow(/cannot be read as one/);
    expect(() => readLimits({ SHELFGRAPH_LIMITS: join(folder, 'none.json') })).toThrow(/none\.json cannot be read/);
  });
});

test('a role that is not in the table has the limits of nobody', () => {
  expect(limitsOf(standardLimits, 'service')).toBe(standardLimits.anonymous);
});

/** Who sends what the playground shows; the others are sent by anybody. */
const senders: Record<string, LimitedRole> = { '04': 'clerk', '05': 'reader', '06': 'reader', '07': 'librarian' };
const { publicSchema, fullSchema } = readSupergraph(supergraphSdl());
const weights = readWeights(fullSchema);
const root = new URL('../../', import.meta.url);
const check = createDocumentCheck(standardLimits);

test('the operations of the playground and the documents cost half of what their audience may ask for, at most', () => {
  const shown = [...operations(), ...examples()];
  expect(shown.length).toBeGreaterThan(90);
  const dear = shown.flatMap(({ name, query, variables, role }) => {
    const document = parse(query);
    expect(check(query, role), name).toBeUndefined();
    return document.definitions.flatMap((node) => {
      if (node.kind !== 'OperationDefinition') return [];
      const operation = selectOperation(document, node.name?.value);
      const { coerced = {} } = getVariableValues(publicSchema, node.variableDefinitions ?? [], variables);
      const { cost: limit, pageSize } = limitsOf(standardLimits, role);
      const cost = compileCost({ schema: publicSchema, weights }, operation)({ variables: coerced, pageSize });
      return cost <= limit / 2 ? [] : [`${name}: ${cost} of ${limit} for ${role}`];
    });
  });
  expect(dear).toEqual([]);
});

function operations() {
  const folder = new URL('schema/operations/', root);
  const files = readdirSync(folder);
  return files
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => {
      const variables = file.replace('.graphql', '.variables.json');
      return {
        name: file,
        query: readFileSync(new URL(file, folder), 'utf8'),
        variables: files.includes(variables) ? JSON.parse(readFileSync(new URL(variables, folder), 'utf8')) : {},
        role: senders[file.slice(0, 2)] ?? ('anonymous' as const),
      };
    });
}

/** Those that are refused for what they are excepted. */
function examples() {
  const documents = readdirSync(new URL('docs/', root)).filter((file) => file.endsWith('.md'));
  return ['README.md', ...documents.map((file) => `docs/${file}`)].flatMap((file) =>
    examplesOf(readFileSync(new URL(file, root), 'utf8'))
      .filter(({ error }) => error === null)
      .map(({ line, query, variables, person }) => ({
        name: `${file}:${line}`,
        query,
        variables,
        role: person?.role ?? ('anonymous' as const),
      })),
  );
}
