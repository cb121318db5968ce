// TPKT and COTP, and the dispatch to what they carry.
export { isoOnTcpMessage } from './analyzer.ts'
export { looksLikeIsoOnTcp, tpktLength } from './decode.ts'
export { isoOnTcpPdu, type UpperTeller } from './pdu.ts'
