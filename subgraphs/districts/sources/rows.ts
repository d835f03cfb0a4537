// SQL of which rows of `item` still speak for their library. Of a library whose own system answers, they do for what this network has
// in hand: copies that its orders bought, and those that a loan or a hold here has. The others stay, and say nothing.

/** The library's copies are all kept here. */
export const isKeptHere = (library: string): string =>
  `${library} not in (select library_id from member where source_kind = 'HTTP')`;

/** The row's copy is this network's to lend. */
export const ours = `(purchase_order_id is not null or claim_id is not null or ${isKeptHere('library_id')})`;

/** The same, of a library whose own system answers. */
export const inHand = '(purchase_order_id is not null or claim_id is not null)';
