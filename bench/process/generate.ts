// A plant of any size: utilities before units before lines before services, with spares, tanks and a few things that all lean on.
import type { PlantFunction } from '@penstock/model/plant'

/** Functions in layers, each of which takes from those before it; `assets` stand in groups of one to three. The same seed, the same plant. */
export function generateFunctions(count: number, assets: number, seed: number): readonly PlantFunction[] {
  const random = randomOf(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  let nextAsset = 0
  const perFunction = assets / count
  return Array.from({ length: count }, (_, at): PlantFunction => {
    const until = Math.round((at + 1) * perFunction)
    const own: PlantFunction['own'][number][] = []
    while (nextAsset < until) {
      const size = Math.min(1 + below(3), until - nextAsset)
      const members = Array.from({ length: size }, () => `A-${nextAsset++}`)
      own.push({ name: `own ${own.length}`, assets: members, k: Math.max(1, size - below(2)) })
    }
    const inputs = at < count / 20 ? [] : Array.from({ length: 1 + below(3) }, (_, input) => inputOf(at, input, below))
    const type = at < count / 4 ? 'utility' : at < count * 0.9 ? 'process' : 'service'
    const plain = { rtoH: null, rpoH: null, owner: null, bia: null }
    const product = at % 10 === 0 ? { unit: 't/h', rate: 1, marginPerH: 100 + below(900) } : null
    return {
      id: `F-${at}`,
      name: `function ${at}`,
      type,
      own,
      inputs,
      restartH: below(12) / 4,
      mtpdH: 4 + below(90),
      product,
      ...plain,
    }
  })
}

function inputOf(at: number, input: number, below: (limit: number) => number): PlantFunction['inputs'][number] {
  // One in eight leans on a utility that many share; the others on functions shortly before.
  const near = (): number => (below(8) === 0 ? below(Math.min(at, 20)) : Math.max(0, at - 1 - below(60)))
  const suppliers = [...new Set(Array.from({ length: 1 + below(3) }, near))].map((one) => `F-${one}`)
  return {
    name: `input ${input}`,
    suppliers,
    k: Math.max(1, suppliers.length - below(2)),
    bufferH: below(4) === 0 ? 0 : below(32),
  }
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
