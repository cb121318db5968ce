// Door of the __kebab__ room: what the hub composes.
export { serve__Pascal__ } from './routes.ts'
export { __Pascal__Service } from './service.ts'
