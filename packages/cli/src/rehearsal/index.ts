// `penstock model rehearse`: the attack scenarios on the coverage of a file or of a running hub.
export { modelRehearse } from './rehearse.ts'
