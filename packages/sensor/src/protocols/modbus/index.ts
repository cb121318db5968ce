// Modbus/TCP, UMAS included.
export { modbusMessage } from './analyzer.ts'
export { modbusCoverage } from './coverage.ts'
export { looksLikeModbus, modbusLength } from './decode.ts'
export { describeModbus } from './names.ts'
export { modbusPdu } from './pdu.ts'
export { modbusPoint } from './values.ts'
