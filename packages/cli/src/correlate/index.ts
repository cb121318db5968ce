// `penstock correlate`: attack chains over IT and OT in files of signals and in captures.
export { correlate } from './correlate.ts'
