// EtherNet/IP and the CIP messages it carries.
export { enipMessage, looksLikeCipIo } from './analyzer.ts'
export { cipCoverage } from './coverage.ts'
export { enipLength, looksLikeEnip } from './decode.ts'
export { describeCip } from './names.ts'
export { enipPdu } from './pdu.ts'
