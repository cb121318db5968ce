// Home: what is wrong, what is unknown, and the next step.
export { serveHome } from './routes.ts'
export { HomeService } from './service.ts'
