// `penstock doctor`: what is wrong with an installation and how to mend it.
export { doctor } from './command.ts'
