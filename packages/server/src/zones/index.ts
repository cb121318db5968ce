// Zones and conduits in the hub: models handed to the cells, conversations and verdicts that came back, breaches, the map.
export { concludeZones, sourcedConversations } from './conclude.ts'
export { listSeenConduitsAt } from './history.ts'
export { ZoneJudge } from './judge.ts'
export { readZoneModel, renewZoneModel } from './models.ts'
export { listConversationRows, listSeenConduits } from './queries.ts'
export { serveZones } from './routes.ts'
export { ZonesService } from './service.ts'
export { storeConversations } from './told-conversations.ts'
