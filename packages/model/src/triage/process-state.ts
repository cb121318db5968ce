// What the process does now, as far as anybody told: the state of each unit of the functions at stake, who told it, and whether that is old.
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'

export interface UnitState {
  readonly unit: string
  readonly name: string
  readonly functions: readonly string[]
  /** Null: nobody told it. */
  readonly state: {
    readonly id: string
    readonly text: string
    readonly isHazardous: boolean
    readonly at: EpochMicros
    readonly by: string
    readonly isStale: boolean
  } | null
  /** Where it can be learned: a tag of the historian, or the role to ask. */
  readonly source: { readonly kind: 'historian-tag' | 'supervisor'; readonly text: string }
}

const MINUTE_MICROS = 60_000_000

/** In the order of the functions. */
export function unitStates(
  { processStates }: Pick<PlantFile, 'processStates'>,
  functions: readonly string[],
  now: EpochMicros,
): readonly UnitState[] {
  const place = (of: readonly string[]): number => {
    const places = of.map((id) => functions.indexOf(id)).filter((at) => at >= 0)
    return places.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...places)
  }
  return processStates
    .filter((unit) => unit.functions.some((id) => functions.includes(id)))
    .sort((a, b) => place(a.functions) - place(b.functions))
    .map(({ unit, name, functions: of, states, source, current }): UnitState => {
      const known = current === undefined ? undefined : states.find(({ id }) => id === current.state)
      const at = microsOfIso(current?.at ?? '')
      const limit = source.staleAfterMinutes ?? source.askEveryMinutes
      return {
        unit,
        name,
        functions: of,
        state:
          current === undefined || at === null
            ? null
            : {
                id: current.state,
                text: known?.text ?? current.state,
                isHazardous: known?.hazardous ?? false,
                at,
                by: current.by,
                isStale: limit !== undefined && now - at > limit * MINUTE_MICROS,
              },
        source: { kind: source.kind, text: source.kind === 'supervisor' ? (source.role ?? '') : (source.tag ?? '') },
      }
    })
}
