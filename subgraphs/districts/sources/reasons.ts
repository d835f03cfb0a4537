// Why a library's word is not known. `HoldingsNow.reason` tells these codes; the table in docs/sources.md explains them.

const texts = {
  NOT_CONNECTED: '该馆未接入。The library is not connected to this network.',
  TIMED_OUT: "该馆系统未在时限内答复。The library's system did not answer in time.",
  UNREACHABLE: "无法连接该馆系统。The library's system cannot be reached.",
  REFUSED: "该馆系统拒绝了请求，请核对令牌。The library's system refuses us: check the token.",
  BREAKER_OPEN:
    "该馆系统连续失败，暂停询问。The library's system has failed repeatedly and is left alone for a moment.",
  BAD_ANSWER: "该馆系统的答复不符合约定。The library's system answered against the protocol.",
  STALE: "该馆系统的答复已过时。What the library's system says is too old.",
  BUSY: "对该馆系统的询问过多，请稍后再试。Too many questions wait for the library's system: try again in a moment.",
  NO_NUMBER:
    '该书既无 ISBN，也无该馆记录号，无从询问。The book has neither an ISBN nor a record number of the library to ask by.',
  CATALOGUE_SILENT: '目录服务未答复，无从询问。The catalogue did not say by which numbers to ask.',
};

/** Why there is no word of a library now. */
export type Reason = keyof typeof texts;

/** For people, in Chinese and English. */
export function reasonText(reason: Reason): string {
  return texts[reason];
}

/** A system has given no answer that can be used. `detail` is for the operators. */
export class SourceError extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, detail: string) {
    super(detail);
    this.name = 'SourceError';
    this.reason = reason;
  }
}

export const badAnswer = (detail: string): SourceError => new SourceError('BAD_ANSWER', detail);
