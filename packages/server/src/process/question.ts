// What is asked of the thread that computes, and what it answers: plain data, so that it passes between threads.
import type {
  ConfidenceView,
  ContingencyView,
  CriticalityView,
  DrillView,
  FindingView,
  KnotView,
  LossView,
  ManagementPathView,
  ManagerView,
  NetworkView,
  ProposedNeedView,
  RecoveryView,
  ResilienceView,
  RestsOnView,
  ScenarioView,
  TargetView,
} from '@penstock/contract/process'
import type { DocumentAbout, PlantDocument } from '@penstock/model/documents'
import type { EpochMicros } from '@penstock/model/kernel'
import type { CriticalityRank, HoursOut, SeenUse } from '@penstock/model/process'

/** Lists of the plant file that a question of this room may need. */
export const LISTS = [
  'about',
  'functions',
  'assets',
  'recovery',
  'people',
  'vendors',
  'backups',
  'lopa',
  'hazop',
  'riskRegister',
  'riskCriteria',
  'drills',
  'restsOn',
  'zones',
  'flows',
  'accounts',
  'directories',
  'manages',
  'informationFlows',
  'cloudServices',
] as const

export interface Questions {
  /** `at`: the instant at which the plant is looked at. */
  readonly network: { readonly at: EpochMicros }
  readonly outage: { readonly out: readonly HoursOut[]; readonly horizonH: number | null; readonly at: EpochMicros }
  readonly contingencies: { readonly order: 1 | 2; readonly hours: number; readonly paired: number }
  readonly recovery: { readonly lost: readonly string[]; readonly most: number }
  readonly review: { readonly at: EpochMicros }
  readonly hidden: { readonly uses: readonly SeenUse[]; readonly at: EpochMicros }
  readonly management: { readonly uses: readonly SeenUse[]; readonly assets: readonly string[] }
  /** Hosts that stand in IT or manage others. */
  readonly hosts: Record<string, never>
  readonly rests: Record<string, never>
  readonly criticality: { readonly asset: string }
  /** Of every asset of the plant, the most critical first. */
  readonly ranks: Record<string, never>
  readonly targets: { readonly at: EpochMicros }
  readonly plan: Pick<DocumentAbout, 'site' | 'asOf' | 'madeAt' | 'version'>
}
export type QuestionKind = keyof Questions

/** Without the id of the asset in the register, which the thread does not know. */
type Unlinked<View extends { readonly assetId: string | null }> = Omit<View, 'assetId'>

export interface Answers {
  readonly network: Omit<NetworkView, 'assets' | 'neededByNothing'> & {
    readonly assets: readonly Unlinked<NetworkView['assets'][number]>[]
    readonly neededByNothing: readonly Unlinked<NetworkView['neededByNothing'][number]>[]
  }
  readonly outage: {
    readonly horizonH: number
    readonly cutOffAtH: number | null
    readonly losses: LossView[]
    readonly running: number
    readonly neededByNothing: string[]
    readonly knots: KnotView[]
    readonly scenarios: ScenarioView[]
    readonly confidence: ConfidenceView
    readonly resilience: ResilienceView
  }
  readonly contingencies: {
    readonly targets: string[]
    readonly compared: number
    readonly leftOut: number
    readonly total: number
    /** The worst; what is beyond is counted in `total`. */
    readonly told: readonly ContingencyView[]
  }
  readonly recovery: RecoveryView
  readonly review: { readonly findings: FindingView[] }
  readonly hidden: { readonly needs: ProposedNeedView[] }
  readonly management: { readonly paths: ManagementPathView[]; readonly managers: ManagerView[] }
  readonly hosts: { readonly hosts: string[] }
  readonly rests: { readonly items: Omit<RestsOnView, 'recorded'>[] }
  readonly criticality: CriticalityView
  readonly ranks: { readonly ranks: readonly (CriticalityRank & { readonly studies: readonly string[] })[] }
  readonly plan: PlantDocument
  readonly targets: { readonly targets: TargetView[]; readonly drills: Omit<DrillView, 'recorded'>[] }
}

export type Reply<Kind extends QuestionKind> =
  | { readonly ok: true; readonly value: Answers[Kind] }
  | { readonly ok: false; readonly refusal: ProcessRefusal }

export type ProcessRefusal =
  | {
      readonly code: 'process.unknown-unit'
      readonly unknown: readonly { readonly id: string; readonly nearest: string | null }[]
    }
  | { readonly code: 'process.unknown-crew'; readonly asset: string; readonly crew: string }
  | { readonly code: 'process.restore-circle'; readonly assets: readonly string[] }
  | { readonly code: 'process.too-many'; readonly lost: number; readonly most: number }
