// Whether a person's decision is about an asset, by the anchors that it stands on now.
import type { Asset, PersonDecision } from '@penstock/model/assets'

export function isAbout(decision: PersonDecision, asset: Asset): boolean {
  const anchors = new Set(asset.anchors)
  switch (decision.kind) {
    case 'edit-field':
    case 'confirm-field':
      return anchors.has(decision.anchor)
    case 'declare':
      return decision.asset.id === asset.declaredId
    case 'merge':
    case 'remove':
      return decision.anchors.some((anchor) => anchors.has(anchor))
    case 'split':
      return [...decision.apart, ...decision.from].some((anchor) => anchors.has(anchor))
    case 'undo':
      return false
  }
}
