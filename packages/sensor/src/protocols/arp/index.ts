// Address resolution.
export { arpPacket } from './analyzer.ts'
