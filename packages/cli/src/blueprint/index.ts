// `penstock blueprint …`: the target architecture of a plant file, without a server.
export { blueprintCheck } from './check.ts'
export { blueprintDraw } from './draw.ts'
