// Who talks to whom: conversations as the hub knows them, now and at an instant.
export { serveTraffic } from './routes.ts'
export { TrafficService } from './service.ts'
