// Events of other systems in a cell: taken in, read behind the answer, kept and asked for.
export { startEventCarrier } from './carrier.ts'
export { EventIntake, type QueueBounds } from './intake.ts'
export { startEventKeeper } from './keeper.ts'
export { Listeners } from './listeners.ts'
export { serveIngest } from './routes.ts'
export { ARRIVING_DAYS, viewArriving } from './view-arriving.ts'
export { EventViews, eventView } from './view-events.ts'
export { listHuntedSources, viewKept, viewSources } from './view-sources.ts'
