// The attack scenarios replayed on the organisation's own coverage, under each operating model.
export { rehearsalDesk } from './desk.ts'
export { scenarioFeeds } from './feeds.ts'
export { serveRehearsal } from './routes.ts'
export { RehearsalService } from './service.ts'
export { scenarioView } from './views.ts'
