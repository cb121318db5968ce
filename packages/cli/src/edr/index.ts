// `penstock edr`: an endpoint product's hosts against a plant.
export { edrScope } from './scope.ts'
export { edrStart } from './start.ts'
