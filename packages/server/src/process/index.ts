// What fails when a unit of the declared plant does, computed off the hub's thread.
export { CriticalityKeeper } from './criticality-keeper.ts'
export { processDesk } from './desk.ts'
export { askedKnownPlant } from './known-plant.ts'
export { serveProcess } from './routes.ts'
export { ProcessService } from './service.ts'
