// How far something long is: a bar that is drawn again on a terminal, a line now and then elsewhere.

export interface Progress {
  /**
   * Shows how far it is.
   * @param share from 0 to 1; null when that cannot be told
   */
  show: (share: number | null, text: string) => void;
  /** Takes the bar away, so that other lines can follow. */
  clear: () => void;
}

const width = 24;
/** Where nobody looks at a terminal: a line when so much more is done, or so much time has passed. */
const shareStep = 0.1;
const lineEveryMs = 10_000;

/** The progress of `what` on a stream. */
export function progressOn(stream: NodeJS.WriteStream, what: string): Progress {
  return stream.isTTY ? barOn(stream, what) : linesOn(stream, what);
}

function barOn(stream: NodeJS.WriteStream, what: string): Progress {
  const clear = () => void stream.write('\r\u001b[2K');
  return {
    clear,
    show(share, text) {
      const full = Math.round((share ?? 0) * width);
      const bar = share === null ? '' : `[${'█'.repeat(full)}${'·'.repeat(width - full)}] ${percent(share)}  `;
      clear();
      stream.write(cut(`${what}  ${bar}${text}`, stream.columns || 80));
    },
  };
}

function linesOn(stream: NodeJS.WriteStream, what: string): Progress {
  let shown = { share: Number.NEGATIVE_INFINITY, at: Number.NEGATIVE_INFINITY };
  return {
    clear: () => {},
    show(share, text) {
      const now = performance.now();
      const isDue = (share ?? 0) - shown.share >= shareStep || now - shown.at >= lineEveryMs;
      if (!isDue) return;
      shown = { share: share ?? 0, at: now };
      stream.write(`${`${what}  ${share === null ? '' : `${percent(share)}  `}${text}`.trimEnd()}\n`);
    },
  };
}

function percent(share: number): string {
  return `${String(Math.floor(share * 100)).padStart(3)} %`;
}

/** By what a terminal shows: Chinese characters take two places. */
function cut(text: string, columns: number): string {
  let places = 0;
  let kept = '';
  for (const letter of text) {
    places += /[\u2e80-\uffef]/.test(letter) ? 2 : 1;
    if (places >= columns) break;
    kept += letter;
  }
  return kept;
}

/** `1 h 5 min`, `12 min`, `40 s`. */
export function durationOf(seconds: number): string {
  if (seconds >= 3_600) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return seconds >= 60 ? `${Math.floor(seconds / 60)} min` : `${Math.max(0, Math.ceil(seconds))} s`;
}
