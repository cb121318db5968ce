// Behaviour in a cell: what departs from the baseline, the zones and approved work is raised as detections, and taken back when it holds no more.
export { Behaviour, type BehaviourOptions } from './behaviour.ts'
export { startSensorWatch } from './sensor-watch.ts'
