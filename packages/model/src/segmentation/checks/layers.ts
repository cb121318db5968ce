// Checks on the independence of protection layers (LOPA): a layer in the very asset whose failure is the cause, and two layers of one sheet
// that one asset realises. What is wired to an asset is realised by it.
import type { PlantFile } from '@penstock/model/plant'
import type { Tell } from './finding.ts'

type Sheet = PlantFile['lopa'][number]
type Layer = Pick<Sheet['ipls'][number], 'id' | 'text' | 'assets' | 'notFor'>

export function checkLayers({ lopa, fieldDevices }: Pick<PlantFile, 'lopa' | 'fieldDevices'>, tell: Tell): void {
  const wiredTo = new Map(fieldDevices.flatMap(({ tag, wiredTo: asset }) => (asset == null ? [] : [[tag, asset]])))
  const realise = (assets: readonly string[]): ReadonlySet<string> =>
    new Set(assets.flatMap((asset) => [asset, wiredTo.get(asset) ?? asset]))
  for (const sheet of lopa) {
    const layers: readonly Layer[] = sheet.sif === null ? sheet.ipls : [...sheet.ipls, sheet.sif]
    againstCauses(sheet, layers, realise, tell)
    againstEachOther(sheet, layers, realise, tell)
  }
}

function againstCauses(
  sheet: Sheet,
  layers: readonly Layer[],
  realise: (assets: readonly string[]) => ReadonlySet<string>,
  tell: Tell,
): void {
  for (const cause of sheet.causes) {
    const own = realise(cause.assets)
    for (const layer of layers) {
      const shared = [...realise(layer.assets)].filter((asset) => own.has(asset))
      if (shared.length === 0) continue
      const rule = isCredited(sheet, cause.id, layer) ? 'segmentation.layer-in-cause' : 'segmentation.layer-left-out'
      tell(rule, {
        id: sheet.id,
        facts: { cause: `${cause.id} ${cause.text}`, layer: `${layer.id} ${layer.text}`, shared: shared.join(', ') },
        path: [shared[0]!, layer.id],
        places: [`lopa[id=${sheet.id}].causes`, `lopa[id=${sheet.id}].ipls`, `lopa[id=${sheet.id}].claimed`],
      })
    }
  }
}

/** What the team claimed counts; where it claimed nothing, every layer is credited that is not left out. */
function isCredited({ claimed }: Sheet, cause: string, { id, notFor }: Layer): boolean {
  const claim = claimed?.credits.find((credit) => credit.cause === cause && credit.layer === id)
  return claim?.credited ?? notFor?.includes(cause) !== true
}

function againstEachOther(
  sheet: Sheet,
  layers: readonly Layer[],
  realise: (assets: readonly string[]) => ReadonlySet<string>,
  tell: Tell,
): void {
  for (const [at, one] of layers.entries()) {
    const own = realise(one.assets)
    for (const other of layers.slice(at + 1)) {
      const shared = [...realise(other.assets)].filter((asset) => own.has(asset))
      if (shared.length === 0) continue
      tell('segmentation.layers-share', {
        id: sheet.id,
        facts: { layers: `${one.id}, ${other.id}`, shared: shared.join(', '), severity: sheet.severity },
        path: [one.id, shared[0]!, other.id],
        places: [`lopa[id=${sheet.id}].ipls`, `lopa[id=${sheet.id}].sif`],
      })
    }
  }
}
