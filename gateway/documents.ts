// Documents that were read and found valid, by a key that stands for their text. An entry costs many times its text, so both are
// counted: how many there are, and how long their texts are together.
import type { DocumentNode } from 'graphql';

export interface DocumentLimits {
  /** Documents that are kept (1,000); the longest unused go first. */
  count?: number;
  /** Characters of their texts together (524,288). */
  characters?: number;
}

/** A store of documents, in the shape that Apollo Server asks for, or of what is known of them. */
export class DocumentStore<Kept = DocumentNode> {
  readonly #limits: Required<DocumentLimits>;
  readonly #kept = new Map<string, Kept>();
  readonly #lengthOf: (kept: Kept) => number;
  #characters = 0;

  /** @param lengthOf the characters of a document's text, by what is kept of it */
  constructor(
    { count = 1_000, characters = 524_288 }: DocumentLimits = {},
    lengthOf: (kept: Kept) => number = (document) => lengthOfDocument(document as DocumentNode),
  ) {
    this.#limits = { count, characters };
    this.#lengthOf = lengthOf;
  }

  get(key: string): Kept | undefined {
    const document = this.#kept.get(key);
    if (document) {
      this.#kept.delete(key);
      this.#kept.set(key, document);
    }
    return document;
  }

  set(key: string, document: Kept): void {
    this.delete(key);
    this.#kept.set(key, document);
    this.#characters += this.#lengthOf(document);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#limits.count && this.#characters <= this.#limits.characters) break;
      this.delete(oldest);
    }
  }

  delete(key: string): boolean {
    const document = this.#kept.get(key);
    if (!document) return false;
    this.#characters -= this.#lengthOf(document);
    return this.#kept.delete(key);
  }
}

function lengthOfDocument({ loc }: DocumentNode): number {
  return loc?.source.body.length ?? 0;
}
