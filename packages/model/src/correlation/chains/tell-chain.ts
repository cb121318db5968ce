// Who sees what of a chain under each operating model: stages of one's own side whole, those of the other side as technique, time bucket,
// owner and confidence. Detection is the same in every model; disclosure follows it.
import { type Domain, type EpochMicros, micros, type SourceDomain } from '@penstock/model/kernel'
import type { ChainReport } from './chain-correlator.ts'
import type { ChainLevel, ChainStage } from './find-chains.ts'
import { ownersOf, type Scenario } from './scenario.ts'
import { EntityClass, type Signal, type Token, tokensOf } from './signal.ts'

export type SocModel = 'integrated' | 'federated' | 'hybrid'

/** The coordinator of SOCs reads detections and nothing else; the central team exists in a hybrid model. */
export type ChainViewer =
  | { readonly team: 'it' | 'ot'; readonly role: 'analyst' | 'lead' }
  | { readonly team: 'central'; readonly role: 'hunter' }

export interface Disclosure {
  /** Federated: the receiving team accepted the handoff. */
  readonly isHandoffAccepted: boolean
  /** Hybrid: the central team opened the joint incident. */
  readonly isOpenedByCentral: boolean
}

export type ToldStage =
  | {
      readonly form: 'whole'
      readonly order: number
      readonly domain: SourceDomain
      readonly technique: string
      readonly techniqueName: string
      readonly at: EpochMicros
      readonly signals: readonly Signal[]
      readonly joinedBy: readonly Token[]
    }
  | {
      readonly form: 'redacted'
      readonly technique: string
      readonly techniqueName: string
      /** First instant of the quarter of an hour in which it was. */
      readonly bucketFrom: EpochMicros
      readonly owners: readonly Domain[]
      readonly confidence: Confidence
    }

export type Confidence = 'low' | 'medium' | 'high'

export interface ToldChain {
  /** Joint: an incident of both sides. Tip: own stages, and that the other side has some. Own: nothing of the other side yet. */
  readonly form: 'joint' | 'tip' | 'own' | 'all'
  readonly id: string
  readonly scenario: string
  readonly level: ChainLevel
  readonly confidence: Confidence
  readonly constraints: readonly string[]
  readonly stages: readonly ToldStage[]
}

const BUCKET_MICROS = 900_000_000

/** Null when there is nothing to tell this viewer: exactly as when there is no chain. */
export function tellChain(
  report: ChainReport,
  scenario: Scenario,
  model: SocModel,
  viewer: ChainViewer,
  disclosure: Disclosure,
): ToldChain | null {
  const form = formFor(report, model, viewer, disclosure)
  if (form === null) return null
  const confidence = confidenceOf(report.chain.confidence)
  const told = report.chain.stages.flatMap((stage): readonly ToldStage[] => {
    const { domain, technique, techniqueName } = scenario.stages[stage.order - 1]!
    // A signal of the other side is not shown even where its stage may be told by either.
    const isOwn = form === 'all' || stage.signals.every((signal) => sees(viewer, signal.domain))
    if (isOwn) {
      const joinedBy = ownJoins(stage)
      return [
        {
          form: 'whole',
          order: stage.order,
          domain,
          technique,
          techniqueName,
          at: stage.at,
          signals: stage.signals,
          joinedBy,
        },
      ]
    }
    if (form === 'own') return []
    const bucketFrom = micros(Math.floor(stage.at / BUCKET_MICROS) * BUCKET_MICROS)
    return [{ form: 'redacted', technique, techniqueName, bucketFrom, owners: ownersOf(domain), confidence }]
  })
  if (told.length === 0) return null
  const { id, level } = report
  return { form, id, scenario: scenario.id, level, confidence, constraints: scenario.constraints, stages: told }
}

function formFor(
  report: ChainReport,
  model: SocModel,
  viewer: ChainViewer,
  disclosure: Disclosure,
): ToldChain['form'] | null {
  if (report.level === 'none') return null
  if (viewer.team === 'central') return model === 'hybrid' ? 'all' : null
  if (model === 'integrated') return viewer.role === 'lead' ? 'all' : 'joint'
  if (model === 'federated') return disclosure.isHandoffAccepted ? 'joint' : 'tip'
  return disclosure.isOpenedByCentral ? 'joint' : 'own'
}

function sees(viewer: ChainViewer, domain: SourceDomain): boolean {
  return domain === 'dmz' || domain === viewer.team
}

/** Only by what the stage itself names: what it was resolved to may be the other side's. */
function ownJoins({ signals, joinedBy }: ChainStage): readonly Token[] {
  const own = new Set(signals.flatMap(({ entities }) => tokensOf(entities, EntityClass.options)))
  return joinedBy.filter((token) => own.has(token))
}

function confidenceOf(share: number): Confidence {
  return share >= 0.8 ? 'high' : share >= 0.5 ? 'medium' : 'low'
}
