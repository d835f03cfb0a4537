// The real data of a fresh installation, as recorded; each file says where it is from.
import holdingsSample from './data/holdings-sample.json' with { type: 'json' };
import network from './data/network.json' with { type: 'json' };
import periodicals from './data/periodicals-2020.json' with { type: 'json' };
import programme from './data/programme-2021-01.json' with { type: 'json' };
import rankings from './data/rankings-2020.json' with { type: 'json' };

export interface SourceItem {
  callNumber: string;
  barcode: string;
  location: string;
  status: string;
  due?: string;
}

export interface SourceBook {
  isbn?: string;
  title: string;
  responsibility?: string;
  publisher?: string;
  year?: number;
  dimensions?: string;
  holdings?: { library: string; items: SourceItem[] }[];
}

export interface SourceRankingEntry {
  rank: number;
  title: string;
  publisher: string;
  year: number;
  callNumber: string;
  responsibility: string;
}

export const sources = {
  network,
  periodicals,
  programme: programme.events,
  rankings: rankings as { adult: SourceRankingEntry[]; children: SourceRankingEntry[]; library: string },
  books: holdingsSample.books as SourceBook[],
};
