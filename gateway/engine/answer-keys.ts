// Which keys a planned request would have been answered with. Only read when there is an error to place, so nothing is kept.
import { type DocumentNode, type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';

/** The response keys of a request's root fields. */
export function rootKeys(operation: string): string[] {
  return keysOf(rootFields(parse(operation)));
}

/** The response keys asked of the entities under `answerKey` (`_entities` or its alias). */
export function entityKeys(operation: string, answerKey: string): string[] {
  const document = parse(operation);
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
  return [...new Set(fields.map(keyOf))].filter((key) => key !== '__typename');
}

function keyOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}
