// Hunts in a cell: hypotheses as saved questions, run by people and by schedule, each with what it could not see.
export { type HuntClock, startHuntClock } from './clock.ts'
export { loadPseudonyms } from './pseudonyms.ts'
export { serveHunts } from './routes.ts'
export { HuntService } from './service.ts'
