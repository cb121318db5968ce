// Recognising protocols by content.
export * from './answer.ts'
export { recogniseTcp } from './tcp.ts'
export { recogniseUdp } from './udp.ts'
