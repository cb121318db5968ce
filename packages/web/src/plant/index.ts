// The declared plant and the names of sites.
export { DECLARED_KNOWS, DeclaredPage } from './DeclaredPage.tsx'
export { PlantPage } from './PlantPage.tsx'
export { SiteName } from './SiteName.tsx'
