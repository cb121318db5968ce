// SOC metrics in the hub: computed when asked from what incidents, handoffs, tips and detections recorded. The room keeps nothing.
export { HuntYield } from './after-switch.ts'
export { serveMetrics } from './routes.ts'
export { SocMetricsService } from './service.ts'
