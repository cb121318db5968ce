// Zones and conduits: map, list, panels, breaches.
export { nextSpot } from './arrows.ts'
export { BreachesPage } from './BreachesPage.tsx'
export { BreachLine } from './BreachLine.tsx'
export { ringName } from './describe.ts'
export { NoBreach } from './NoBreach.tsx'
export { BreachesSearch, ZonesSearch } from './search.ts'
export { ZonesPage } from './ZonesPage.tsx'
