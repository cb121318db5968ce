// Attack paths of the declared plant, computed off the hub's thread.
export { hopView, pathView } from './answers.ts'
export { pathsDesk } from './desk.ts'
export { WEAKNESSES } from './question.ts'
export { servePaths } from './routes.ts'
export { PathsService } from './service.ts'
export { weakenedPlant } from './weakened-plant.ts'
