// Which scenarios (LOPA) the touched assets have a part in, and for each layer whether it stands by itself or leans on one of them.
import type { PlantFile } from '@penstock/model/plant'

export interface SafeguardLayer {
  readonly id: string
  readonly text: string
  readonly kind: 'layer' | 'safety-function'
  /** Touched assets that it leans on; a layer that leans on none stands. */
  readonly leansOn: readonly string[]
}

export interface TouchedScenario {
  readonly id: string
  readonly title: string
  /** 1 least to 5 worst. */
  readonly severity: number
  /** Touched assets whose failure begins it. */
  readonly beganBy: readonly string[]
  readonly layers: readonly SafeguardLayer[]
}

/** `unknown`: the plant file states no scenario at all. */
export type SafetyStanding = 'safety-system' | 'safeguard' | 'cause' | 'none' | 'unknown'

/** The fewest standing layers first, then the worst. */
export function touchedScenarios(
  { lopa }: Pick<PlantFile, 'lopa'>,
  touched: ReadonlySet<string>,
): readonly TouchedScenario[] {
  const own = (assets: readonly string[]): readonly string[] => [...new Set(assets.filter((id) => touched.has(id)))]
  const standing = ({ layers }: TouchedScenario): number => layers.filter(({ leansOn }) => leansOn.length === 0).length
  return lopa
    .map(({ id, title, severity, causes, ipls, sif }): TouchedScenario => {
      const layers = ipls.map((one) => ({
        id: one.id,
        text: one.text,
        kind: 'layer' as const,
        leansOn: own(one.assets),
      }))
      const last =
        sif === null ? [] : [{ id: sif.id, text: sif.text, kind: 'safety-function' as const, leansOn: own(sif.assets) }]
      return { id, title, severity, beganBy: own(causes.flatMap(({ assets }) => assets)), layers: [...layers, ...last] }
    })
    .filter(({ beganBy, layers }) => beganBy.length > 0 || layers.some(({ leansOn }) => leansOn.length > 0))
    .sort((a, b) => standing(a) - standing(b) || b.severity - a.severity)
}

export function safetyStanding(
  { lopa }: Pick<PlantFile, 'lopa'>,
  scenarios: readonly TouchedScenario[],
  isSafetySystem: boolean,
): SafetyStanding {
  const leaning = scenarios.flatMap(({ layers }) => layers.filter(({ leansOn }) => leansOn.length > 0))
  if (isSafetySystem || leaning.some(({ kind }) => kind === 'safety-function')) return 'safety-system'
  if (leaning.length > 0) return 'safeguard'
  if (scenarios.length > 0) return 'cause'
  return lopa.length === 0 ? 'unknown' : 'none'
}
