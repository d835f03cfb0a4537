// Sentences for a reader or a clerk that are not about a rule.

/** No decision in time. */
export const tryAgainMessage = {
  ZH: '系统未能及时确认，本次未办理，任何登记都不会生效。请重新提交（使用新的单号）。',
  EN: 'There was no decision in time. Nothing was taken and nothing will be: submit again, with a new key.',
};

/** The value of `TryAgain`: there is nothing to tell but the sentence. */
export type Undecided = Record<never, never>;
