// The rehearsal of attack scenarios, a tab of the operating model's page.
export { RehearsalPart } from './RehearsalPart.tsx'
