// What a scanner or a clerk has put in, known by its form: so that it does not matter which field has the focus.

export type ScanKind = 'isbn' | 'card' | 'barcode';

/** What a scanned text is. A book's bar code may have the five digits of its price behind it (EAN-5). */
export function kindOfScan(text: string): ScanKind {
  const bare = text.trim().replace(/[\s-]/g, '');
  if (/^97[89]\d{10}(\d{5})?$/.test(bare) || isIsbn10(bare)) return 'isbn';
  return /^[A-Z]\d{10}$/i.test(bare) ? 'card' : 'barcode';
}

/** What an input method has made wide is narrow: `Ｎ２０２６` is `N2026`. */
export function narrow(text: string): string {
  return text.normalize('NFKC').trim();
}

/** A price as it is printed, `45.5`, `￥45.50`, in fen; null for what is none. */
export function fenOf(text: string): number | null {
  const match = /^[¥￥]?\s*(\d{1,5})(?:\.(\d{1,2}))?\s*元?$/.exec(narrow(text));
  if (!match) return null;
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return fen > 0 ? fen : null;
}

/** Fen as yuan: `45.50`. */
export function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

/** The check digit tells it from other numbers of ten digits (ISO 2108, annex). */
function isIsbn10(text: string): boolean {
  if (!/^\d{9}[\dX]$/i.test(text)) return false;
  const sum = [...text.toUpperCase()].reduce(
    (total, digit, index) => total + (10 - index) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

/** Keys that come faster than anybody types are a scanner's, in ms. */
const scannerGapMs = 50;
const shortestScan = 6;

/** Whether keys came as a scanner types: many, at these times in ms, without a pause. */
export function isScanned(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return times.length >= shortestScan && gaps.every((gap) => gap < scannerGapMs);
}

/**
 * Hears what a scanner types while no field has the focus.
 * @returns what to call to hear no more
 */
export function hearScans(onScan: (text: string) => void): () => void {
  let text = '';
  let last = 0;
  const onKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.timeStamp - last > scannerGapMs) text = '';
    last = event.timeStamp;
    if (event.key.length === 1) text += event.key;
    if (event.key !== 'Enter' || text.length < shortestScan) return;
    // The Enter of a scan presses no button.
    event.preventDefault();
    event.stopPropagation();
    onScan(text);
    text = '';
  };
  document.addEventListener('keydown', onKey, true);
  return () => document.removeEventListener('keydown', onKey, true);
}
