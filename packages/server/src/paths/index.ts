// Attack paths of the declared plant, computed off the hub's thread.
export { pathsDesk } from './desk.ts'
export { servePaths } from './routes.ts'
export { PathsService } from './service.ts'
