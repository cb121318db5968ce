// Safeguards in an outage: which layers of a scenario (LOPA) lean on an asset that is down, or on a function that stands, from when on, and
// which do not. A layer that leans on either is to be taken as lost until somebody shows that it is not; redundancy inside a layer is not known.
import type { PlantFile } from '@penstock/model/plant'
import type { FunctionLoss, HoursOut } from './play-outage.ts'

export interface LayerState {
  readonly id: string
  readonly text: string
  readonly kind: 'layer' | 'safety-function'
  /** From which hour on it leans on something that does not work; null while it does not. */
  readonly fromH: number | null
  /** The asset that it leans on, and the function that carries that where the function stands and the asset is not out itself. */
  readonly asset: string | null
  readonly function: string | null
}

export interface ScenarioInOutage {
  readonly id: string
  readonly title: string
  /** 1 least to 5 worst, of the consequence. */
  readonly severity: number
  readonly layers: readonly LayerState[]
}

interface Gone {
  readonly fromH: number
  readonly function: string | null
}

/** Scenarios that lose a layer, those with fewest layers left first. */
export function safeguardsInOutage(
  { lopa, functions }: Pick<PlantFile, 'lopa' | 'functions'>,
  outages: readonly HoursOut[],
  losses: readonly FunctionLoss[],
): readonly ScenarioInOutage[] {
  const gone = new Map<string, Gone>()
  const note = (asset: string, one: Gone): void => {
    const before = gone.get(asset)
    if (before === undefined || one.fromH < before.fromH) gone.set(asset, one)
  }
  for (const { unit, fromH } of outages) note(unit, { fromH, function: null })
  const ownOf = new Map(functions.map(({ id, own }) => [id, own.flatMap(({ assets }) => assets)]))
  for (const { id, firstDownH } of losses)
    if (firstDownH !== null) for (const asset of ownOf.get(id) ?? []) note(asset, { fromH: firstDownH, function: id })
  const stateOf = (
    { id, text, assets }: { readonly id: string; readonly text: string; readonly assets: readonly string[] },
    kind: LayerState['kind'],
  ): LayerState => {
    const [first] = assets
      .flatMap((asset) => {
        const one = gone.get(asset)
        return one === undefined ? [] : [{ asset, ...one }]
      })
      .sort((a, b) => a.fromH - b.fromH)
    return {
      id,
      text,
      kind,
      fromH: first?.fromH ?? null,
      asset: first?.asset ?? null,
      function: first?.function ?? null,
    }
  }
  const left = ({ layers }: ScenarioInOutage): number => layers.filter(({ fromH }) => fromH === null).length
  return lopa
    .map(({ id, title, severity, ipls, sif }): ScenarioInOutage => {
      const layers = ipls.map((ipl) => stateOf(ipl, 'layer'))
      return { id, title, severity, layers: sif === null ? layers : [...layers, stateOf(sif, 'safety-function')] }
    })
    .filter(({ layers }) => layers.some(({ fromH }) => fromH !== null))
    .sort((a, b) => left(a) - left(b) || b.severity - a.severity)
}
