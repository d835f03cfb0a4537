// The scalars of the schemas: Date (a day), DateTime (a moment), LocalTime (a time of day).
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isDay } from './shanghai.ts';

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function textScalar<Internal>(
  name: string,
  parse: (text: string) => Internal | null,
  serialize: (value: unknown) => string,
  right: string,
) {
  const read = (value: unknown): Internal => {
    const parsed = typeof value === 'string' ? parse(value) : null;
    if (parsed === null) {
      throw new GraphQLError(`${JSON.stringify(value)} is not a ${name}. ${right}`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    return parsed;
  };
  return new GraphQLScalarType<Internal, string>({
    name,
    serialize,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
}

/** Resolvers of the three scalars; days and times are strings inside, moments are `Date`. */
export const scalars = {
  Date: textScalar(
    'Date',
    (text) => (isDay(text) ? text : null),
    String,
    'Write a day of the calendar as "2026-11-22".',
  ),
  DateTime: textScalar(
    'DateTime',
    (text) =>
      moment.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)) ? new Date(text) : null,
    (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
    'Write a moment with its offset as "2026-11-22T16:30:00+08:00".',
  ),
  LocalTime: textScalar(
    'LocalTime',
    (text) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : null),
    String,
    'Write "09:30".',
  ),
};
