// Shadow infrastructure: judged in a cell, told, decided and counted in the hub.
export { concludeShadow } from './conclude.ts'
export { serveShadow } from './routes.ts'
export { ShadowService } from './service.ts'
export { type HostPlace, ShadowJudge } from './shadow-judge.ts'
export { storeFindings } from './told-findings.ts'
