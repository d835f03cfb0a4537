// Every regular expression of the product, on texts made to have it try again and again (ReDoS): each gives up in time that grows with the
// text's length, and no faster. What is found by a pattern of its own may be of any length, so the texts are longer than any that is let in.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { expect, test } from 'vitest';
import { authorsOf, personForm } from '../subgraphs/central/nameForms.ts';
import { editionForm, titleForm, volumeForm } from '../subgraphs/central/titleForms.ts';

/** Literals as the language has them: where a value may begin, up to the slash that is in no class. */
const literal =
  /(?<=(?:[(,=:[!&|?{};>]|return|^)\s*)\/(?![*/])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)(?=[\s.,;)\]:?}]|$)/gm;

interface Pattern {
  file: string;
  source: string;
  flags: string;
}

function patternsOf(file: string): Pattern[] {
  const code = readFileSync(file, 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  return [...code.matchAll(literal)].map(([, source = '', flags = '']) => ({ file, source, flags }));
}

const files = execFileSync('git', ['ls-files', 'gateway', 'lib', 'subgraphs'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.generated.ts'));
const patterns = files.flatMap(patternsOf);

/** A letter of each kind that a pattern may repeat, and each letter that it names. */
function lettersOf(source: string): string[] {
  const named = source.replaceAll(/\\[dDwWsSbBpP](?:\{[^}]*\})?|\(\?(?:<?[=!]|:|<\w+>)|\\u\{?\w+\}?/g, '');
  return [...new Set(['a', '1', ' ', '\n', '中', ...named.replaceAll(/[()[\]{}|*+?^$]/g, '')])];
}

const length = 50_000;
const attempt = new Script('work()');
const place = createContext({}) as Record<string, unknown>;

/** Whether work is still under way after so many ms; it is ended then. */
function isSlow(work: () => unknown, limitMs: number): boolean {
  place['work'] = work;
  try {
    attempt.runInContext(place, { timeout: limitMs });
    return false;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return true;
  }
}

test('what grows with the square of the length is found, and what grows faster', () => {
  expect(patterns.length).toBeGreaterThan(150);
  expect(isSlow(() => /[ /]+$/.test(`${' '.repeat(length)}x`), 200)).toBe(true);
  expect(isSlow(() => /^(?:a|aa)+$/.test(`${'a'.repeat(length)}x`), 200)).toBe(true);
});

test('none takes longer than a text is long', () => {
  const slow = patterns.flatMap(({ file, source, flags }) => {
    const pattern = new RegExp(source, flags.replace('g', ''));
    const letter = lettersOf(source).find((each) => {
      const text = `${each.repeat(length)}\u0000`;
      // Once more: a machine that is busy may have stopped for a second.
      return isSlow(() => pattern.test(text), 1_000) && isSlow(() => pattern.test(text), 2_000);
    });
    return letter === undefined ? [] : [{ file, source, letter }];
  });
  expect(slow).toEqual([]);
});

test('nor do those that are put together of others', () => {
  const composing = files.filter((file) => readFileSync(file, 'utf8').includes('new RegExp('));
  expect(composing).toEqual(['subgraphs/central/nameForms.ts', 'subgraphs/central/titleForms.ts']);
  const parts = [
    '编著',
    '主编',
    '第',
    '1',
    '一',
    ' ',
    '.',
    '册',
    '【',
    '】',
    '(',
    '上',
    'v',
    '百',
    '套装',
    ', ',
    ': ',
    '- ',
    '编 ',
    '第1',
    '一册',
  ];
  for (const part of parts) {
    const text = `三体${part.repeat(20_000)}x`;
    const work = () => {
      authorsOf(text);
      personForm(text);
      volumeForm(text);
      editionForm(text);
      titleForm({ title: text, otherTitle: text, volume: text, volumeTitle: text, edition: text });
    };
    expect(isSlow(work, 3_000), part).toBe(false);
  }
});
