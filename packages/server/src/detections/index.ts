// Detection rules as files: folders of Sigma rules read with a report.
export { loadRules, type RuleFolder, skipReasonText } from './rule-files.ts'
