// `npm run trusted`: the documents that are registered, and whether documents fit the audiences that they are for.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type GraphQLError, type GraphQLSchema, validate } from 'graphql';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { audiencesOf, type RegisteredDocument, readDocument } from '../gateway/trusted/registered.ts';
import { registeredDocuments } from '../gateway/trusted/settings.ts';
import { audiences, type ByAudience } from '../gateway/views/audiences.ts';
import { takeSettings } from '../lib/setting-sources.ts';
import { supergraphFile } from '../schema/compose.ts';
import { command, type OptionValues, UsageError } from './command.ts';

const usage = `Usage: npm run trusted -- list [FILE…]
       npm run trusted -- check [FILE…] [--supergraph FILE]

Documents (*.graphql) as the gateway registers them: by the SHA-256 of their very text. Without files: those of
schema/operations and of the folder SHELFGRAPH_TRUSTED_DOCUMENTS.

  list               prints each with its hash and the names of its operations
  check              says what of them is not valid for the view of which audience; exit code 1 if anything is
  --supergraph FILE  the supergraph whose views they are held against (schema/supergraph.graphql)
  --help             this text

A document is for everybody unless it has a comment such as "# audience: clerk", with a role or an audience
(${audiences.join(', ')}).`;

await command(
  usage,
  { supergraph: { type: 'string' } },
  async (values) => {
    const [verb, ...files] = values['files'] as string[];
    if (verb !== 'list' && verb !== 'check') throw new UsageError(usage);
    takeSettings();
    const documents = files.length > 0 ? files.map(readDocument) : registeredDocuments(process.env);
    if (verb === 'list') for (const document of documents) console.log(lineOf(document));
    else if (!check(documents, values)) process.exitCode = 1;
  },
  'files',
);

function lineOf({ sha256, file, names }: RegisteredDocument): string {
  return `sha256:${sha256}  ${names.join(', ') || '(no name)'}  ${shownPath(file)}`;
}

/** Whether all are valid for those whom they are for. */
function check(documents: readonly RegisteredDocument[], values: OptionValues): boolean {
  const path = typeof values['supergraph'] === 'string' ? values['supergraph'] : supergraphFile;
  const { views } = readSupergraph(readFileSync(path, 'utf8'));
  const problems = documents.flatMap((document) => problemsOf(document, views));
  for (const problem of problems) console.error(problem);
  if (problems.length === 0)
    console.log(`${documents.length} documents are valid for the audiences that they are for.`);
  return problems.length === 0;
}

function problemsOf({ file, text, document }: RegisteredDocument, views: ByAudience<GraphQLSchema>): string[] {
  return audiencesOf({ file, text }).flatMap((audience) =>
    validate(views[audience], document).map((error) => `${placeOf(file, error)} for ${audience}: ${error.message}`),
  );
}

function placeOf(file: string, { locations }: GraphQLError): string {
  const { line, column } = locations?.[0] ?? { line: 1, column: 1 };
  return `${shownPath(file)}:${line}:${column}`;
}

/** From here, for what lies here. */
function shownPath(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') ? file : path;
}
