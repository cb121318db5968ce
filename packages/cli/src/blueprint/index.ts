// `penstock blueprint …`: the target architecture of a plant file, without a server.
export { blueprintCheck } from './check.ts'
export { blueprintCloud } from './cloud.ts'
export { blueprintDraw } from './draw.ts'
export { blueprintLink } from './link.ts'
export { blueprintMonitoring } from './monitoring.ts'
