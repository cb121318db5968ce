// Vulnerabilities in the hub: advisories and lists as they were published, what they mean for each asset, and what people decide.
export { AdvisoryIntake } from './intake.ts'
export { listMeasures, listWeaknesses } from './match-queries.ts'
export { Matching } from './matching.ts'
export { serveVulnerabilities } from './routes.ts'
export { VulnerabilitiesService } from './service.ts'
