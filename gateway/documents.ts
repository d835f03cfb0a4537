// Documents that were read and found valid, by a key that stands for their text. An entry costs many times its text, so both are
// counted: how many there are, and how long their texts are together.
import type { DocumentNode } from 'graphql';

export interface DocumentLimits {
  /** Documents that are kept (1,000); the longest unused go first. */
  count?: number;
  /** Characters of their texts together (524,288). */
  characters?: number;
}

/** A store of documents, in the shape that Apollo Server asks for. */
export class DocumentStore {
  readonly #limits: Required<DocumentLimits>;
  readonly #kept = new Map<string, DocumentNode>();
  #characters = 0;

  constructor({ count = 1_000, characters = 524_288 }: DocumentLimits = {}) {
    this.#limits = { count, characters };
  }

  get(key: string): DocumentNode | undefined {
    const document = this.#kept.get(key);
    if (document) {
      this.#kept.delete(key);
      this.#kept.set(key, document);
    }
    return document;
  }

  set(key: string, document: DocumentNode): void {
    this.delete(key);
    this.#kept.set(key, document);
    this.#characters += lengthOf(document);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#limits.count && this.#characters <= this.#limits.characters) break;
      this.delete(oldest);
    }
  }

  delete(key: string): boolean {
    const document = this.#kept.get(key);
    if (!document) return false;
    this.#characters -= lengthOf(document);
    return this.#kept.delete(key);
  }
}

function lengthOf({ loc }: DocumentNode): number {
  return loc?.source.body.length ?? 0;
}
