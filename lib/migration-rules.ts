// What a migration may do while processes of the release before still run: add. What takes away is for the release after the one
// that no longer needs it, and says so.

/** Statements after which processes of the release before would fail. */
const takesAway: readonly [RegExp, string][] = [
  [/\bdrop\s+(table|column|view|function|schema|type)\b/i, 'drops what processes of the release before use'],
  [/\brename\b/i, 'renames: add the new name, write both, and drop the old one a release later'],
  [/\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/i, 'changes a type, which rewrites the table: add a column'],
  [
    /\bset\s+not\s+null\b/i,
    'forbids what processes of the release before may write, and reads the whole table: check it by a constraint that is not valid, then validate',
  ],
  [
    /\badd\s+column\b(?=[^,;]*\bnot\s+null\b)(?![^,;]*\bdefault\b)/i,
    'adds a column that processes of the release before do not fill: give it a default',
  ],
  [
    /\badd\s+constraint\b(?=.*\b(foreign\s+key|check)\b)(?!.*\bnot\s+valid\b)/is,
    'reads the whole table under a lock: add the constraint as not valid, then validate it in another migration',
  ],
];

/**
 * Why a migration cannot be applied while the release before runs, a sentence each. In one whose text has a comment that begins with
 * `// Contract:` and names the release that stopped using it, what takes away is meant.
 */
export function rollForwardProblems(source: string): string[] {
  if (/^[ \t]*\/\/ Contract: \S/m.test(source)) return [];
  const made = new Set(Array.from(source.matchAll(/create table "?(\w+)/gi), ([, table = '']) => table));
  const statements = source.split(/addSql\(/).slice(1);
  return statements.flatMap((statement) => {
    const [, table = ''] = /alter table (?:if exists )?"?(\w+)/i.exec(statement) ?? [];
    // Nobody uses what is new.
    if (made.has(table)) return [];
    return takesAway.flatMap(([pattern, why]) => (pattern.test(statement) ? `It ${why}.` : []));
  });
}
