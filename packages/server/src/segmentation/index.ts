// Checks of segmentation on the declared plant of a site, off the hub's thread.
export { segmentationDesk } from './desk.ts'
export { serveSegmentation } from './routes.ts'
export { SegmentationService } from './service.ts'
