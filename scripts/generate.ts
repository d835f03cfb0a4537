// `npm run generate`: a city of any size, loaded into the network's databases or written as files.
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { definitions } from '../gateway/definitions.ts';
import { openDatabase } from '../lib/database.ts';
import { isDay } from '../lib/shanghai.ts';
import { openSubgraph } from '../lib/subgraph.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { command, configured, endRequested, type OptionValues, UsageError } from './command.ts';
import { openDatabases } from './databases.ts';
import { writeCity } from './generate/files.ts';
import { loadCity } from './generate/load.ts';
import { type CityOptions, defaults } from './generate/plan.ts';
import { durationOf, progressOn } from './progress.ts';
import { seedIfEmpty } from './seed/write.ts';

const usage = `Usage: npm run generate -- [options]

生成样例城市。 Makes the records and copies of a whole city, the same for the same options, and loads them into the databases; stop
Shelfgraph on them first. Popularity follows Zipf's law, classes are those of a public library, and records are as dirty as catalogues
are. Control numbers begin with YL. Called again after an interruption, it goes on where it was.

  --titles N         books (${defaults.titles})
  --items M          copies in all libraries together, at least N (5 times N)
  --seed S           another number is another city (${defaults.seed})
  --dirty RATE       how likely each kind of error is in a record, 0 to 0.5 (${defaults.dirty})
  --libraries A,B    members that hold them (all fourteen)
  --day DAY          the city's day: loans end around it (${defaults.day})
  --out DIR          writes a file of records and a list of copies of each library, and truth.csv, instead of loading
  --force            loads beside data that is no sample
  --data DIR         data of the embedded PostgreSQL (.data, or SHELFGRAPH_DATA)
  --help             this text`;

const options = {
  titles: { type: 'string' },
  items: { type: 'string' },
  seed: { type: 'string' },
  dirty: { type: 'string' },
  libraries: { type: 'string' },
  day: { type: 'string' },
  out: { type: 'string' },
  force: { type: 'boolean' },
  data: { type: 'string' },
} as const;

await command(usage, options, async (values) => {
  const city = cityOptions(values);
  await (typeof values['out'] === 'string' ? write(city, values['out']) : load(city, values));
});
process.exit();

async function write(city: CityOptions, folder: string): Promise<void> {
  const { show, end } = progressOf(city);
  const written = await writeCity(city, folder, show);
  end();
  console.log(
    `${folder}: ${written.titles} 种 titles, ${written.records} 条 records, ${written.items} 册 copies of ${city.libraries.length} libraries.`,
  );
}

async function load(city: CityOptions, values: OptionValues): Promise<void> {
  const databases = await openDatabases(configured(values), { log: console.log });
  const stop = new AbortController();
  void endRequested().then(() => stop.abort());
  try {
    for (const name of subgraphNames) {
      const orm = await openDatabase({ name, url: databases.urls[name], ...definitions[name].database });
      await seedIfEmpty(orm, name, new Date());
      await orm.close(true);
    }
    const open = (name: 'central' | 'districts') =>
      openSubgraph(definitions[name] as never, {
        databaseUrl: databases.urls[name],
        transports: {},
        privacyKey: randomBytes(32),
        log: pino({ level: 'silent' }),
      });
    const owners = { central: await open('central'), districts: await open('districts') };
    const { show, end } = progressOf(city);
    try {
      const force = values['force'] === true;
      const loaded = await loadCity(city, { owners, force, signal: stop.signal, onProgress: show });
      end();
      if (stop.signal.aborted) {
        throw new Error(
          `已中断：已装入约 ${loaded.titles} 种。Interrupted: about ${loaded.titles} of ${city.titles} titles are loaded. Run the same command again to go on.`,
        );
      }
      console.log(
        `${city.titles} 种 titles, ${city.items} 册 copies of ${city.libraries.length} libraries are loaded.`,
      );
    } finally {
      await owners.central.close();
      await owners.districts.close();
    }
  } finally {
    await databases.stop();
  }
}

/** A bar with the rate and the time that is left. */
function progressOf({ titles }: CityOptions) {
  const progress = progressOn(process.stderr, 'generate');
  const begun = performance.now();
  let first: number | null = null;
  return {
    show(done: { titles: number; records: number }): void {
      // What an earlier run has loaded is passed over at once, and says nothing of the speed.
      first ??= done.titles;
      const seconds = (performance.now() - begun) / 1_000;
      const speed = (done.titles - first) / seconds;
      const left = speed > 0 ? `，还需 ${durationOf((titles - done.titles) / speed)} left` : '';
      const rate = Math.round(done.records / seconds);
      progress.show(done.titles / titles, `${done.titles}/${titles} 种 titles，${rate} 条/秒 records/s${left}`);
    },
    end: progress.clear,
  };
}

function cityOptions(values: OptionValues): CityOptions {
  const whole = (name: string, otherwise: number, least: number): number => {
    const text = values[name];
    if (text === undefined) return otherwise;
    const number = Number(text);
    if (!Number.isSafeInteger(number) || number < least || number > 2 ** 31) {
      throw new UsageError(`--${name} is a whole number from ${least}, not "${String(text)}".`);
    }
    return number;
  };
  const titles = whole('titles', defaults.titles, 1);
  const items = whole('items', titles * 5, 1);
  if (items < titles) {
    throw new UsageError(`--items is at least --titles (${titles}), not ${items}: every title is held by somebody.`);
  }
  const dirty = Number(values['dirty'] ?? defaults.dirty);
  if (!(dirty >= 0 && dirty <= 0.5)) {
    throw new UsageError(`--dirty is a number from 0 to 0.5, not "${String(values['dirty'])}".`);
  }
  const day = String(values['day'] ?? defaults.day);
  if (!isDay(day)) throw new UsageError(`--day is a day such as ${defaults.day}, not "${day}".`);
  return {
    titles,
    items,
    seed: whole('seed', defaults.seed, 0),
    dirty,
    day,
    libraries: librariesOf(values['libraries']),
  };
}

function librariesOf(given: unknown): readonly string[] {
  if (typeof given !== 'string') return defaults.libraries;
  const wanted = given.split(',').map((id) => id.trim());
  const unknown = wanted.filter((id) => !defaults.libraries.includes(id));
  if (unknown.length > 0) {
    throw new UsageError(`There is no library ${unknown.join(', ')}; there is ${defaults.libraries.join(', ')}.`);
  }
  return defaults.libraries.filter((id) => wanted.includes(id));
}
