// Where the work of a subgraph begins: the root fields of its schema, which are its use cases, and the resolver of entities.
import { defaultFieldResolver, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { SubgraphObserver } from './observer.ts';
import { type Span, span } from './tracing.ts';

/** Has each root field of queries and mutations be a span, and tells what came of each mutation. */
export function observeRoots(schema: GraphQLSchema, observer?: SubgraphObserver): void {
  const mutations = schema.getMutationType();
  for (const type of [schema.getQueryType(), mutations]) {
    if (type) for (const name of Object.keys(type.getFields())) observeField(type, name);
  }
  if (mutations && observer) {
    for (const name of Object.keys(mutations.getFields())) tellResults(mutations, name, observer);
  }
}

function observeField(type: GraphQLObjectType, name: string): void {
  const field = type.getFields()[name];
  if (!field) return;
  const { resolve = defaultFieldResolver } = field;
  field.resolve = (parent, args, ctx, info) =>
    span(`${type.name}.${name}`, 'internal', (recorded) => {
      const result = resolve(parent, args, ctx, info);
      if (!recorded || name !== '_entities') return result;
      tellEntities(recorded, args['representations']);
      // A list of promises, which is given on as it is when all of them have settled.
      return Array.isArray(result) ? Promise.allSettled(result).then(() => result) : result;
    });
}

function tellEntities(recorded: Span, representations: unknown): void {
  const asked = representations as readonly { __typename: string }[];
  const types = [...new Set(asked.map(({ __typename }) => __typename))];
  recorded.set({ 'shelfgraph.entity.types': types, 'shelfgraph.entity.count': asked.length });
}

function tellResults(type: GraphQLObjectType, name: string, observer: SubgraphObserver): void {
  const field = type.getFields()[name];
  if (!field) return;
  const { resolve = defaultFieldResolver } = field;
  field.resolve = async (parent, args, ctx, info) => {
    try {
      const result: unknown = await resolve(parent, args, ctx, info);
      const typeName = (result as { __typename?: unknown } | null)?.__typename;
      observer.mutation(name, typeof typeName === 'string' ? typeName : 'done');
      return result;
    } catch (error) {
      const code = (error as { extensions?: { code?: unknown } }).extensions?.code;
      observer.mutation(name, typeof code === 'string' ? code : 'error');
      throw error;
    }
  };
}
