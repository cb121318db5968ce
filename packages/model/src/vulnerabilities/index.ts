// Advisories matched to assets: CSAF, VEX, KEV and EPSS read; a grade with the facts on which it stands.
export type { Advisory, ProductLeaf, ProductStatus, Remediation, Revision, Weakness } from './advisory.ts'
export type { DeviceIdentity } from './asset.ts'
export { type FeedFault, feedFaultText } from './fault.ts'
export { parseFeed } from './feeds/parse-json.ts'
export { isCycloneDx, readAdvisory } from './feeds/read-advisory.ts'
export { readCsaf } from './feeds/read-csaf.ts'
export { type EpssScores, readEpss } from './feeds/read-epss.ts'
export { type KevCatalogue, type KnownExploited, readKev } from './feeds/read-kev.ts'
export { type AdvisoryList, faultOfSum, missingOf, readRolie, sumFilesOf } from './feeds/read-rolie.ts'
export { readSbom, type SoftwareBill } from './feeds/read-sbom.ts'
export {
  type IdentityFact,
  identityOfAsset,
  identityOfSoftware,
  identityOfValues,
  type KnownDevice,
} from './identity.ts'
export { BillIndex } from './match/bills.ts'
export type { Grade, TrailFact, VulnerabilityMatch } from './match/match.ts'
export { bestMatches, Matcher } from './match/matcher.ts'
export { advisoriesAsOf, currentAdvisories, latestRevisions, supersededAdvisories } from './match/revisions.ts'
export {
  decidePatch,
  type Patch,
  PatchDecision,
  type PatchGround,
  PatchReopening,
  PatchState,
  reopeningOf,
} from './patch.ts'
export { type KnownContext, plantContext } from './plant-context.ts'
export { type CisaOutcome, type DeployerOutcome, decideSsvc, type SsvcAnswer } from './ssvc/decide.ts'
export {
  type DeviceContext,
  type Exploitation,
  type Exposure,
  type MissionImpact,
  type SafetyImpact,
  UNKNOWN_CONTEXT,
} from './ssvc/inputs.ts'
export { compareInQueue, type QueueEntry, queueRank } from './ssvc/queue.ts'
export { SsvcFile, type SsvcTableName, SsvcTables } from './ssvc/tables.ts'
export { standingOfVersions } from './versions/standing.ts'
export { type KnownRevision, type WhyCode, whyNotShown } from './why-not-shown.ts'
