// 索书号. A CLC class compares letter by letter (I247 before I25), the numbers behind the slash compare as numbers.

/**
 * A text that sorts call numbers as they stand on the shelf when compared byte by byte (collation "C"):
 * I247.5/9 < I247.5/32012:1 < I247.5/32012:2 < I247.5/32012:10 < I247.5/32820, and `7345: 7` is `7345:7`.
 */
export function callNumberSortKey(callNumber: string): string {
  const compact = callNumber.replace(/\s+/g, '').toUpperCase();
  const slash = compact.indexOf('/');
  if (slash < 0) {
    return compact;
  }
  const running = compact.slice(slash + 1).replace(/\d+/g, (digits) => digits.padStart(12, '0'));
  return `${compact.slice(0, slash)} ${running}`;
}
