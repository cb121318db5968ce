// Commands of the sensor.
export { sensorEnrol } from './enrol.ts'
export { sensorRead } from './read.ts'
export { refusalText } from './refusal-text.ts'
export { sensorRun } from './run.ts'
