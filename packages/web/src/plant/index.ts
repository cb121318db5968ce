// The declared plant and the names of sites.
export { PlantPage } from './PlantPage.tsx'
export { SiteName } from './SiteName.tsx'
