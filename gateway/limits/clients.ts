// Whose share it is when something is limited: a person's wherever the person is, nobody's by the address.
import { isIPv6 } from 'node:net';
import type { Identity, Role } from '../../lib/identity.ts';

export interface Client {
  role: Role;
  /** Tells clients from each other, also from those of another process. */
  key: string;
  /** Of the network that the address is given to: a household or a library, not one machine of theirs. */
  address: string;
}

/** @param address of whoever is at the other end of the connection, or as a proxy says that is trusted */
export function clientOf(identity: Identity, address: string | undefined): Client {
  const network = networkOf(address);
  const { role } = identity;
  const key = 'subject' in identity ? `${role} ${identity.subject}` : `${role} ${network}`;
  return { role, key, address: network };
}

/**
 * An IPv4 address, however written, and the first 64 bits of an IPv6 one: whoever has one has 2⁶⁴. Empty for a connection that is gone
 * before it was looked at.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined || /^[\d.]*$/.test(address)) return address ?? '';
  const [bare = ''] = address.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped || !isIPv6(bare)) return mapped ?? bare;
  const [head = '', tail] = bare.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = tail === undefined ? before : [...before, ...zeros, ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
