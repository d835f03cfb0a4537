// What is told to whoever asked for too much: a code, the limit, and the value under the measure's own name.
import { GraphQLError } from 'graphql';
import type { Limits } from './roles.ts';

type Measure = Exclude<keyof Limits, 'pageSize' | 'operations' | 'subscriptions' | 'rate'>;

interface Text {
  code: string;
  of: (actual: string, limit: number) => string;
}

const texts: Readonly<Record<Measure, Text>> = {
  depth: {
    code: 'DEPTH_LIMIT',
    of: (actual, limit) =>
      `操作嵌套 ${actual} 层字段，上限 ${limit} 层。The operation is nested ${actual} fields deep; at most ${limit} are allowed.`,
  },
  nesting: {
    code: 'NESTING_LIMIT',
    of: (actual, limit) =>
      `操作嵌套过深（${actual} 层），上限 ${limit} 层。The operation is nested ${actual} levels deep, fields, fragments and values together; at most ${limit} are allowed.`,
  },
  fields: {
    code: 'FIELD_LIMIT',
    of: (actual, limit) =>
      `操作含 ${actual} 个字段和片段，上限 ${limit}。The operation has ${actual} fields and fragments, counting fragments wherever they are used; at most ${limit} are allowed.`,
  },
  aliases: {
    code: 'ALIAS_LIMIT',
    of: (actual, limit) =>
      `操作含 ${actual} 个别名，上限 ${limit}。The operation has ${actual} aliases; at most ${limit} are allowed.`,
  },
  rootAliases: {
    code: 'ROOT_ALIAS_LIMIT',
    of: (actual, limit) =>
      `操作在根上含 ${actual} 个别名，上限 ${limit}。The operation has ${actual} aliases at its root; at most ${limit} are allowed. Send further questions as further requests.`,
  },
  directives: {
    code: 'DIRECTIVE_LIMIT',
    of: (actual, limit) =>
      `操作含 ${actual} 个指令，上限 ${limit}。The operation has ${actual} directives; at most ${limit} are allowed.`,
  },
  tokens: {
    code: 'TOKEN_LIMIT',
    of: (actual, limit) =>
      `文档含 ${actual} 个词元，上限 ${limit}。The document has ${actual} tokens; at most ${limit} are allowed. Send values as variables.`,
  },
  introspection: {
    code: 'INTROSPECTION_LIMIT',
    of: (actual, limit) =>
      `内省含 ${actual} 个字段和片段，上限 ${limit}。The operation introspects with ${actual} fields and fragments; at most ${limit} are allowed.`,
  },
  schemas: {
    code: 'INTROSPECTION_LIMIT',
    of: (actual, limit) =>
      `操作 ${actual} 次询问 __schema，上限 ${limit} 次。The operation asks ${actual} times for __schema; at most ${limit} are allowed.`,
  },
  cost: {
    code: 'COST_LIMIT',
    of: (actual, limit) =>
      `操作的代价为 ${actual}，上限 ${limit}。The operation costs ${actual}; at most ${limit} are allowed. Ask for fewer fields or smaller pages.`,
  },
};

/** The codes with which an operation is refused for what it is. */
export const limitCodes: ReadonlySet<string> = new Set(Object.values(texts).map(({ code }) => code));

/** Refuses what is too much. A number too large to be exact is told as the largest one that is. */
export function tooMuch(measure: Measure, actual: number, limit: number): GraphQLError {
  const isExact = actual <= Number.MAX_SAFE_INTEGER;
  const told = isExact ? actual : Number.MAX_SAFE_INTEGER;
  const { code, of } = texts[measure];
  return new GraphQLError(of(isExact ? String(told) : `more than ${told}`, limit), {
    extensions: { code, limit, [measure]: told },
  });
}
