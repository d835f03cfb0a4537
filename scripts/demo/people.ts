// Who plays in the demonstrations, and where their parcels go.
import type { Person } from '../../gateway/auth/claims.ts';

export const librarian = (library: string): Person => ({
  role: 'librarian',
  subject: `librarian@${library}`,
  library,
});
export const clerk = (store: string): Person => ({ role: 'clerk', subject: `clerk@${store}`, store });
export const reader = (card: string): Person => ({ role: 'reader', subject: card, card });
export const admin: Person = { role: 'admin', subject: 'admin' };

export const address = {
  recipient: '【样例】收件人',
  phone: '025-00000000',
  province: '江苏省',
  city: '南京市',
  district: '建邺区',
  street: '【样例】样例路 1 号',
};
