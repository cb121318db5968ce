// Checks of segmentation on the declared plant of a site, off the hub's thread; proposals of zones and conduits, and
// what people decide about them.
export { segmentationDesk } from './desk.ts'
export { EnforcementService } from './enforcement.ts'
export { LevelService } from './levels.ts'
export { ProposalService } from './proposals.ts'
export { RecordService } from './records.ts'
export { serveSegmentation } from './routes.ts'
export { SegmentationService } from './service.ts'
