// What a migration may do while processes of the release before still run: add. What takes away is for the release after the one
// that no longer needs it, and says so.

/** Of one statement, or one action of `alter table`, without what stands in brackets and quotes. */
const takesAway: readonly [RegExp, string][] = [
  [
    /\bdrop\s+(table|column|view|materialized\s+view|function|schema|type)\b/,
    'drops what processes of the release before use',
  ],
  [/\btruncate\b/, 'empties a table that processes of the release before use'],
  [/\brename\b/, 'renames: add the new name, write both, and drop the old one a release later'],
  [/\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/, 'changes a type, which rewrites the table: add a column'],
  [
    /\bset\s+not\s+null\b/,
    'forbids what processes of the release before may write, and reads the whole table: check it by a constraint that is not valid, then validate',
  ],
  [
    /\bdrop\s+default\b/,
    'takes away a default that fills what processes of the release before leave out: drop it a release later',
  ],
  [
    /\badd\s+(?!constraint)(?=.*\bnot\s+null\b)(?!.*\bdefault\b)/,
    'adds a column that processes of the release before do not fill: give it a default',
  ],
  [
    /\badd\b(?=.*\b(foreign\s+key|references|check)\b)(?!.*\bnot\s+valid\b)/,
    'reads the whole table under a lock: add the constraint as not valid, then validate it in another migration',
  ],
  [
    /\badd\b(?=.*\b(unique|primary\s+key)\b)(?!.*\busing\s+index\b)/,
    'makes an index while nobody can write: make it by hand before, concurrently, and add the constraint by using index',
  ],
  [
    /\bcreate\s+unique\s+index\b(?!.*\b(concurrently|if\s+not\s+exists)\b)/,
    'makes an index while nobody can write: make it by hand before, concurrently, and here if not exists',
  ],
];

/**
 * Why a migration cannot be applied while the release before runs, a sentence each. In one whose text has a comment that begins with
 * `// Contract:` and names the release that stopped using it, what takes away is meant.
 * @param source the file, whose statements are strings given to `addSql`
 */
export function rollForwardProblems(source: string): string[] {
  if (/^[ \t]*\/\/ Contract: \S/m.test(source)) return [];
  const statements = statementsIn(source);
  const found = (pattern: RegExp) => new Set(statements.flatMap((each) => pattern.exec(each)?.[1] ?? []));
  const made = found(/^create\s+table\s+(?:if\s+not\s+exists\s+)?(\S+)/);
  const constraints = new Set(
    statements.flatMap((each) => Array.from(each.matchAll(/\badd\s+constraint\s+(\S+)/g), ([, name = '']) => name)),
  );
  return statements.flatMap((statement) => {
    const [, , table = ''] =
      /^(alter\s+table(?:\s+if\s+exists)?(?:\s+only)?|create\s+unique\s+index.*?\s+on(?:\s+only)?|truncate(?:\s+table)?)\s+(\S+)/.exec(
        statement,
      ) ?? [];
    // Nobody uses what is new.
    if (made.has(table)) return [];
    return statement
      .split(',')
      .flatMap((action) => [
        ...takesAway.flatMap(([pattern, why]) => (pattern.test(action) ? `It ${why}.` : [])),
        ...droppedConstraints(action, constraints),
      ]);
  });
}

/** `on conflict` names unique constraints; one that is put back is another form of the same, a check with more values. */
function droppedConstraints(action: string, added: ReadonlySet<string>): string[] {
  const [, name] = /\bdrop\s+constraint\s+(?:if\s+exists\s+)?(\S+)/.exec(action) ?? [];
  if (name === undefined || added.has(name)) return [];
  return ['It drops a constraint that processes of the release before may name or rely on: drop it a release later.'];
}

/** The statements, in small letters; what is in brackets, literals and bodies of functions is left out, so that a comma or semicolon means what it says. */
function statementsIn(source: string): string[] {
  const texts = source.split(/addSql\(\s*/).slice(1);
  return texts.flatMap((text) => {
    // What is put together is read as it stands.
    const [, , literal = text.replaceAll(/[()'"`]/g, ' ')] = /^(['"`])((?:\\[^]|(?!\1)[^])*)\1/.exec(text) ?? [];
    let sql = literal
      .toLowerCase()
      .replaceAll(/\\(['"`])/g, '$1')
      .replaceAll(/--.*$|\/\*[^]*?\*\//gm, ' ')
      .replaceAll(/\$(\w*)\$[^]*?\$\1\$/g, "''")
      .replaceAll(/'[^']*'/g, "''")
      .replaceAll('"', '');
    for (let before = ''; before !== sql; ) {
      before = sql;
      sql = sql.replaceAll(/\([^()]*\)/g, ' ');
    }
    return sql.split(';').map((each) => each.replaceAll(/\s+/g, ' ').trim());
  });
}
