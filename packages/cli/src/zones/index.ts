// `penstock zones …`: conversations of captures judged against the zones and conduits of a plant.
export { zonesJudge } from './judge.ts'
