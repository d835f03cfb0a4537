// Who sees which part of the schema. An audience sees everything that has none of these tags, and what has its own; those within the
// network see all.
import type { Role } from '../../lib/identity.ts';

export const audiences = ['public', 'branch', 'bookstore', 'internal'] as const;

export type Audience = (typeof audiences)[number];

/** One thing for each audience. */
export type ByAudience<Thing> = Readonly<Record<Audience, Thing>>;

const audienceOfRole: Readonly<Record<Role, Audience>> = {
  anonymous: 'public',
  reader: 'public',
  librarian: 'branch',
  clerk: 'bookstore',
  admin: 'internal',
  service: 'internal',
};

/** The audience of whoever has a role. An API key has its store's: that of clerks. */
export function audienceOf(role: Role): Audience {
  return audienceOfRole[role];
}

/** The roles of an audience. */
export function rolesOf(audience: Audience): Role[] {
  return (Object.keys(audienceOfRole) as Role[]).filter((role) => audienceOfRole[role] === audience);
}

export function byAudience<Thing>(make: (audience: Audience) => Thing): ByAudience<Thing> {
  return Object.fromEntries(audiences.map((audience) => [audience, make(audience)])) as ByAudience<Thing>;
}
