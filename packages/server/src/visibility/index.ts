// Door of the visibility room: what the hub composes.
export { serveVisibility } from './routes.ts'
export { VisibilityService } from './service.ts'
