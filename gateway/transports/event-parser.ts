// The text of a stream of server-sent events, read as it arrives. Lines end with LF or CRLF.

/**
 * Makes a reader of chunks that calls `onEvent` for each complete event; comments and fields other than `event` and `data` are skipped.
 * The reader throws when one event is larger than `limitBytes`.
 */
export function createEventParser(
  onEvent: (name: string, data: string) => void,
  limitBytes: number,
): (chunk: Buffer) => void {
  /** The beginning of a line whose end has not come yet. */
  let beginning: Buffer[] = [];
  let size = 0;
  let name = '';
  let data: string[] = [];

  function takeLine(line: string): void {
    if (line === '') {
      if (name !== '' || data.length > 0) onEvent(name === '' ? 'message' : name, data.join('\n'));
      size = 0;
      name = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') name = value;
    else if (field === 'data') data.push(value);
  }

  return (chunk) => {
    for (let from = 0; from < chunk.length; ) {
      const newline = chunk.indexOf(10, from);
      const piece = chunk.subarray(from, newline === -1 ? chunk.length : newline);
      size += piece.length;
      if (size > limitBytes) throw new Error(`the event is larger than ${limitBytes} bytes`);
      beginning.push(piece);
      if (newline === -1) return;
      const line = Buffer.concat(beginning).toString();
      beginning = [];
      takeLine(line.endsWith('\r') ? line.slice(0, -1) : line);
      from = newline + 1;
    }
  };
}
