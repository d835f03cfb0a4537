// Which keys a planned request is answered with.
import type { Operation } from '../planner/operation.ts';
import { collectFieldsOfAnyType, subselections } from '../planner/selection.ts';

/** The response keys of a request's root fields. */
export function rootKeys(operation: Operation): string[] {
  return [...collectFieldsOfAnyType(operation, [operation.definition.selectionSet]).keys()];
}

/** The response keys asked of the entities under `answerKey` (`_entities` or its alias). */
export function entityKeys(operation: Operation, answerKey: string): string[] {
  const roots = collectFieldsOfAnyType(operation, [operation.definition.selectionSet]);
  return [...collectFieldsOfAnyType(operation, subselections(roots.get(answerKey) ?? [])).keys()];
}
