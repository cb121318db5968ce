// Sources of events as the hub knows them: enrolment, how each stands, and what came to the wrong door.
export { serveSources } from './routes.ts'
export { SourcesService } from './service.ts'
