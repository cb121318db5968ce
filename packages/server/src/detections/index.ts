// Detections: what rules and detectors find in a cell, kept as one row a rule and subject; rules as files, read with a report.
export { Detections } from './detections.ts'
export { storeHeadline } from './headlines.ts'
export type { Raised } from './raise.ts'
export { serveDetections } from './routes.ts'
export { loadRules, type RuleFile, type RuleFolder, readRules, ruleFiles, skipReasonText } from './rule-files.ts'
export { DetectionViews } from './service.ts'
export { noteTakenBack } from './taken-back.ts'
export { DetectionWork } from './work.ts'
