// Libraries, branches and rooms: the recorded ones, and what must stand around them for items to stand somewhere.
import { sources } from './sources.ts';

type Source = 'NEWSLETTER' | 'CATALOGUE' | 'INFERRED' | 'SAMPLE';
type BranchKind = 'MAIN' | 'BRANCH' | 'CIRCULATION_POINT' | 'SELF_SERVICE';

export interface CityBranch {
  id: string;
  libraryId: string;
  kind: BranchKind;
  name: string;
  aliases: string[];
  floor: number | null;
  subdistrict: string | null;
  opened: string | null;
  source: Source;
  /** Locations of recorded items that are this branch or a room in it. */
  locations: string[];
}

const { network } = sources;

/** The fourteen members, the central library first. */
export function librariesOfCity() {
  const { central, districts } = network;
  const members = [
    { ...central, kind: 'CENTRAL' as const, district: null },
    ...districts.map((district) => ({ ...district, kind: 'DISTRICT' as const })),
  ];
  return members.map((member, position) => ({
    id: member.id,
    position,
    name: member.name,
    nameEn: 'nameEn' in member ? member.nameEn : null,
    kind: member.kind,
    code: 'code' in member ? (member.code ?? null) : null,
    district: member.district,
    website: 'website' in member ? member.website : null,
    phone: 'phone' in member ? member.phone : null,
    address: 'address' in member ? member.address : null,
    postcode: 'postcode' in member ? member.postcode : null,
    source: member.source.toUpperCase() as Source,
  }));
}

/** Recorded branches, the places where recorded items stand, each district's main building, and one sample branch each. */
export function branchesOfCity(): CityBranch[] {
  const recorded = network.branches.map((branch) => ({
    ...blank,
    id: branch.id,
    libraryId: branch.library,
    kind: branch.kind as BranchKind,
    name: branch.name,
    aliases: branch.aliases ?? [],
    floor: branch.floor ?? null,
    subdistrict: branch.subdistrict ?? null,
    opened: branch.opened ?? null,
    source: branch.source.toUpperCase() as Source,
    locations: [branch.name, ...network.rooms.filter((room) => room.branch === branch.id).map((room) => room.name)],
  }));
  const known = new Set(
    recorded.flatMap((branch) => branch.locations.map((location) => `${branch.libraryId} ${location}`)),
  );
  const fromItems = sources.books
    .flatMap((book) => book.holdings ?? [])
    .flatMap(({ library, items }) => items.map(({ location }) => ({ library, location })))
    .filter(({ library, location }) => {
      const fresh = !known.has(`${library} ${location}`);
      known.add(`${library} ${location}`);
      return fresh;
    })
    .map(({ library, location }, index) => ({
      ...blank,
      id: `${library.slice(3)}-P${String(index + 1).padStart(2, '0')}`,
      libraryId: library,
      kind: location.endsWith('分馆') ? ('BRANCH' as const) : ('CIRCULATION_POINT' as const),
      name: location,
      source: 'CATALOGUE' as const,
      locations: [location],
    }));
  const ofDistricts = network.districts.flatMap(({ id, name, district }) => [
    { ...blank, id: `${id.slice(3)}-MAIN`, libraryId: id, kind: 'MAIN' as const, name, source: 'INFERRED' as const },
    {
      ...blank,
      id: `${id.slice(3)}-SAMPLE`,
      libraryId: id,
      kind: 'BRANCH' as const,
      name: `【样例】${district}分馆`,
      source: 'SAMPLE' as const,
    },
  ]);
  return [...recorded, ...fromItems, ...ofDistricts];
}

const blank = {
  aliases: [] as string[],
  floor: null,
  subdistrict: null,
  opened: null,
  locations: [] as string[],
};
