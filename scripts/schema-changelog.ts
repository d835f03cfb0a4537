// docs/schema-changelog.md: what has changed for whom, release by release, the latest first.

import { audiences } from '../gateway/views/audiences.ts';
import type { Comparison, SchemaChange, Weight } from '../schema/changes.ts';

const head = `# What has changed in the schema (模式变更)

Made by \`npm run schema:check -- --write\` and \`npm run schema:release\` from \`schema/released.graphql\`; not edited by hand. Who is meant
stands behind each line: [the views](developers.md#what-you-see-of-the-schema) are \`public\`, \`branch\`, \`bookstore\` and \`internal\`; without
one it is for all. How long what is deprecated stays: [join.md](join.md#when-the-schema-changes).
`;
const unreleased = 'Not released yet';
const titles: Readonly<Record<Weight, string>> = { BREAKING: 'Breaking', DANGEROUS: 'To look at', SAFE: 'New' };

/** The changelog with what has changed since the last release, instead of what it said of that before. */
export function withUnreleased(changelog: string, comparison: Comparison): string {
  const released = sectionsOf(changelog).filter((section) => !section.startsWith(`## ${unreleased}`));
  const section = sectionOf(unreleased, comparison);
  return [head, ...(section ? [section] : []), ...released].join('\n');
}

/** The changelog with a release of a day. */
export function withRelease(changelog: string, comparison: Comparison, day: string): string {
  const released = sectionsOf(changelog).filter((section) => !section.startsWith(`## ${unreleased}`));
  return [
    head,
    sectionOf(day, comparison) ??
      `## ${day}\n\n${released.length > 0 ? 'Nothing for clients.' : 'The first release.'}\n`,
    ...released,
  ].join('\n');
}

/** One line of a report or changelog. */
export function lineOf({ message, audiences: whom, operations, announced }: SchemaChange): string {
  const parts = [
    ...(whom.length === audiences.length ? [] : [whom.join(', ')]),
    ...(announced === null ? [] : [`announced until ${announced}`]),
    ...(operations.length > 0 ? [`used by ${operations.join(', ')}`] : []),
  ];
  return `${message.replaceAll("'", '`')}${parts.length > 0 ? ` (${parts.join('; ')})` : ''}`;
}

function sectionOf(title: string, { changes }: Comparison): string | null {
  if (changes.length === 0) return null;
  const groups = (Object.keys(titles) as Weight[]).flatMap((weight) => {
    const lines = changes.filter((change) => change.weight === weight).map((change) => `- ${lineOf(change)}`);
    return lines.length > 0 ? [`### ${titles[weight]}\n\n${lines.join('\n')}\n`] : [];
  });
  return [`## ${title}\n`, ...groups].join('\n');
}

function sectionsOf(changelog: string): string[] {
  const [, ...sections] = changelog.split(/^(?=## )/m);
  return sections.map((section) => `${section.trimEnd()}\n`);
}
