// What is usual at a site and for a device, and what left it.
export { BaselinesPage } from './BaselinesPage.tsx'
export { DeviceBaseline } from './DeviceBaseline.tsx'
export { BaselinesSearch } from './search.ts'
