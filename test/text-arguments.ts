// Every argument of the schema that carries a text, each with an operation that gives it one. What is needed beside it is plausible, so
// that an operation comes as far as it can: a new argument is among them by itself, a new type with arguments needs a way to it.
import {
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

export interface TextArgument {
  /** `Query.book(id)`, `Mutation.requestLoan(input.deliveryAddress.street)`. */
  coordinate: string;
  /** The root field that is asked for it. */
  root: string;
  query: string;
  /** The value of `$text` in the operation, for a text. */
  valueOf: (text: string) => unknown;
}

/** How a type that is no root is reached: a selection of roots with `#` where its field stands. */
export type Ways = Readonly<Record<string, string>>;

interface Input {
  name: string;
  type: GraphQLInputType;
}

/** What stands in inputs beside the text that is asked about. */
export interface Plausible {
  /** Values by the names of inputs; an entry `field.name` goes before `name`. A function gives another one each time. */
  known: Readonly<Record<string, string | (() => string)>>;
  /** Optional inputs that are given, unless this other one is asked about: the one without the other is a mistake. */
  unless: Readonly<Record<string, string>>;
}

export function textArgumentsOf(
  schema: GraphQLSchema,
  { ways, ...plausible }: Plausible & { ways: Ways },
): TextArgument[] {
  const roots = new Map([
    [schema.getQueryType(), 'query'],
    [schema.getMutationType(), 'mutation'],
    [schema.getSubscriptionType(), 'subscription'],
  ]);
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  return objects
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      const kind = roots.get(type);
      return fieldsOf(type, plausible).map(({ field, selection, ...argument }) => {
        const way = kind ? '#' : ways[type.name];
        if (way === undefined) throw new Error(`${argument.coordinate}: no way leads to a ${type.name}.`);
        const [root = ''] = /\w+/.exec(way.replace('#', field)) ?? [];
        const query = `${kind ?? 'query'} ($text: ${argument.variable}) { ${way.replace('#', selection)} }`;
        return {
          coordinate: argument.coordinate,
          root: `${kind ? type.name : 'Query'}.${root}`,
          query,
          valueOf: argument.valueOf,
        };
      });
    });
}

function fieldsOf(type: GraphQLObjectType, plausible: Plausible) {
  return Object.values(type.getFields()).flatMap((field) => {
    const subfields = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
    const valueOf = (input: Input): string => literalOf(input, field.name, plausible);
    return field.args.flatMap((asked) =>
      textsIn(asked, plausible, valueOf).map(({ path, value, type: variable }) => {
        const others = field.args.filter((other) => other !== asked && isRequiredArgument(other));
        const given = [`${asked.name}: ${value}`, ...others.map((other) => `${other.name}: ${valueOf(other)}`)];
        return {
          coordinate: `${type.name}.${field.name}(${path.join('.')})`,
          field: field.name,
          selection: `${field.name}(${given.join(', ')})${subfields}`,
          variable: String(variable),
          valueOf: (text: string) => listed(variable, text),
        };
      }),
    );
  });
}

interface Text {
  path: string[];
  /** A literal with `$text` in it. */
  value: string;
  type: GraphQLInputType;
}

/** Each text in an input, and the input with `$text` there and with what it needs besides. */
function textsIn(input: Input, plausible: Plausible, valueOf: (input: Input) => string): Text[] {
  const type = getNamedType(input.type);
  if (!isInputObjectType(type)) {
    const isText = !isEnumType(type) && !['Int', 'Float', 'Boolean'].includes(type.name);
    return isText ? [{ path: [input.name], value: '$text', type: input.type }] : [];
  }
  const fields = Object.values(type.getFields());
  return fields.flatMap((asked) =>
    textsIn(asked, plausible, valueOf).map(({ path, value, type: variable }) => {
      const isGiven = (other: GraphQLInputField) =>
        isRequiredInputField(other) || (other.name in plausible.unless && plausible.unless[other.name] !== asked.name);
      const others = fields.filter((other) => other !== asked && isGiven(other));
      const given = [`${asked.name}: ${value}`, ...others.map((other) => `${other.name}: ${valueOf(other)}`)];
      return { path: [input.name, ...path], value: within(input.type, `{ ${given.join(', ')} }`), type: variable };
    }),
  );
}

function literalOf(input: Input, field: string, plausible: Plausible): string {
  const type = getNamedType(input.type);
  const value = plausible.known[`${field}.${input.name}`] ?? plausible.known[input.name];
  if (value !== undefined) return JSON.stringify(typeof value === 'function' ? value() : value);
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(isRequiredInputField);
    const given = needed.map((each) => `${each.name}: ${literalOf(each, field, plausible)}`);
    return within(input.type, `{ ${given.join(', ')} }`);
  }
  if (isEnumType(type)) return within(input.type, type.getValues()[0]?.name ?? '');
  if (type.name === 'Boolean') return within(input.type, 'false');
  return within(input.type, ['Int', 'Float'].includes(type.name) ? '1' : '"none"');
}

function within(type: GraphQLInputType, literal: string): string {
  if (isNonNullType(type)) return within(type.ofType, literal);
  return isListType(type) ? `[${within(type.ofType, literal)}]` : literal;
}

function listed(type: GraphQLInputType, text: string): unknown {
  if (isNonNullType(type)) return listed(type.ofType, text);
  return isListType(type) ? [listed(type.ofType, text)] : text;
}
