// In which order a vendor or partner is cut off: what each cut closes, what it costs the process by the cascade, and what has to be awaited
// first, work in progress and the state of the units. Advice only: nothing here cuts anything.
import { compareTexts, type EpochMicros } from '@penstock/model/kernel'
import { type AttackModel, rulesOn } from '@penstock/model/paths'
import type { PlantFile } from '@penstock/model/plant'
import type { Cut } from './cut.ts'
import { hindrancesOf, unexplainedOf } from './cut-hindrances.ts'
import { lossesOf, messagesOf } from './cut-losses.ts'
import { partiesOf } from './parties.ts'
import type { AccessSession } from './sessions.ts'
import { otherStarts } from './starts.ts'
import { StillReached } from './still-reached.ts'
import { wantedCuts } from './wanted-cuts.ts'

export interface CutPlan {
  /** In the order in which they are proposed. */
  readonly cuts: readonly Cut[]
  readonly goalsBefore: number
  /** Whether nothing of the plant is reached from the vendor once all are made. */
  readonly isCutOff: boolean
  /** For how long the losses are predicted. */
  readonly hours: number
}

export interface CutOptions {
  /** The instant at which one would cut. */
  readonly at: EpochMicros
  /** How long a cut lasts for its losses; 24 unless given. */
  readonly hours?: number
  /** Observed sessions of the vendor's accesses. */
  readonly sessions?: readonly AccessSession[]
}

/** Null when there is no such vendor or partner. */
export function cutPlan(plant: PlantFile, model: AttackModel, party: string, options: CutOptions): CutPlan | null {
  const parties = partiesOf(plant, party)
  if (parties === null) return null
  const { at, hours = 24, sessions = [] } = options
  const wanted = wantedCuts(plant, model, parties)
  const view = new StillReached(model, rulesOn(model, otherStarts(model, parties)))
  const whole = view.after([])
  const cuts = wanted
    .map((cut) => {
      const losses = lossesOf(plant, cut, hours)
      const { hindrances, interrupts } = hindrancesOf(plant, cut, losses, at)
      const isWait = hindrances.some(({ kind }) => kind !== 'state-unknown')
      return {
        ...cut,
        losses,
        hindrances,
        interrupts,
        messages: messagesOf(plant, cut).map(({ id, what, fallback }) => ({ id, what, fallback })),
        unexplained: unexplainedOf(plant, cut, sessions, at),
        when: isWait ? ('wait' as const) : hindrances.length > 0 ? ('ask' as const) : ('now' as const),
        savesAlone: whole.goals - view.after([cut]).goals,
      }
    })
    .toSorted(inOrder)
  const left = [whole, ...cuts.map((_, place) => view.after(cuts.slice(0, place + 1)))]
  return {
    cuts: cuts.map(({ drops: _drops, out: _out, ways: _ways, uses: _uses, ...cut }, place) => ({
      ...cut,
      leftAfter: left[place + 1]!.goals,
      isNeeded: left[place]!.footholds > left[place + 1]!.footholds,
    })),
    goalsBefore: whole.goals,
    isCutOff: left.at(-1)!.footholds === 0,
    hours,
  }
}

const WHENS = { now: 0, ask: 1, wait: 2 } as const
const KINDS = { access: 0, account: 1, device: 2, 'port-forward': 3, conduit: 4 } as const

/** What may be done now first; of that, sessions that nobody explains, then what costs nothing, then what closes most. */
function inOrder(a: Omit<Cut, 'leftAfter' | 'isNeeded'>, b: Omit<Cut, 'leftAfter' | 'isNeeded'>): number {
  const worth = (cut: Omit<Cut, 'leftAfter' | 'isNeeded'>): readonly number[] => [
    WHENS[cut.when],
    cut.unexplained === null ? 1 : 0,
    cut.losses.length,
    cut.alsoCuts.length,
    -cut.savesAlone,
    KINDS[cut.kind],
  ]
  const [first, second] = [worth(a), worth(b)]
  for (const [at, value] of first.entries()) if (value !== second[at]) return value - second[at]!
  return compareTexts(a.id, b.id)
}
