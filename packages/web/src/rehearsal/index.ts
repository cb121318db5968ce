// Two parts of the operating model's page: the rehearsal of attack scenarios, and what the records say ninety days after a switch.
export { AfterSwitch } from './AfterSwitch.tsx'
export { RehearsalPart } from './RehearsalPart.tsx'
