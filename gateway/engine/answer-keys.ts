// Which keys a planned request is answered with.

import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { responseKeyOf as keyOf } from './selection.ts';

/** The response keys of a request's root fields. */
export function rootKeys(document: DocumentNode): string[] {
  return keysOf(rootFields(document));
}

/** The response keys asked of the entities under `answerKey` (`_entities` or its alias). */
export function entityKeys(document: DocumentNode, answerKey: string): string[] {
  const entities = rootFields(document).find((field) => keyOf(field) === answerKey);
  return entities?.selectionSet ? keysOf(fieldsIn(document, entities.selectionSet)) : [];
}

function rootFields(document: DocumentNode): FieldNode[] {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operation ? fieldsIn(document, operation.selectionSet) : [];
}

function fieldsIn(document: DocumentNode, selectionSet: SelectionSetNode): FieldNode[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsIn(document, selection.selectionSet);
    const fragment = document.definitions.find(
      (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
    );
    return fragment && 'selectionSet' in fragment ? fieldsIn(document, fragment.selectionSet) : [];
  });
}

function keysOf(fields: readonly FieldNode[]): string[] {
  return [...new Set(fields.map(keyOf))];
}
