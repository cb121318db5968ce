// How a site is parted: proposals of zones and conduits, and the rules that they ask for.
export { SegmentationPage } from './SegmentationPage.tsx'
export { SegmentationSearch } from './search.ts'
