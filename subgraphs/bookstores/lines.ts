// The bibliographic line of a bookstore, for a book that the catalogue does not know.
import { CallerError } from '../../lib/errors.ts';
import { type BookRecord, checkOptionalText, checkText, type FoundBook, lookUpBook } from '../../lib/inputs.ts';
import type { Facts } from '../../lib/rules/judge.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { yearOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import type { BibliographicLineInput } from './types.generated.ts';

/** The most volumes that a set is sold with. */
const maxVolumes = 200;

/** Characters that the catalogue keeps of a title, a statement of responsibility or a publisher. */
const longest = 255;

interface Named {
  bookId?: string | null | undefined;
  isbn?: string | null | undefined;
  line?: BibliographicLineInput | null | undefined;
}

/** A book that is new to the city, as the store describes it; it gets a record when it is ordered. */
export interface NewBook {
  isbn: string;
  line: BibliographicLineInput & { format: BookFormat; volumes: number };
}

/**
 * The book that an input names by `bookId` or `isbn`, or describes by `line` where the catalogue does not know the ISBN.
 * @throws CallerError BAD_USER_INPUT for a line that is wrong, NOT_FOUND when the line is needed and not there
 */
export async function findOrDescribe(ctx: Context, { line, ...named }: Named): Promise<FoundBook | { new: NewBook }> {
  const found = await lookUpBook(ctx.ask, named);
  if (!('unknown' in found)) return found;
  if (!line) {
    throw new CallerError(
      'NOT_FOUND',
      `书目中没有 ISBN ${found.unknown}。请核对；如为新书，请在 line 中填写题名、出版年、分类号等。The catalogue has no book with the ISBN ${found.unknown}. Check the number; for a new book give "line": title, responsibility, publisher, year, classNumber, format.`,
      { argument: 'isbn', needs: 'line' },
    );
  }
  return { new: { isbn: found.unknown, line: checkLine(line, yearOf(ctx.now)) } };
}

/** The record of a new book, made when it is ordered. */
export async function recordOf(ctx: Context, { isbn, line }: NewBook) {
  const { createStub } = await ctx.ask<{
    createStub: BookRecord;
  }>('central', 'mutation ($input: StubInput!) { createStub(input: $input) { id isbn title classNumber volumes } }', {
    input: { ...line, isbn },
  });
  return createStub;
}

/**
 * How many volumes are bought: what the input says, else the whole set.
 * @throws CallerError BAD_USER_INPUT for less than one, or more than a set can have
 */
export function volumesOf(items: number | null | undefined, { volumes }: { volumes: number }): number {
  if (items == null) return volumes;
  if (items < 1 || items > maxVolumes) {
    throw wrong('items', `册数应为 1 至 ${maxVolumes}。"items" is from 1 to ${maxVolumes}; this is ${items}.`);
  }
  return items;
}

/** What the rules look at of a new book. */
export function describedBook({ line }: NewBook): Facts['book'] {
  const { year, classNumber, format, volumes } = line;
  return { year, classNumber, format, volumes };
}

function checkLine(line: BibliographicLineInput, thisYear: number): NewBook['line'] {
  const { year, classNumber, format = 'BOOK', volumes = 1 } = line;
  if (year < 1900 || year > thisYear + 1) {
    throw wrong(
      'line.year',
      `出版年应为 1900 至 ${thisYear + 1}。"line.year" is from 1900 to ${thisYear + 1}; this is ${year}.`,
    );
  }
  // A space or an invisible character within would hide G634 from the rule that excludes it.
  if (!/^[A-Z][!-~]*$/.test(classNumber.trim())) {
    throw wrong(
      'line.classNumber',
      `分类号应为中图法类号，以大写字母开头，其中无空格，如 I247.5。"line.classNumber" is a CLC class such as "I247.5": a capital letter, then digits and signs without spaces.`,
    );
  }
  if (volumes < 1 || volumes > maxVolumes) {
    throw wrong(
      'line.volumes',
      `册数应为 1 至 ${maxVolumes}。"line.volumes" is from 1 to ${maxVolumes}; this is ${volumes}.`,
    );
  }
  return {
    ...line,
    format,
    volumes,
    title: checkText('line.title', line.title, longest),
    responsibility: checkOptionalText('line.responsibility', line.responsibility, longest),
    publisher: checkOptionalText('line.publisher', line.publisher, longest),
    classNumber: checkText('line.classNumber', classNumber, 60),
  };
}

function wrong(argument: string, message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument });
}
