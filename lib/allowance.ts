// Which addresses may be called at the wish of users: public ones, and what the operators allow beside them.
import { BlockList, isIP } from 'node:net';

/** What is allowed beside public addresses: hosts by name, and addresses. */
export interface Allowance {
  hosts: ReadonlySet<string>;
  addresses: BlockList;
}

/**
 * Reads a list such as `pos.example.org, 10.0.0.0/8, ::1`.
 * @throws Error that names the entries which are neither a host, nor an address, nor a network
 */
export function readAllowance(text = ''): Allowance {
  const hosts = new Set<string>();
  const addresses = new BlockList();
  const wrong: string[] = [];
  for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
    const [address = '', prefix, ...more] = entry.split('/');
    const family = isIP(address);
    if (entry === '') continue;
    if (family && isPrefix(prefix, family) && more.length === 0) {
      addresses.addSubnet(address, prefix === undefined ? bitsOf(family) : Number(prefix), nameOf(family));
    } else if (family === 0 && /^(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(entry)) {
      hosts.add(entry);
    } else {
      wrong.push(`"${entry}"`);
    }
  }
  if (wrong.length > 0) {
    throw new Error(
      `${wrong.join(', ')}: each entry is a host, an address or a network, "pos.example.org, 10.0.0.0/8, ::1".`,
    );
  }
  return { hosts, addresses };
}

/** Whether an address may be called: it is allowed, or reachable by everybody on the Internet. */
export function isReachable(address: string, { addresses }: Allowance): boolean {
  const [bare = ''] = address.split('%');
  const family = isIP(bare);
  if (family === 0) return false;
  if (addresses.check(bare, nameOf(family))) return true;
  return family === 4 ? !special4.check(bare, 'ipv4') : global6.check(bare, 'ipv6') && !special6.check(bare, 'ipv6');
}

/** Whether the operators allow a host by its name, or by the address that it is given as. */
export function isListed(host: string, { hosts, addresses }: Allowance): boolean {
  const family = isIP(host);
  return family === 0 ? hosts.has(host) : addresses.check(host, nameOf(family));
}

const bitsOf = (family: number) => (family === 4 ? 32 : 128);
const nameOf = (family: number) => (family === 4 ? 'ipv4' : 'ipv6');

function isPrefix(prefix: string | undefined, family: number): boolean {
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bitsOf(family));
}

const networks = (type: 'ipv4' | 'ipv6', ...list: string[]) => {
  const blocks = new BlockList();
  for (const network of list) {
    const [address = '', prefix] = network.split('/');
    blocks.addSubnet(address, Number(prefix), type);
  }
  return blocks;
};

/** The special-purpose addresses of RFC 6890 and its registry, multicast and the rest from 224 on. */
const special4 = networks(
  'ipv4',
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
);
/** All of IPv6 that is given out for the Internet: loopback, local, multicast and IPv4 in any clothing lie outside. */
const global6 = networks('ipv6', '2000::/3');
/** Of these, protocols' own (Teredo among them), documentation, and 6to4, which carries an IPv4 address. */
const special6 = networks('ipv6', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');
