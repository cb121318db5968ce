// Commands of the sensor.
export { sensorEnrol } from './enrol.ts'
export { sensorRead } from './read.ts'
export { refusalText } from './refusal-text.ts'
export { sensorRun } from './run.ts'
export { SPOOL_BYTES } from './run-options.ts'
export { SET_ASIDE } from './spool.ts'
export { isEnrolled, spoolOf } from './state-folder.ts'
