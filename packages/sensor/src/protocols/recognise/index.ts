// Recognising protocols by content.
export * from './answer.ts'
export { recogniseDns } from './dns.ts'
export { recogniseTcp } from './tcp.ts'
export { recogniseUdp } from './udp.ts'
