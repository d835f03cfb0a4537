// Which subgraph owns a library's items: the central library's are in `central`, all others' in `districts`.

export const centralLibrary = 'NJ-JL';

/** The subgraph that owns the items of a library. */
export function itemOwner(libraryId: string): 'central' | 'districts' {
  return libraryId === centralLibrary ? 'central' : 'districts';
}

/** The subgraph that owns an item; item ids begin with their library, `NJ-JN:5069250004`. */
export function ownerOfItem(itemId: string): 'central' | 'districts' {
  return itemOwner(libraryOfItem(itemId));
}

/** The library that owns an item. */
export function libraryOfItem(itemId: string): string {
  return itemId.slice(0, itemId.indexOf(':'));
}

/** An item of another subgraph, known here by its key only. */
export interface ItemReference {
  __typename: 'CentralItem' | 'DistrictItem';
  id: string;
}

/** A reference to an item for the types of the graph. */
export function itemReference(itemId: string): ItemReference {
  return { __typename: ownerOfItem(itemId) === 'central' ? 'CentralItem' : 'DistrictItem', id: itemId };
}
