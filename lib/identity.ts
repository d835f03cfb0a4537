// Who is asking. The gateway reads a person from a bearer token once; subgraphs receive the identity, never the token.

/** Nobody signed in: may read the public catalogue. */
export interface Anonymous {
  role: 'anonymous';
}

/** Somebody who has signed in. */
interface SignedIn {
  subject: string;
  /** The actions of the action table, or groups of them, to which a token or key is restricted; without it the whole role is meant. */
  scopes?: readonly string[];
}

/** A reader, known by the number on the card. */
export interface ReaderIdentity extends SignedIn {
  role: 'reader';
  card: string;
}

/** A clerk of one bookstore, or that store's POS. */
export interface ClerkIdentity extends SignedIn {
  role: 'clerk';
  store: string;
}

/** A librarian of one library. */
export interface LibrarianIdentity extends SignedIn {
  role: 'librarian';
  library: string;
}

/** An administrator of the network. */
export interface AdminIdentity extends SignedIn {
  role: 'admin';
}

/** One subgraph calling another's internal fields. Never made from a token. */
export interface ServiceIdentity {
  role: 'service';
  subgraph: string;
}

export type Identity = Anonymous | ReaderIdentity | ClerkIdentity | LibrarianIdentity | AdminIdentity | ServiceIdentity;

export type Role = Identity['role'];

export const anonymous: Anonymous = { role: 'anonymous' };

/** Who did something, for a history: the role in capitals; SYSTEM for the network itself. */
export function actorOf({ identity }: { identity: Identity }): string {
  return identity.role === 'service' ? 'SYSTEM' : identity.role.toUpperCase();
}

/** For whom somebody did something, for a history: a librarian's library, a clerk's store; of anybody else the role. */
export function principalOf(caller: { identity: Identity }): string {
  const { identity } = caller;
  if (identity.role === 'librarian') return identity.library;
  return identity.role === 'clerk' ? identity.store : actorOf(caller);
}
