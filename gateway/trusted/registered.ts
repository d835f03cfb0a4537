// Documents that apps have registered: files of folders, each known by the SHA-256 of its very text.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';
import { type Audience, audiences, rolesOf } from '../views/audiences.ts';

export interface RegisteredDocument {
  file: string;
  text: string;
  /** Hexadecimal, in small letters. */
  sha256: string;
  document: DocumentNode;
  /** Of its operations; those without one are left out. */
  names: readonly string[];
}

/** What is registered, by hash. */
export interface Registered {
  readonly size: number;
  textOf(sha256: string): string | undefined;
  has(text: string): boolean;
}

/** The operations of this network's playground and documents. */
export const ownOperations = fileURLToPath(new URL('../../schema/operations', import.meta.url));

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The `*.graphql` files of a folder and the folders in it, by name. @throws Error that says which file is wrong, and how */
export function readFolder(folder: string): RegisteredDocument[] {
  const files = filesIn(folder);
  if (files.length === 0) throw new Error(`There is no file *.graphql in ${folder}.`);
  return files.map(readDocument);
}

/** @throws Error when it cannot be read, is not GraphQL or has no operation */
export function readDocument(file: string): RegisteredDocument {
  let text: string;
  let document: DocumentNode;
  try {
    text = readFileSync(file, 'utf8');
    document = parse(text);
  } catch (error) {
    throw new Error(`${file} is no document: ${whereAndWhat(error)}`, { cause: error });
  }
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operations.length === 0) throw new Error(`${file} has no operation.`);
  return { file, text, sha256: sha256Of(text), document, names: operations.flatMap(({ name }) => name?.value ?? []) };
}

/**
 * Whom a document is for: everybody, or the role or audience of its comment `# audience: clerk`.
 * @throws Error when that is neither
 */
export function audiencesOf({ file, text }: Pick<RegisteredDocument, 'file' | 'text'>): readonly Audience[] {
  const named = /^#\s*audience:\s*(\w+)/m.exec(text)?.[1];
  if (named === undefined) return audiences;
  const audience = audiences.find((each) => each === named || rolesOf(each).some((role) => role === named));
  if (!audience) throw new Error(`${file} is for "${named}", which is neither a role nor an audience.`);
  return [audience];
}

export function registered(documents: readonly Pick<RegisteredDocument, 'text' | 'sha256'>[]): Registered {
  const texts = new Map(documents.map(({ sha256, text }) => [sha256, text]));
  const known = new Set(texts.values());
  return { size: texts.size, textOf: (sha256) => texts.get(sha256), has: (text) => known.has(text) };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.graphql'))
      .toSorted()
      .map((name) => join(folder, name));
  } catch (error) {
    throw new Error(`The folder ${folder} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function whereAndWhat(error: unknown): string {
  if (!(error instanceof GraphQLError)) return (error as Error).message;
  const { line, column } = error.locations?.[0] ?? { line: 1, column: 1 };
  return `line ${line}, column ${column}: ${error.message}`;
}
