import { parse } from 'graphql';
import { auditEntities } from '../../lib/audit/entities.ts';
import { auditTasks, recurringAuditTasks } from '../../lib/audit/seal.ts';
import { tellOrderJob } from '../../lib/orderSteps.ts';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { FormerBook } from './bookNames.ts';
import { Closing } from './calendars.ts';
import { type Context, createContext } from './context.ts';
import { CreditEvent } from './credit.ts';
import { refreshBands, refreshSeconds } from './creditSource.ts';
import { entities } from './entities.ts';
import { resumeErasure } from './erasures.ts';
import { figures } from './figures.ts';
import { FulfilmentChoice } from './fulfilmentChoice.ts';
import { holdEntities } from './holdEntities.ts';
import { finishCapture, fulfilBought, serveQueueJob, sweepHolds, tellKept } from './holdServing.ts';
import { forgetEvents, lendingEvents } from './live.ts';
import { LendingEvent } from './liveEntities.ts';
import { resumeLoanRequest } from './loanRequests.ts';
import { completeLoss, withdrawItem } from './losses.ts';
import { migrations } from './migrations/index.ts';
import { lendAgain } from './missingCopies.ts';
import { noticeEntities } from './noticeEntities.ts';
import { noticeSeconds, sendNotices } from './notices.ts';
import { tellCopies, unpageCopy } from './parcelCopies.ts';
import { parcelEntities } from './parcelEntities.ts';
import { sweepParcels } from './parcelTimers.ts';
import { LoanPolicy } from './policies.ts';
import { cutHistories, cutSeconds } from './privacy.ts';
import { privacyEntities } from './privacyEntities.ts';
import { planHoldNotices, planReminders, planSeconds } from './reminders.ts';
import { LoanRenewal, tellOwner } from './renewals.ts';
import { resolvers } from './resolvers.ts';
import { completeReturn, receiveAgain } from './returns.ts';
import { LoanTally, tallyLoans, tallySeconds } from './tallies.ts';

export const lending: SubgraphDefinition<Context> = {
  name: 'lending',
  typeDefs: parse(subgraphSdl('lending')),
  resolvers,
  database: {
    entities: [
      ...entities,
      ...auditEntities,
      FormerBook,
      ...parcelEntities,
      LoanPolicy,
      Closing,
      LoanRenewal,
      CreditEvent,
      FulfilmentChoice,
      LoanTally,
      ...holdEntities,
      LendingEvent,
      ...noticeEntities,
      ...privacyEntities,
    ],
    migrations,
  },
  createContext,
  tasks: {
    ...auditTasks('lending'),
    completeLoss,
    completeReturn,
    cutHistories,
    finishCapture,
    forgetEvents,
    fulfilBought,
    planHoldNotices,
    planReminders,
    resumeErasure,
    resumeLoanRequest,
    receiveAgain,
    serveQueue: serveQueueJob,
    refreshBands,
    sendNotices,
    sweepHolds,
    sweepParcels,
    tallyLoans,
    lendAgain,
    tellCopies,
    tellKept,
    tellOrder: tellOrderJob,
    tellOwner,
    unpageCopy,
    withdrawItem,
  },
  recurring: {
    ...recurringAuditTasks,
    forgetEvents: 3_600,
    planHoldNotices: noticeSeconds,
    planReminders: planSeconds,
    refreshBands: refreshSeconds,
    sendNotices: noticeSeconds,
    sweepHolds: 30,
    sweepParcels: 60,
    tallyLoans: tallySeconds,
    cutHistories: cutSeconds,
  },
  events: { source: lendingEvents },
  figures,
};
