// S7 communication of SIMATIC S7-300/400 and compatible controllers.
export { s7Message } from './analyzer.ts'
export { s7Coverage } from './coverage.ts'
export { describeS7 } from './names.ts'
export { s7Pdu } from './pdu.ts'
