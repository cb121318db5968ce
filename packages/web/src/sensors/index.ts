// Sensors: who listens where, what was lost, where nobody watched; enrolment by a code.
export { SensorsPage } from './SensorsPage.tsx'
export { StateMark } from './StateMark.tsx'
export { SensorsSearch } from './search.ts'
