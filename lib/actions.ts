// The action table: who may do what, on which resource. Every mutation and every private read consults it.
import { CallerError } from './errors.ts';
import type { Identity, Role } from './identity.ts';

/** What an action is done to. Only the parts that decide for that action are given. */
export interface Resource {
  store?: string | null;
  library?: string | null;
  card?: string | null;
}

type Permission = (identity: Identity, resource: Resource) => boolean;

const always: Permission = () => true;
const ownStore: Permission = (identity, resource) => identity.role === 'clerk' && identity.store === resource.store;
const ownCard: Permission = (identity, resource) => identity.role === 'reader' && identity.card === resource.card;
const ownLibrary: Permission = (identity, resource) =>
  identity.role === 'librarian' && identity.library === resource.library;

/** Roles without an entry may not. */
const table = {
  'order.submit': { clerk: ownStore, admin: always },
  'order.request': { reader: ownCard },
  'order.read': { reader: ownCard, clerk: ownStore, librarian: ownLibrary, admin: always },
  'order.watch': { reader: ownCard, clerk: ownStore, librarian: ownLibrary, admin: always },
  'order.readCompensation': { reader: ownCard, librarian: ownLibrary, admin: always },
  'order.readNetPrice': { clerk: ownStore, librarian: ownLibrary, admin: always },
  'order.fulfil': { clerk: ownStore, admin: always },
  'order.signFor': { reader: ownCard, clerk: ownStore, admin: always },
  'order.cancel': { reader: ownCard },
  'order.review': { librarian: ownLibrary, admin: always },
  'order.void': { clerk: ownStore, admin: always },
  'order.readAddress': { reader: ownCard, clerk: ownStore },
  'order.readAddressLooks': { reader: ownCard, librarian: ownLibrary, admin: always },
  'order.reconcile': { admin: always, service: always },
  'store.readOrders': { clerk: ownStore, admin: always },
  'store.putOffers': { clerk: ownStore, admin: always },
  'webhook.manage': { clerk: ownStore, admin: always },
  'apiKey.manage': { clerk: ownStore, admin: always },
  'eligibility.ofReader': { reader: ownCard, clerk: always, librarian: always, admin: always },
  'rules.add': { librarian: ownLibrary, admin: always },
  'rules.addForNetwork': { admin: always },
  'rules.replay': { librarian: ownLibrary, admin: always },
  'barcodes.issue': { librarian: ownLibrary, admin: always },
  'barcodes.read': { clerk: ownStore, librarian: ownLibrary, admin: always },
  'fund.readAmounts': { librarian: ownLibrary, admin: always },
  'fund.allocate': { admin: always },
  'contract.read': { clerk: ownStore, librarian: ownLibrary, admin: always },
  'contract.add': { admin: always },
  'statement.read': { clerk: ownStore, librarian: ownLibrary, admin: always },
  'statement.issue': { librarian: ownLibrary, admin: always },
  'statement.dispute': { clerk: ownStore, librarian: ownLibrary },
  'statement.answer': { clerk: ownStore, librarian: ownLibrary, admin: always },
  'statement.correct': { librarian: ownLibrary, admin: always },
  'statement.agree': { clerk: ownStore, librarian: ownLibrary },
  'statement.invoice': { clerk: ownStore },
  'statement.pay': { librarian: ownLibrary },
  'report.read': { librarian: ownLibrary, admin: always },
  'reader.find': { reader: ownCard, clerk: always, librarian: always, admin: always },
  'reader.readPrivate': { reader: ownCard, librarian: always, admin: always },
  'reader.export': { reader: ownCard, admin: always },
  'history.erase': { reader: ownCard, admin: always },
  'policy.add': { librarian: ownLibrary, admin: always },
  'policy.addForNetwork': { admin: always },
  'loan.checkOut': { librarian: ownLibrary, admin: always },
  'loan.renew': { reader: ownCard, librarian: always, admin: always },
  'loan.report': { librarian: ownLibrary, admin: always },
  'loan.claimReturned': { reader: ownCard, librarian: always, admin: always },
  'credit.appeal': { reader: ownCard },
  'credit.decide': { librarian: always, admin: always },
  'credit.suspend': { librarian: always, admin: always },
  'credit.refresh': { reader: ownCard, librarian: always, admin: always },
  'reader.consent': { librarian: always, admin: always },
  'loan.request': { reader: ownCard, librarian: always, admin: always },
  'loan.cancel': { reader: ownCard, librarian: always, admin: always },
  'parcel.handle': { librarian: ownLibrary, admin: always },
  'parcel.signFor': { reader: ownCard, librarian: always, admin: always },
  'parcel.readAddress': { reader: ownCard, librarian: ownLibrary },
  'parcel.readAddressLooks': { reader: ownCard, librarian: ownLibrary, admin: always },
  'address.keep': { reader: ownCard },
  'tariff.add': { admin: always },
  'courier.manage': { admin: always },
  'source.manage': { admin: always },
  'hold.place': { reader: ownCard, librarian: always, admin: always },
  'hold.change': { reader: ownCard, librarian: always, admin: always },
  'worklist.watch': { librarian: ownLibrary, admin: always },
  'shelf.watch': { reader: ownCard, admin: always },
  'reader.setReminders': { reader: ownCard },
  'notice.readFailed': { admin: always },
  'worklist.read': { librarian: ownLibrary, admin: always },
  'item.return': { librarian: ownLibrary, admin: always },
  'item.catalogue': { librarian: ownLibrary, admin: always },
  'item.shelve': { librarian: ownLibrary, admin: always },
  'item.reportLoss': { librarian: ownLibrary, admin: always },
  'item.put': { librarian: ownLibrary, admin: always, service: always },
  'item.settle': { librarian: ownLibrary, admin: always },
  'changes.read': { librarian: always, admin: always, service: always },
  'book.merge': { librarian: always, admin: always },
  'book.split': { librarian: always, admin: always },
  'import.run': { clerk: ownStore, librarian: ownLibrary, admin: always },
  'import.read': { clerk: ownStore, librarian: ownLibrary, admin: always },
  'internal.call': { service: always },
} as const satisfies Record<string, Partial<Record<Role, Permission>>>;

export type Action = keyof typeof table;

/** All actions of the table. */
export const actions = Object.keys(table) as Action[];

/** May this identity do this to that resource? */
export function may(identity: Identity, action: Action, resource: Resource = {}): boolean {
  return permits(identity, action, resource) && isInScopes(identity, action);
}

/** Whether what an identity was given reaches as far as an action, whoever may do it. Without scopes it reaches everywhere. */
export function isInScopes(identity: Identity, action: Action): boolean {
  if (!('scopes' in identity) || !identity.scopes) return true;
  return identity.scopes.includes(action) || identity.scopes.includes(groupOf(action));
}

/** The actions that a scope names: `order.submit` one, its group `order` several, any other text none. */
export function actionsOf(scope: string): Action[] {
  return actions.filter((action) => action === scope || groupOf(action) === scope);
}

/** The actions of a role, on whatever is its own. */
export function actionsOfRole(role: Role): Action[] {
  return actions.filter((action) => role in table[action]);
}

/** What is the caller's own: for what may be done at all is asked before it is known whose the thing is that was named. */
export function ownOf(identity: Identity): Resource {
  switch (identity.role) {
    case 'clerk':
      return { store: identity.store };
    case 'librarian':
      return { library: identity.library };
    case 'reader':
      return { card: identity.card };
    default:
      return {};
  }
}

function permits(identity: Identity, action: Action, resource: Resource): boolean {
  const permissions: Partial<Record<Role, Permission>> = table[action];
  return permissions[identity.role]?.(identity, resource) ?? false;
}

/** What a caller is and may ask for at all. */
export interface Access {
  isSignedIn: boolean;
  /** The actions that the caller may do with some resource. */
  scopes: ReadonlySet<string>;
  /** Those that the caller's role may, and the token or key may not. */
  outOfScope?: ReadonlySet<string>;
  /** Policies of the gateway; this network has none. */
  policies: ReadonlySet<string>;
}

const accesses = new WeakMap<Identity, Access>();
const accessByKey = new Map<string, Access>();
/** Identities differ by what they own; what they may do at all, by role and token. Tokens may have any scopes. */
const accessesKept = 1_000;

/** What this identity may do with some resource: the same object for all who may do the same, in one look-up. */
export function accessOf(identity: Identity): Access {
  const known = accesses.get(identity);
  if (known) return known;
  const scopes = 'scopes' in identity ? identity.scopes : undefined;
  const key = `${identity.role} ${scopes ? [...new Set(scopes)].toSorted().join(' ') : '*'}`;
  const access = accessByKey.get(key) ?? newAccess(identity);
  accessByKey.set(key, access);
  if (accessByKey.size > accessesKept) accessByKey.delete(accessByKey.keys().next().value ?? '');
  accesses.set(identity, access);
  return access;
}

function newAccess(identity: Identity): Access {
  const ofRole = actionsOfRole(identity.role);
  return {
    isSignedIn: identity.role !== 'anonymous',
    scopes: new Set<string>(ofRole.filter((action) => isInScopes(identity, action))),
    outOfScope: new Set<string>(ofRole.filter((action) => !isInScopes(identity, action))),
    policies: new Set(),
  };
}

/** Who may do an action, for people: `a clerk, for the own store; an admin`. Undefined when there is no such action. */
export function holdersOf(action: string): string | undefined {
  return Object.hasOwn(table, action) ? rolesOf(action as Action) : undefined;
}

function groupOf(action: Action): string {
  return action.slice(0, action.indexOf('.'));
}

/**
 * Demands a permission.
 * @throws CallerError UNAUTHENTICATED for nobody, FORBIDDEN for somebody who may not
 */
export function authorise(identity: Identity, action: Action, resource: Resource = {}): void {
  if (may(identity, action, resource)) {
    return;
  }
  if (identity.role === 'anonymous') {
    throw new CallerError(
      'UNAUTHENTICATED',
      `请先登录：此操作限${chineseRolesOf(action)}。Sign in to do this: "${action}" is for ${rolesOf(action)}.`,
      { action },
    );
  }
  if ('scopes' in identity && identity.scopes && !isInScopes(identity, action)) {
    const given = identity.scopes.join(', ') || '无 none';
    throw new CallerError(
      'FORBIDDEN',
      `凭证的权限范围不含“${action}”。The token or key does not reach as far as "${action}"; its scopes: ${given}.`,
      { action },
    );
  }
  const permissions: Partial<Record<Role, Permission>> = table[action];
  const own = permissions[identity.role] && ownValue(identity);
  const message = own
    ? `您的令牌只适用于 ${own}。Your token is for ${own}; this is for another. "${action}" is for ${rolesOf(action)}.`
    : `您无权进行此操作：限${chineseRolesOf(action)}。"${action}" is not allowed for a ${identity.role}: it is for ${rolesOf(action)}.`;
  throw new CallerError('FORBIDDEN', message, { action });
}

/** What an identity stands for: its store, library or card. */
function ownValue(identity: Identity): string | null {
  return Object.values(ownOf(identity))[0] ?? null;
}

const scopes = new Map<Permission, { zh: string; en: string }>([
  [ownStore, { zh: '本店店员', en: ', for the own store' }],
  [ownCard, { zh: '读者本人', en: ', for the own card' }],
  [ownLibrary, { zh: '本馆馆员', en: ', for the own library' }],
]);

const chineseRoles: Readonly<Record<Exclude<Role, 'anonymous'>, string>> = {
  reader: '读者',
  clerk: '店员',
  librarian: '馆员',
  admin: '管理员',
  service: '系统服务',
};

function rolesOf(action: Action): string {
  return Object.entries(table[action])
    .map(([role, permission]) => `${role === 'admin' ? 'an' : 'a'} ${role}${scopes.get(permission)?.en ?? ''}`)
    .join('; ');
}

function chineseRolesOf(action: Action): string {
  return Object.entries(table[action])
    .map(([role, permission]) => scopes.get(permission)?.zh ?? chineseRoles[role as keyof typeof chineseRoles])
    .join('、');
}
