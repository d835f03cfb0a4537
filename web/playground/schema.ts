// The schema as the map needs it: types with their fields and owners, and who leads to whom. All of it is the view of whoever asks.
import type { Owners } from '../../gateway/engine/owners.ts';
import { introspect } from './ask.ts';

export interface MappedType {
  name: string;
  description: string;
  kind: 'OBJECT' | 'INTERFACE';
  /** The services that have it, first the one that has most of its fields. */
  owners: string[];
  fields: MappedField[];
}

export interface MappedField {
  name: string;
  description: string;
  /** As in SDL: `[Book!]!`. */
  type: string;
  /** The type without brackets. */
  of: string;
  owners: string[];
}

interface TypeRef {
  name: string | null;
  kind: string;
  ofType: TypeRef | null;
}

interface Introspected {
  kind: string;
  name: string;
  description: string | null;
  fields: { name: string; description: string | null; type: TypeRef }[] | null;
  possibleTypes: { name: string }[] | null;
}

const depth = 'kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';
const query = `{ schema: __schema { types { kind name description possibleTypes { name }
  fields(includeDeprecated: true) { name description type { ${depth} } } } } }`;

/** Reads the view with its owners from the gateway, in one request. @throws Error with what the gateway says */
export async function readSchema(): Promise<MappedType[]> {
  const { data, errors, extensions } = await introspect({ query }, { 'x-shelfgraph-owners': '1' });
  const schema = (data as { schema?: { types: Introspected[] } } | null | undefined)?.schema;
  if (!schema) throw new Error(errors?.[0]?.message ?? 'There is no schema.');
  const owners = (extensions?.['owners'] ?? {}) as Owners;
  return schema.types.flatMap((type) => mapped(type, owners));
}

function mapped({ kind, name, description, fields }: Introspected, owners: Owners): MappedType[] {
  if ((kind !== 'OBJECT' && kind !== 'INTERFACE') || name.startsWith('__')) return [];
  const own = owners[name];
  const told = (fields ?? []).map((field) => ({
    name: field.name,
    description: field.description ?? '',
    type: written(field.type),
    of: inner(field.type),
    owners: own?.fields?.[field.name] ?? own?.subgraphs ?? [],
  }));
  const share = (owner: string) => told.filter((field) => field.owners.includes(owner)).length;
  const ranked = (own?.subgraphs ?? []).toSorted((one, other) => share(other) - share(one));
  return [{ name, kind, description: description ?? '', owners: ranked, fields: told }];
}

function written({ kind, name, ofType }: TypeRef): string {
  if (kind === 'NON_NULL') return `${ofType ? written(ofType) : ''}!`;
  return kind === 'LIST' ? `[${ofType ? written(ofType) : ''}]` : (name ?? '');
}

function inner({ name, ofType }: TypeRef): string {
  return name ?? (ofType ? inner(ofType) : '');
}
