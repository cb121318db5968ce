// The SOC model in force and its switch, decisions by four eyes, break-glass.
export { BreakGlassService } from './break-glass.ts'
export { serveOperatingModel } from './routes.ts'
export { OperatingModelService } from './service.ts'
