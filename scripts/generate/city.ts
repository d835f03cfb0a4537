// A city's libraries with their records and copies, as a stream: one edition after another, each the same for the same seed, in the
// memory of one work. Beside each record stands what nobody tells a catalogue: which edition it is of, and what is wrong in it.
import type { MarcRecord } from '../../lib/marc/record.ts';
import { branchesOfCity } from '../seed/places.ts';
import { below, type Random, randomOf } from './chance.ts';
import { type GeneratedItem, itemState } from './copies.ts';
import { describe } from './describe.ts';
import { type DirtKind, soil } from './dirt.ts';
import { marcOf, type RecordCopies } from './marc.ts';
import { type CityOptions, copiesPlan, defaults, holdersPlan, type WorkShape } from './plan.ts';
import { type Edition, editionsOf } from './works.ts';

/** One library's record of an edition, with its copies. */
export interface GeneratedRecord {
  /** `NJ-JN:YL00000012` */
  id: string;
  library: string;
  /** Field 001. */
  control: string;
  marc: MarcRecord;
  items: readonly GeneratedItem[];
  /** The truth. */
  editionId: string;
  dirt: readonly DirtKind[];
}

export interface GeneratedEdition {
  edition: Edition;
  records: readonly GeneratedRecord[];
}

/** Before the control numbers of generated records: 样例. */
export const controlPrefix = 'YL';

const places = Map.groupBy(branchesOfCity(), ({ libraryId }) => libraryId);
/** Where a network's library stands, for numbers that must not depend on which libraries take part. */
const positions = new Map(defaults.libraries.map((id, position) => [id, position]));

/** All editions of a city with the records of them. */
export function* cityOf(options: CityOptions): Generator<GeneratedEdition> {
  const copiesOf = copiesPlan(options);
  const holdersOf = holdersPlan(options.libraries);
  const shelves = new Map(options.libraries.map((id) => [id, shelvesOf(id)]));
  let otherIsbn: string | null = null;
  for (const { shape, editions } of editionsOf(options)) {
    const copies = copiesOf(shape);
    for (const [index, edition] of editions.entries()) {
      // The volumes of a work are bought together: each asks in the same way.
      const random = randomOf(options.seed, 'holders', shape.work, shape.kind === 'EDITIONS' ? index : 0);
      const held = holdersOf(random, copies[index] ?? 1, edition.audience);
      const records = options.libraries.flatMap((library) => {
        const count = held.get(library);
        const shelf = shelves.get(library) as Shelves;
        return count ? [recordOf(options, { library, count, shelf, shape, edition, index, otherIsbn })] : [];
      });
      yield { edition, records };
      otherIsbn = edition.isbn ?? otherIsbn;
    }
  }
}

interface Recorded {
  library: string;
  count: number;
  shelf: Shelves;
  shape: WorkShape;
  edition: Edition;
  index: number;
  otherIsbn: string | null;
}

function recordOf(options: CityOptions, recorded: Recorded): GeneratedRecord {
  const { library, count, shelf, shape, edition, index, otherIsbn } = recorded;
  const position = positions.get(library) ?? options.libraries.indexOf(library);
  const number = shape.first + index;
  const description = describe(options.seed, edition, number, position);
  const dirt = soil(
    description,
    {
      rate: options.dirty,
      edition,
      otherIsbn: edition.isbn === otherIsbn ? null : otherIsbn,
      lastYear: Number(options.day.slice(0, 4)),
    },
    randomOf(options.seed, 'dirt', number, position),
  );
  const random = randomOf(options.seed, 'copies', number, position);
  const control = shelf.nextControl();
  const id = `${library}:${control}`;
  const call = shelf.callNumber(shape, edition);
  const items = copies(options, { random, count, library, recordId: id, shelf, call });
  const entered = `${edition.year}${String(1 + below(random, 12)).padStart(2, '0')}15`;
  const byPlace = [...Map.groupBy(items, ({ location }) => location)].map(
    ([location, here]): RecordCopies => ({ library, location, ...call, barcodes: here.map(({ barcode }) => barcode) }),
  );
  const year = /\d{4}/.exec(description.date)?.[0] ?? edition.year;
  const marc = marcOf({ control, entered, year: Number(year), description, copies: byPlace });
  return { id, library, control, marc, items, editionId: edition.id, dirt };
}

interface Call {
  classNumber: string;
  runningNumber: string;
}

function copies(
  { day }: CityOptions,
  by: { random: Random; count: number; library: string; recordId: string; shelf: Shelves; call: Call },
): GeneratedItem[] {
  const { random, count, library, recordId, shelf, call } = by;
  const own = places.get(library) ?? [];
  return Array.from({ length: count }, () => {
    // Half of the copies stand in the main building, which comes first.
    const branch = own[random() < 0.5 ? 0 : below(random, own.length)];
    const barcode = shelf.nextBarcode();
    return {
      barcode,
      recordId,
      callNumber: `${call.classNumber}/${call.runningNumber}`,
      branchId: branch?.id ?? '',
      location: branch?.name ?? '',
      ...itemState(random, day),
    };
  });
}

/** A library's numbers as it gives them out. */
interface Shelves {
  nextControl: () => string;
  nextBarcode: () => string;
  /** Class and running number; the volumes of a work have one, with the volume behind it. */
  callNumber: (shape: WorkShape, edition: Edition) => Call;
}

function shelvesOf(library: string): Shelves {
  const position = positions.get(library) ?? 0;
  const running = new Map<string, number>();
  let records = 0;
  let barcodes = 0;
  let ofWork = { work: -1, number: 0 };
  const next = (classNumber: string): number => {
    const number = (running.get(classNumber) ?? 0) + 1;
    running.set(classNumber, number);
    return number;
  };
  return {
    nextControl: () => `${controlPrefix}${String(++records).padStart(8, '0')}`,
    nextBarcode: () => `2501${String(position).padStart(2, '0')}${String(++barcodes).padStart(8, '0')}`,
    callNumber({ work, kind }, edition) {
      const classNumber = classAt(position, edition.classNumber);
      if (edition.volume === null) return { classNumber, runningNumber: String(next(classNumber)) };
      if (ofWork.work !== work) ofWork = { work, number: next(classNumber) };
      const volume = kind === 'EDITIONS' ? '' : `:${edition.volume.number}`;
      return { classNumber, runningNumber: `${ofWork.number}${volume}` };
    },
  };
}

/** The central library classes in full, some districts stop at the point, small ones before it. */
function classAt(position: number, classNumber: string): string {
  if (position % 4 < 2) return classNumber;
  const [whole = classNumber] = classNumber.split(/[.-]/);
  return position % 4 === 2 ? whole : (/^[A-Z]+\d?/.exec(whole)?.[0] ?? whole);
}
