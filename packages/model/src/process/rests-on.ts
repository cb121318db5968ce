// What the owners of functions answered: a function rests on a host, for a purpose, and lasts so long without it. Where functions carry the
// host, it needs those, so that their redundancy counts; else the host itself.
import type { PlantFile, PlantFunction, RestsOn } from '@penstock/model/plant'

/** A function that needs an asset that no function carries, with stock. */
export interface HostNeed {
  readonly function: string
  readonly name: string
  readonly host: string
  readonly bufferH: number
}

type Answered = Pick<PlantFile, 'functions' | 'restsOn'>

/** The last answer about each function, host and service, in the order of the answers. */
export function standingAnswers(answers: readonly RestsOn[]): readonly RestsOn[] {
  const last = new Map<string, RestsOn>()
  for (const one of answers) last.set(answerKey(one), one)
  return answers.filter((one) => last.get(answerKey(one)) === one)
}

export function answerKey({ function: of, host, service }: Pick<RestsOn, 'function' | 'host' | 'service'>): string {
  return JSON.stringify([of, host, service])
}

/** Functions that carry each asset. */
export function carriersOf(functions: readonly PlantFunction[]): ReadonlyMap<string, ReadonlySet<string>> {
  const carried = new Map<string, Set<string>>()
  for (const { id, own } of functions)
    for (const asset of own.flatMap((group) => group.assets))
      carried.set(asset, (carried.get(asset) ?? new Set()).add(id))
  return carried
}

/** The functions with what owners confirmed as inputs, and the needs of hosts that no function carries. */
export function withRestsOn({ functions, restsOn }: Answered): {
  readonly functions: readonly PlantFunction[]
  readonly hostNeeds: readonly HostNeed[]
} {
  const needed = standingAnswers(restsOn).filter(({ isNeeded }) => isNeeded)
  if (needed.length === 0) return { functions, hostNeeds: [] }
  const carriers = carriersOf(functions)
  const hostNeeds: HostNeed[] = []
  const extended = functions.map((one) => {
    const names = new Set([...one.inputs, ...one.own].map(({ name }) => name))
    const added = needed
      .filter((answer) => answer.function === one.id)
      .flatMap(({ host, purpose, holdUpH }): PlantFunction['inputs'] => {
        const suppliers = [...(carriers.get(host) ?? [])]
        if (suppliers.includes(one.id)) return []
        const name = names.has(purpose) ? `${purpose} (${host})` : purpose
        names.add(name)
        if (suppliers.length > 0) return [{ name, suppliers, k: suppliers.length, bufferH: holdUpH ?? 0 }]
        hostNeeds.push({ function: one.id, name, host, bufferH: holdUpH ?? 0 })
        return []
      })
    return added.length === 0 ? one : { ...one, inputs: [...one.inputs, ...added] }
  })
  return { functions: extended, hostNeeds }
}
