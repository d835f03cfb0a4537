// What values the built-in scalars have. Custom scalars may have any.
import type { GraphQLLeafType } from 'graphql';

export interface BuiltInScalar {
  /** What `typeof` says of its values. */
  kind: 'string' | 'number' | 'boolean';
  /** Whether a value of that kind is one; where nothing is said, each is. */
  accepts?: (value: number) => boolean;
  /** What a value is not, when it is none. */
  name: string;
}

const builtIn: Readonly<Record<string, BuiltInScalar>> = {
  String: { kind: 'string', name: 'a String' },
  ID: { kind: 'string', name: 'an ID' },
  Int: { kind: 'number', accepts: (value) => (value | 0) === value, name: 'an Int of 32 bits' },
  Float: { kind: 'number', accepts: Number.isFinite, name: 'a Float' },
  Boolean: { kind: 'boolean', name: 'a Boolean' },
};

/** The scalar's rule; undefined for a custom one. */
export function builtInScalar({ name }: GraphQLLeafType): BuiltInScalar | undefined {
  return Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
}
