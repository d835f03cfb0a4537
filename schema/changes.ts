// What of a schema has changed for whom: by the view of each audience, with the operations that it concerns.
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { readSupergraph } from '../gateway/planner/schema.ts';
import type { RegisteredDocument } from '../gateway/trusted/registered.ts';
import { type Audience, audiences, type ByAudience, byAudience } from '../gateway/views/audiences.ts';

/** `BREAKING`: an operation that was valid may not be, or gets what it did not expect. `DANGEROUS`: a client may not expect it. */
export type Weight = 'BREAKING' | 'DANGEROUS' | 'SAFE';

export interface SchemaChange {
  weight: Weight;
  /** `Book.title`, `Query.book.id`, `Money`. */
  coordinate: string;
  message: string;
  /** For whom it is one. */
  audiences: Audience[];
  /** Until when it was announced to stay, where it was deprecated and that day is over: then it breaks no promise. */
  announced: string | null;
  /** Registered operations that use it. */
  operations: string[];
}

export interface Comparison {
  changes: SchemaChange[];
  /** Registered operations that were valid for their audience, and are no more. */
  broken: { name: string; file: string; audience: Audience; message: string }[];
  /** What was deprecated without a day, or with one that is too near. */
  tooSudden: string[];
}

export interface OperationFor {
  document: RegisteredDocument;
  audiences: readonly Audience[];
}

/** What is deprecated stays for so many days at least. */
export const noticeDays = 180;
const dayMs = 86_400_000;

/**
 * Compares two supergraphs.
 * @param today as `2026-11-23`: what was announced to stay until an earlier day may go
 */
export async function compareSchemas(
  [before, after]: readonly [before: string, after: string],
  operations: readonly OperationFor[],
  today: string,
): Promise<Comparison> {
  const [old, young] = [readSupergraph(before), readSupergraph(after)];
  const uses = operations.map((operation) => ({
    ...operation,
    coordinates: coordinatesOf(young, old, operation.document),
  }));
  const usersOf = (coordinate: string, whom: readonly Audience[]) =>
    uses
      .filter(
        ({ coordinates, audiences }) => coordinates.has(coordinate) && audiences.some((each) => whom.includes(each)),
      )
      .map(({ document }) => nameOf(document));
  const found = new Map<string, SchemaChange>();
  const note = (audience: Audience, change: Pick<SchemaChange, 'weight' | 'coordinate' | 'message'>) => {
    const known = found.get(change.message);
    if (known) known.audiences.push(audience);
    else {
      const announced = announcedEnd(old.publicSchema, change.coordinate);
      const isOver = announced !== null && announced < today && change.weight === 'BREAKING';
      found.set(change.message, {
        ...change,
        audiences: [audience],
        announced: isOver ? announced : null,
        operations: [],
      });
    }
  };
  const scopes = byAudience(() => [scopesOf(parse(before)), scopesOf(parse(after))] as const);
  for (const audience of audiences) {
    for (const { type, path = '', message, criticality } of await diff(old.views[audience], young.views[audience])) {
      if (type.startsWith('DIRECTIVE_') || type.includes('DESCRIPTION')) continue;
      note(audience, { weight: weights[criticality.level], coordinate: path, message });
    }
    for (const change of scopeChanges(scopes[audience], young.views[audience])) note(audience, change);
  }
  const changes = [...found.values()].filter((change) => !isWithinTold(change, found)).toSorted(byWeight);
  return {
    changes: changes.map((change) => ({
      ...change,
      operations: usersOf(usedCoordinate(change.coordinate), change.audiences),
    })),
    broken: operations.flatMap((operation) => broken(operation, old.views, young.views)),
    tooSudden: tooSudden(old.publicSchema, young.publicSchema, today),
  };
}

/** Whether it is a part of a type that is new or gone itself, for all whom it concerns. */
function isWithinTold({ coordinate, audiences }: SchemaChange, all: ReadonlyMap<string, SchemaChange>): boolean {
  const [type = ''] = coordinate.split('.');
  if (type === coordinate) return false;
  return ['added', 'removed'].some((what) => {
    const whole = all.get(`Type '${type}' was ${what}`);
    return whole !== undefined && audiences.every((audience) => whole.audiences.includes(audience));
  });
}

const weights: Record<CriticalityLevel, Weight> = {
  [CriticalityLevel.Breaking]: 'BREAKING',
  [CriticalityLevel.Dangerous]: 'DANGEROUS',
  [CriticalityLevel.NonBreaking]: 'SAFE',
};
const heaviest: readonly Weight[] = ['BREAKING', 'DANGEROUS', 'SAFE'];

function byWeight(one: SchemaChange, other: SchemaChange): number {
  return (
    heaviest.indexOf(one.weight) - heaviest.indexOf(other.weight) ||
    one.coordinate.localeCompare(other.coordinate, 'en')
  );
}

function broken(
  { document, audiences }: OperationFor,
  old: ByAudience<GraphQLSchema>,
  young: ByAudience<GraphQLSchema>,
): Comparison['broken'] {
  return audiences.flatMap((audience) => {
    if (validate(old[audience], document.document).length > 0) return [];
    return validate(young[audience], document.document).map(({ message }) => ({
      name: nameOf(document),
      file: document.file,
      audience,
      message,
    }));
  });
}

const nameOf = ({ names, file }: RegisteredDocument) => names[0] ?? file;

type Schemas = Pick<ReturnType<typeof readSupergraph>, 'publicSchema'>;

/** Types, fields, arguments and values that an operation names, by either schema: `Book`, `Book.title`, `BookFilter.year`. */
function coordinatesOf(young: Schemas, old: Schemas, { document }: RegisteredDocument): Set<string> {
  const found = new Set<string>();
  for (const { publicSchema } of [young, old]) {
    const info = new TypeInfo(publicSchema);
    visit(
      document,
      visitWithTypeInfo(info, {
        Field: ({ arguments: given = [] }) => {
          const parent = info.getParentType();
          const field = info.getFieldDef();
          if (!parent || !field) return;
          const type = getNamedType(field.type);
          found.add(parent.name).add(`${parent.name}.${field.name}`).add(type.name);
          for (const { name } of given) found.add(`${parent.name}.${field.name}.${name.value}`);
          if (isEnumType(type)) for (const { name } of type.getValues()) found.add(`${type.name}.${name}`);
        },
        Variable: () => {
          const input = getNamedType(info.getInputType());
          if (input) found.add(input.name);
        },
      }),
    );
  }
  return found;
}

/** An argument that is new and required concerns everybody who uses the field; the others only those who name it. */
function usedCoordinate(coordinate: string): string {
  return coordinate.split('.').slice(0, 2).join('.');
}

/** The day until which a deprecated element was to stay, by its reason: `… until 2027-06-30`. */
function announcedEnd(schema: GraphQLSchema, coordinate: string): string | null {
  return endOf(deprecations(schema).get(coordinate));
}

function endOf(reason: string | undefined): string | null {
  return /\buntil (\d{4}-\d{2}-\d{2})\b/.exec(reason ?? '')?.[1] ?? null;
}

/** Reasons by the coordinates of fields, arguments and values. */
function deprecations(schema: GraphQLSchema): Map<string, string> {
  const found = new Map<string, string>();
  const note = (coordinate: string, reason: string | null | undefined) => {
    if (reason != null) found.set(coordinate, reason);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if ('getValues' in type)
      for (const value of type.getValues()) note(`${type.name}.${value.name}`, value.deprecationReason);
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      note(`${type.name}.${field.name}`, field.deprecationReason);
      for (const argument of 'args' in field ? field.args : []) {
        note(`${type.name}.${field.name}.${argument.name}`, argument.deprecationReason);
      }
    }
  }
  return found;
}

function tooSudden(old: GraphQLSchema, young: GraphQLSchema, today: string): string[] {
  const known = deprecations(old);
  const earliest = new Date(Date.parse(today) + noticeDays * dayMs).toISOString().slice(0, 10);
  return [...deprecations(young)].flatMap(([coordinate, reason]) => {
    const end = endOf(reason);
    if (end === null) {
      return `${coordinate} is deprecated without a day. Say what to use instead, and "until ${earliest}" or later.`;
    }
    if (!known.has(coordinate) && end < earliest) {
      return `${coordinate} is deprecated until ${end}: clients need ${noticeDays} days, until ${earliest} or later.`;
    }
    return [];
  });
}

/** Who may: the scopes that fields need, by coordinate. */
function scopesOf(document: DocumentNode): Map<string, string> {
  const found = new Map<string, string>();
  visit(document, {
    ObjectTypeDefinition: ({ name: type, fields = [] }) => {
      for (const { name, directives = [] } of fields) {
        const needed = directives.find((directive) => directive.name.value === 'requiresScopes');
        const [argument] = needed?.arguments ?? [];
        if (argument?.value.kind !== Kind.LIST) continue;
        const ways = argument.value.values.map((way) =>
          way.kind === Kind.LIST ? way.values.map((scope) => ('value' in scope ? scope.value : '')).join(' and ') : '',
        );
        found.set(`${type.value}.${name.value}`, ways.join(', or '));
      }
    },
  });
  return found;
}

function scopeChanges(
  [before, after]: readonly [Map<string, string>, Map<string, string>],
  view: GraphQLSchema,
): Pick<SchemaChange, 'weight' | 'coordinate' | 'message'>[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((coordinate) => {
    const [was, is] = [before.get(coordinate), after.get(coordinate)];
    const [type = '', field = ''] = coordinate.split('.');
    const shown = view.getType(type);
    if (was === is || !shown || !('getFields' in shown) || !(field in shown.getFields())) return [];
    return {
      // Who was not asked for a scope may be refused now; who was, may be admitted.
      weight: is === undefined ? ('SAFE' as const) : was === undefined ? ('BREAKING' as const) : ('DANGEROUS' as const),
      coordinate,
      message: `Field '${coordinate}' needs ${is ?? 'no scope'}${was === undefined ? '' : ` instead of ${was}`}`,
    };
  });
}
