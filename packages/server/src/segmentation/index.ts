// Checks of segmentation on the declared plant of a site.
export { serveSegmentation } from './routes.ts'
export { SegmentationService } from './service.ts'
