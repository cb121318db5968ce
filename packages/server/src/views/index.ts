// Saved views of lists.
export { serveViews } from './routes.ts'
export { ViewsService } from './service.ts'
