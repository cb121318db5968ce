// The declared plant and its sites.
export { servePlant } from './routes.ts'
export { FIRST_SITE, findPlantSource, listSiteKeys, PlantService, readDeclaredPlant } from './service.ts'
