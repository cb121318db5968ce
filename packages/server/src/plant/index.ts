// The declared plant and its sites.
export { type AskedPlant, type AskedPlantOptions, askedPlant, loadablePlant } from './asked.ts'
export { findSite } from './queries.ts'
export { readSite } from './read-site.ts'
export { servePlant } from './routes.ts'
export {
  FIRST_SITE,
  findPlantImport,
  findPlantSource,
  listSiteKeys,
  PlantService,
  readDeclaredPlant,
  readPlantLists,
} from './service.ts'
