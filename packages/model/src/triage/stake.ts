// What is at stake: the function that the touched asset serves, what stops without it, and the worst consequence by the plant's own scale.
import type { PlantFile } from '@penstock/model/plant'
import { type Criticality, CriticalityJudge, compareCriticality, type KnownPlant } from '@penstock/model/process'
import type { FoundEnd } from './ends.ts'

/** `none`: the plant knows the asset, and nothing that it tells of stops without it. `unknown`: nobody knows what it is, or what follows. */
export type Consequence =
  | { readonly kind: 'level'; readonly level: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: 'no-plant' | 'not-declared' | 'not-stated' }

interface Named {
  readonly id: string
  readonly name: string
}

export interface Stake {
  readonly consequence: Consequence
  /** The end that matters most; null where none is declared. */
  readonly asset: Named | null
  /** `alone`: its loss leads there; `guard`: a layer or a cause leans on it; `shared`: others of its group must be lost, too. */
  readonly standing: Criticality['standing']
  /** Function that it serves itself. */
  readonly serves: Named | null
  /** Function whose stop has the worst consequence, and after how many hours. */
  readonly stops: (Named & { readonly afterH: number; readonly receptor: string | null }) | null
  /** How many functions stop. */
  readonly stopped: number
  /** What the level means, in the words of the plant. */
  readonly meaning: {
    readonly people: string
    readonly environment: string
    readonly money: string
    readonly service: string
  } | null
}

export class StakeJudge {
  readonly #plant: PlantFile
  readonly #judge: CriticalityJudge
  readonly #known = new Map<string, Criticality>()

  constructor({ plant, network }: KnownPlant) {
    this.#plant = plant
    this.#judge = new CriticalityJudge(network, plant)
  }

  judge(ends: readonly FoundEnd[]): Stake {
    const declared = ends.flatMap(({ asset, side }) => (asset === null || side === 'outside' ? [] : [asset]))
    const [worst] = declared.map(({ id }) => this.#of(id)).sort(compareCriticality)
    if (worst === undefined) return { ...NOTHING, consequence: this.#unknown() }
    const { level, standing, realises, stopped, stops, unstated } = worst
    const first = stopped[0]
    const asset = declared.find(({ id }) => id === worst.asset)!
    // A view or a tool of a function carries none of its groups, and is named by the asset alone.
    const serves = realises[0]?.function ?? asset.functions?.[0] ?? null
    return {
      consequence: consequenceOf(ends, { level, isStated: unstated === 0 && (stops > 0 || serves === null) }),
      asset: { id: asset.id, name: asset.name },
      standing,
      serves: serves === null ? null : this.#named(serves),
      stops:
        first === undefined
          ? null
          : {
              ...this.#named(first.function),
              afterH: first.worst?.afterH ?? first.downH,
              receptor: first.worst?.receptor ?? null,
            },
      stopped: stops,
      meaning: meaningOf(this.#plant, level),
    }
  }

  /** Functions that stop without an asset or that it serves, its own first. */
  functionsOf(asset: string): readonly string[] {
    const { realises, stopped } = this.#of(asset)
    const named = this.#plant.assets.find(({ id }) => id === asset)?.functions ?? []
    return [...new Set([...realises.map((one) => one.function), ...named, ...stopped.map((one) => one.function)])]
  }

  #of(asset: string): Criticality {
    const known = this.#known.get(asset) ?? this.#judge.judge(asset)
    this.#known.set(asset, known)
    return known
  }

  #unknown(): Consequence {
    return { kind: 'unknown', why: this.#plant.assets.length === 0 ? 'no-plant' : 'not-declared' }
  }

  #named(id: string): Named {
    return { id, name: this.#plant.functions.find((one) => one.id === id)?.name ?? id }
  }
}

const NOTHING = {
  asset: null,
  standing: null,
  serves: null,
  stops: null,
  stopped: 0,
  meaning: null,
} satisfies Omit<Stake, 'consequence'>

function consequenceOf(
  ends: readonly FoundEnd[],
  { level, isStated }: { readonly level: number | null; readonly isStated: boolean },
): Consequence {
  if (level !== null) return { kind: 'level', level }
  // Whoever holds what OT depends on may do more than its loss does.
  const isNearProcess = ends.some(({ side }) => side === 'ot' || side === 'near-ot')
  if (!isStated || isNearProcess) return { kind: 'unknown', why: 'not-stated' }
  return ends.some(({ asset, side }) => asset === null && side !== 'outside')
    ? { kind: 'unknown', why: 'not-declared' }
    : { kind: 'none' }
}

function meaningOf({ riskCriteria }: PlantFile, level: number | null): Stake['meaning'] {
  const found = riskCriteria?.severity.find((one) => one.level === level)
  if (found === undefined) return null
  const { people, environment, money, service } = found
  return { people, environment, money, service }
}
