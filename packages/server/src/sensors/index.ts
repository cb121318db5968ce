// Sensors as the hub knows them: enrolment by code, what each watched and lost, and what came to the wrong door.
export { storeCoverage } from './coverage.ts'
export { ensureSensor } from './queries.ts'
export { serveSensors } from './routes.ts'
export { SensorsService } from './service.ts'
export { storeSightings } from './sightings.ts'
