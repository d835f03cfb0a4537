/**
 * A message of the network, `没有此证号。There is no such card.`, in Chinese and in English; of several lines, each. What has no such form is
 * the same in both.
 */
export function inBoth(message: string): [zh: string, en: string] {
  const lines = message.split('\n').map(halvesOf);
  return [lines.map(([zh]) => zh).join('\n'), lines.map(([, en]) => en).join('\n')];
}

function halvesOf(line: string): [zh: string, en: string] {
  const [, zh = '', en = ''] = /^(.*?[。！？])\s*(?=[A-Za-z0-9"'`])(.*)$/.exec(line) ?? [];
  return /\p{Script=Han}/u.test(zh) ? [zh, en] : [line, line];
}
