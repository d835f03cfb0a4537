// Rules that were not met, in words, and what of them each viewer may see. The same for purchases and loans.

import { may } from './actions.ts';
import type { Identity } from './identity.ts';

export type RuleSubject = 'BOOK' | 'STORE' | 'READER' | 'FUND';
export type RuleUnit = 'FEN' | 'COPIES' | 'LOANS' | 'YEAR' | 'HOURS';
export type Language = 'ZH' | 'EN';

/** A rule that failed, as it is stored with the order. `limit` and `actual` are in the rule's unit. */
export interface Failure {
  code: RuleCode;
  limit?: number | null | undefined;
  actual?: number | null | undefined;
  /** First day on which the rule would pass by itself. */
  eligibleFrom?: string | null | undefined;
  /** A librarian may let it pass. */
  review?: boolean | undefined;
}

interface Rule {
  subject: RuleSubject;
  unit?: RuleUnit;
  zh: (failure: Failure) => string;
  en: (failure: Failure) => string;
}

const yuan = (fen: number | null | undefined) => ((fen ?? 0) / 100).toFixed(2);

const rules = {
  PRICE_CAP: {
    subject: 'BOOK',
    unit: 'FEN',
    zh: ({ limit, actual }) => `定价 ${yuan(actual)} 元，超过 ${yuan(limit)} 元的上限。`,
    en: ({ limit, actual }) => `The list price of ${yuan(actual)} CNY is above the cap of ${yuan(limit)} CNY.`,
  },
  PUBLICATION_AGE: {
    subject: 'BOOK',
    unit: 'YEAR',
    zh: ({ limit, actual }) => `${actual} 年出版，只采购 ${limit} 年及以后出版的图书。`,
    en: ({ limit, actual }) => `It was published in ${actual}; books of ${limit} and later are bought.`,
  },
  ORDER_ITEMS: {
    subject: 'BOOK',
    unit: 'COPIES',
    zh: ({ limit, actual }) => `本单 ${actual} 册，每单至多 ${limit} 册。`,
    en: ({ limit, actual }) => `This order has ${actual} volumes; an order may have ${limit}.`,
  },
  HELD_AT_LIBRARY: {
    subject: 'BOOK',
    unit: 'COPIES',
    zh: ({ actual }) => `出资馆有 ${actual} 册在架可借，请读者借阅馆藏。`,
    en: ({ actual }) => `The paying library has ${actual} on the shelf that can be borrowed: borrow one of them.`,
  },
  EXCLUDED_CLASS: {
    subject: 'BOOK',
    zh: () => '教材教辅、工具书、考试用书等类别不在采购范围。',
    en: () => 'Books of its class (school books, dictionaries, exams and exercises) are not bought.',
  },
  EXCLUDED_FORMAT: {
    subject: 'BOOK',
    zh: () => '期刊、地图、音像、立体玩具书、活页、进口版、礼品书不在采购范围。',
    en: () =>
      'Periodicals, maps, audio-visual media, pop-up and toy books, loose-leaf, imported and gift editions are not bought.',
  },
  SET_WHOLE: {
    subject: 'BOOK',
    unit: 'COPIES',
    zh: ({ limit, actual }) => `成套图书须整套借购：全套 ${limit} 册，本单 ${actual} 册。`,
    en: ({ limit, actual }) => `A set is taken whole: it has ${limit} volumes, this order ${actual}.`,
  },
  COPY_CAP: {
    subject: 'BOOK',
    unit: 'COPIES',
    zh: ({ limit, actual }) => `连同本册，出资馆将有 ${actual} 册，上限为 ${limit} 册。请读者借阅馆藏。`,
    en: ({ limit, actual }) =>
      `With this one the paying library would have ${actual} copies; it may have ${limit}. Borrow one of them.`,
  },
  CITY_COPY_CAP: {
    subject: 'BOOK',
    unit: 'COPIES',
    zh: ({ limit, actual }) => `连同本册，全市将有 ${actual} 册，上限为 ${limit} 册。请读者借阅馆藏。`,
    en: ({ limit, actual }) =>
      `With this one the city would have ${actual} copies; it may have ${limit}. Borrow one of them.`,
  },
  HOLDINGS_UNKNOWN: {
    subject: 'BOOK',
    zh: () => '有成员馆暂无响应，馆藏复本数超过 24 小时未更新，请稍后再试。',
    en: () => 'A library is silent and its last count is older than 24 hours. Try again later.',
  },
  NOT_IN_STOCK: {
    subject: 'STORE',
    zh: () => '合作书店目前均无库存。',
    en: () => 'No partner bookstore has it in stock.',
  },
  STORE_INACTIVE: {
    subject: 'STORE',
    zh: () => '该书店今日没有有效的合作协议。',
    en: () => 'The store has no contract that covers today.',
  },
  BARCODE_IN_USE: {
    subject: 'BOOK',
    zh: () => '该馆藏条码已被使用，请换一张条码。',
    en: () => 'This library barcode is in use already: take another label.',
  },
  OFFLINE_ALLOWANCE: {
    subject: 'STORE',
    unit: 'COPIES',
    zh: ({ limit, actual }) => `连同本单，本店当日离线售出计 ${actual} 册，协议额度为 ${limit} 册，由馆员审核。`,
    en: ({ limit, actual }) =>
      `With this order ${actual} copies sold off line that day would count; the store's contract allows ${limit}. A librarian decides.`,
  },
  OFFLINE_PRICE_CAP: {
    subject: 'STORE',
    unit: 'FEN',
    zh: ({ limit, actual }) => `定价 ${yuan(actual)} 元，协议允许离线售出的定价上限为 ${yuan(limit)} 元，由馆员审核。`,
    en: ({ limit, actual }) =>
      `The list price is ${yuan(actual)} CNY; the store's contract allows ${yuan(limit)} CNY off line. A librarian decides.`,
  },
  OFFLINE_TOO_LATE: {
    subject: 'STORE',
    unit: 'HOURS',
    zh: ({ limit, actual }) => `售出后第 ${actual} 小时才补传，应在 ${limit} 小时内，由馆员审核。`,
    en: ({ limit, actual }) =>
      `It came in during hour ${actual} after the sale; ${limit} hours are allowed. A librarian decides.`,
  },
  LOAN_QUOTA: {
    subject: 'READER',
    unit: 'LOANS',
    zh: ({ limit, actual }) => `借阅数已满：连同本册 ${actual} 册，上限 ${limit} 册。归还后可再借。`,
    en: ({ limit, actual }) =>
      `With this one the reader would have ${actual} loans; ${limit} are allowed. Return one first.`,
  },
  READER_OUTSTANDING: {
    subject: 'READER',
    unit: 'LOANS',
    zh: ({ limit, actual }) => `选购未还的图书连同本单 ${actual} 册，上限 ${limit} 册。归还后可再选。`,
    en: ({ limit, actual }) =>
      `With this order ${actual} bought copies would not be returned yet; ${limit} are allowed. Return one first.`,
  },
  READER_YEARLY_SPEND: {
    subject: 'READER',
    unit: 'FEN',
    zh: ({ limit, actual }) => `本年选购码洋连同本单 ${yuan(actual)} 元，上限 ${yuan(limit)} 元。`,
    en: ({ limit, actual }) =>
      `With this order the list prices of this year come to ${yuan(actual)} CNY; ${yuan(limit)} CNY are allowed.`,
  },
  READER_RECENT: {
    subject: 'READER',
    unit: 'COPIES',
    zh: ({ limit, actual }) => `近期选购连同本单 ${actual} 册，上限 ${limit} 册。`,
    en: ({ limit, actual }) => `With this order there would be ${actual} purchases of late; ${limit} are allowed.`,
  },
  ALREADY_TAKEN: {
    subject: 'READER',
    zh: () => '该读者已通过“你选书，我买单”借过此书。',
    en: () => 'This reader had this book through the programme before.',
  },
  OVERDUE_BLOCK: {
    subject: 'READER',
    unit: 'LOANS',
    zh: ({ actual }) => `有 ${actual} 册图书逾期未还，归还后可再借。`,
    en: ({ actual }) => `${actual} loan(s) are overdue. Return them first.`,
  },
  CREDIT: {
    subject: 'READER',
    zh: ({ eligibleFrom }) =>
      eligibleFrom
        ? `因信用记录暂停借阅，${eligibleFrom} 起恢复；可在“我的信用”中申诉。`
        : '借阅证已停用，或信用等级未达到要求。请到馆咨询。',
    en: ({ eligibleFrom }) =>
      eligibleFrom
        ? `The credit ledger keeps the reader from borrowing until ${eligibleFrom}; an event can be appealed.`
        : 'The card is suspended, or the credit band is too low. Ask at a library desk.',
  },
  GUARDIAN_CONSENT: {
    subject: 'READER',
    zh: () => '未满 14 周岁的读者须有监护人同意。请监护人到馆办理。',
    en: () => "A reader under 14 needs a guardian's consent: the guardian gives it at a library desk.",
  },
  READER_NOT_ELIGIBLE: {
    subject: 'READER',
    zh: () => '该读者目前不能借阅此书，请读者在“我的借阅”中查看原因。',
    en: () => 'This reader cannot borrow this book now; the reader sees the reasons in the reader app.',
  },
  FUND_EMPTY: {
    subject: 'FUND',
    unit: 'FEN',
    zh: () => '出资馆本年度的购书经费不足。',
    en: () => "The paying library's fund for this year cannot bear it.",
  },
  ITEM_NOT_AVAILABLE: {
    subject: 'BOOK',
    zh: () => '该复本现在不能外借：可能正为他人保留、在途、待编目或仅供阅览。',
    en: () =>
      'This copy cannot be lent now: it is kept for somebody, on its way, not catalogued or for reading here only.',
  },
  RENEWAL_LIMIT: {
    subject: 'READER',
    unit: 'LOANS',
    zh: ({ limit }) => `续借次数已用完，每次借阅可续借 ${limit} 次。`,
    en: ({ limit }) => `A loan of this kind is renewed ${limit} time(s), and it has been.`,
  },
  NO_COPY_AVAILABLE: {
    subject: 'BOOK',
    zh: () => '全市目前没有可借的复本。',
    en: () => 'No copy in the city can be borrowed now.',
  },
  HELD_BY_OTHERS: {
    subject: 'BOOK',
    zh: () => '已有其他读者预约此书，且没有其他复本可供。您可以预约排队。',
    en: () =>
      'Other readers wait for this book, and there is no other copy for them. It can be held: the queue decides.',
  },
  ALREADY_ON_LOAN: {
    subject: 'READER',
    zh: () => '该读者已借有此书，不能预约同一书。',
    en: () => 'The reader has this book on loan, so it cannot be held as well.',
  },
  NOT_HELD: {
    subject: 'BOOK',
    zh: () => '全市各馆均无可外借的复本，也无在订复本，无法预约。',
    en: () =>
      'No library of the city has a copy of it that is ever lent, nor one on order: there is nothing to wait for.',
  },
} as const satisfies Record<string, Rule>;

export type RuleCode = keyof typeof rules;

/** True for a text that is the code of a rule. */
export function isRuleCode(code: string): code is RuleCode {
  return Object.hasOwn(rules, code);
}

/**
 * What one viewer may see of an order's failures. A clerk sees rules about the BOOK and the STORE in full, those about
 * the READER as one READER_NOT_ELIGIBLE; amounts of a FUND are for the library that pays.
 */
export function visibleFailures(failures: readonly Failure[], viewer: Identity, payer: string | null): Failure[] {
  const visible = failures.map((failure) => {
    const { subject } = ruleOf(failure);
    if (subject === 'READER' && !mayReadReader(viewer)) {
      return { code: 'READER_NOT_ELIGIBLE', ...(failure.review ? { review: true } : {}) } as const;
    }
    return subject === 'FUND' && !may(viewer, 'fund.readAmounts', { library: payer })
      ? { code: failure.code, ...(failure.review ? { review: true } : {}) }
      : failure;
  });
  const byCode = new Map<string, Failure>();
  for (const failure of visible) {
    // One that refuses goes before one that a librarian may let pass.
    const known = byCode.get(failure.code);
    if (!known || known.review) byCode.set(failure.code, failure);
  }
  return [...byCode.values()];
}

/** What one viewer may see of the rules that were only marked: those about the READER are nobody's business at the counter. */
export function visibleFlags(flags: readonly RuleCode[], viewer: Identity): RuleCode[] {
  return flags.filter((code) => ruleOf({ code }).subject !== 'READER' || mayReadReader(viewer));
}

/** Resolvers of `RuleFailure`, the same in every subgraph that has the type. */
export const ruleFailureResolvers = {
  subject: (failure: Failure): RuleSubject => ruleOf(failure).subject,
  unit: (failure: Failure): RuleUnit | null =>
    failure.limit == null && failure.actual == null ? null : (ruleOf(failure).unit ?? null),
  onFail: ({ review }: Failure): 'REFUSE' | 'REVIEW' => (review ? 'REVIEW' : 'REFUSE'),
  message: (failure: Failure, { lang }: { lang: Language }): string =>
    ruleOf(failure)[lang === 'EN' ? 'en' : 'zh'](failure),
};

function mayReadReader({ role }: Identity): boolean {
  return role !== 'clerk' && role !== 'anonymous';
}

function ruleOf(failure: Failure): Rule {
  return rules[failure.code];
}
