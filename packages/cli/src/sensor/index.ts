// Commands of the sensor.
export { sensorRead } from './read.ts'
