// Where a bought copy goes by default.
import { expect, test } from 'vitest';
import { choosePlacement, type PlacementQuestion } from './placement.ts';

const libraries = ['NJ-GC', 'NJ-JN', 'NJ-QH'];
const branch = (library: string) => `${library.slice(3)}-MAIN`;
const city: PlacementQuestion = {
  owner: 'NJ-JL',
  districts: libraries.map((library) => ({ library, branch: branch(library) })),
  libraryOfBranch: new Map([
    ...[...libraries, 'NJ-JL'].map((library) => [branch(library), library] as const),
    ['JN-SMALL', 'NJ-JN'],
  ]),
  standing: [],
  placed: [],
};
const own = (library: string, at = branch(library)) => ({ library, branch: at });

test.each<[string, Partial<PlacementQuestion>, string | null]>([
  ['the first by id where none has anything', {}, 'GC-MAIN'],
  ['not one that owns a copy', { standing: [own('NJ-GC')] }, 'JN-MAIN'],
  ['not one whose own copy stands elsewhere', { standing: [own('NJ-GC', 'JL-MAIN')] }, 'JN-MAIN'],
  ["not one where another's copy stands", { standing: [own('NJ-JL', 'GC-MAIN')] }, 'JN-MAIN'],
  ['wherever the central library has some itself', { standing: [own('NJ-JL')] }, 'GC-MAIN'],
  [
    'the one with the fewest copies of the programme, all its branches counted',
    {
      placed: [
        { branch: 'GC-MAIN', copies: 3 },
        { branch: 'JN-MAIN', copies: 1 },
        { branch: 'JN-SMALL', copies: 1 },
        { branch: 'QH-MAIN', copies: 3 },
      ],
    },
    'JN-MAIN',
  ],
  [
    'among those only that lack the title',
    { standing: [own('NJ-JN')], placed: [{ branch: 'GC-MAIN', copies: 2 }] },
    'QH-MAIN',
  ],
  [
    "the paying district's own, if it lacks the title",
    { owner: 'NJ-QH', placed: [{ branch: 'QH-MAIN', copies: 9 }] },
    'QH-MAIN',
  ],
  ['another, if the paying district has it', { owner: 'NJ-QH', standing: [own('NJ-QH')] }, 'GC-MAIN'],
  ['nowhere else, if every district has it', { standing: libraries.map((library) => own(library)) }, null],
])('%s', (_title, changes, expected) => {
  expect(choosePlacement({ ...city, ...changes })).toBe(expected);
  const turned = { ...city, ...changes };
  expect(choosePlacement({ ...turned, districts: turned.districts.toReversed() })).toBe(expected);
});
