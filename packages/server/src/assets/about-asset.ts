// What else speaks of one asset: the captures that its traffic stands in, and people's decisions.
import type { Asset, PersonDecision } from '@penstock/model/assets'
import type { Tx } from './queries.ts'

/** Names of the captures whose packets speak of an asset; only for people who may see its traffic. */
export async function captureNames(tx: Tx, assetId: string): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('conversation')
    .select('proof')
    .where((where) => where.or([where('client_asset', '=', assetId), where('server_asset', '=', assetId)]))
    .execute()
  return new Map(rows.map(({ proof }) => [proof.captureId, proof.captureName]))
}

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
