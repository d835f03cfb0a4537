/** Decided in favour, the entries follow. */
export const decidedMessage = {
  ZH: '已确认，读者可以带走图书；登记稍后自动完成。',
  EN: 'Confirmed: the reader may take the book; the entries follow by themselves.',
};
