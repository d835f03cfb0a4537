// `npm run demo`: the whole network on a data folder that is removed afterwards, and its main jobs played through the
// gateway over HTTP. Every answer is checked; the first one that is not as expected ends the demonstration.
import { command } from './command.ts';

const usage = `Usage: npm run demo -- [PLAY]

Opens the whole network on a temporary data folder and plays through the gateway. Each answer is checked; the exit code is 1 when
one is not as expected. Nothing is left behind.

  jobs         the main jobs (when nothing is said): a holdings question, the same with a silent service, purchase-lend orders lent,
               refused and repeated, a purchase and a loan online, returns
  bookstore    a clerk's day: orders at the counter, a refusal with three reasons, a void, an online order to the door; then the
               month's statement, disputed, corrected, exported, agreed, invoiced and paid
  reader       a reader's month: the ways to a book, a parcel with what its courier tells, a bought book, a hold, renewals, returns at
               another branch and by parcel, the credit
  branch       a branch's day: its lists, what is picked, packed, received and kept for readers, loans over the desk and at a machine,
               returns with each of the four answers, a lost copy, the loans of a member system

  --help       this text

LOG_LEVEL=warn shows the log as well; NO_COLOR leaves out the colours.`;

await command(
  usage,
  {},
  async ({ choice = 'jobs' }) => {
    // The code of the network is read when it is needed: not to explain the command.
    const { demonstrate } = await import('./demo/demonstrate.ts');
    await demonstrate(String(choice));
  },
  ['jobs', 'bookstore', 'reader', 'branch'],
);
process.exit();
