import { describe, expect, test } from 'vitest';
import { soundsOf } from './searchTerms.ts';
import { beginsPinyin, isSyllable } from './syllables.ts';

test.each(['a', 'er', 'zhuang', 'lv', 'xiong', 'nve'])('%s is a syllable', (letters) => {
  expect(isSyllable(letters)).toBe(true);
});

test.each(['', 'p', 'py', 'zh', 'xianggang', 'hng'])('%s is none', (letters) => {
  expect(isSyllable(letters)).toBe(false);
});

describe('what is typed of a title', () => {
  test.each(['百年孤独', '西安事变', '中华人民共和国', '绿野仙踪', '庄子', '儿女英雄传'])('%s begins so', (title) => {
    const sound = soundsOf(title).join('');
    const typed = Array.from(sound, (_, last) => sound.slice(0, last + 1));
    expect(typed.filter((letters) => !beginsPinyin(letters))).toEqual([]);
  });
  test.each(['pyhton', 'python', 'javascript', 'bainianggdu', 'bzinian', 'xmls'])('%s does not', (letters) => {
    expect(beginsPinyin(letters)).toBe(false);
  });
});
