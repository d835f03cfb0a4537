// The editor that is on the page: a plain one at once, GraphiQL as soon as it has come.
import { type Answer, type Operation, readVariables, run } from './ask.ts';
import { change, current, type Document } from './store.ts';

export interface Editor {
  /** Shows a document, in a tab of its own where there are tabs. */
  open(document: Document): void;
  /** Runs what is shown. */
  run(): void;
  /** Ends a subscription. */
  stop(): void;
}

let stream: AsyncIterableIterator<Answer> | undefined;

const plain: Editor = {
  open: (document) => change({ document, answer: '' }),
  run: () => void runPlain(),
  stop: () => void stream?.return?.(),
};

let editor = plain;

export function theEditor(): Editor {
  return editor;
}

export function useEditor(other: Editor): void {
  editor = other;
}

async function runPlain(): Promise<void> {
  const { query, variables } = current().document;
  const operation: Operation = { query, variables: readVariables(variables) };
  try {
    const answers = run(operation);
    if (!(Symbol.asyncIterator in answers)) return showAnswer(await answers);
    stream = answers;
    for await (const answer of answers) showAnswer(answer);
  } catch (error) {
    showAnswer({ errors: [{ message: String(error) }] });
  }
}

function showAnswer(answer: unknown): void {
  change({ answer: JSON.stringify(answer, null, 2) });
}
