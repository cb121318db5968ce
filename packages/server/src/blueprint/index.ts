// The blueprint of a site in the hub: agreed versions, and the deviation of today from the one in force, computed continuously.
export { blueprintDesk } from './desk.ts'
export { serveBlueprint } from './routes.ts'
export { BlueprintService } from './service.ts'
export { BlueprintWatch } from './watch.ts'
