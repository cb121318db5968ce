// What else speaks of one asset: the captures that its traffic stands in, and people's decisions.
import type { Asset, PersonDecision } from '@penstock/model/assets'
import type { Domain } from '@penstock/model/kernel'
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

/** Names of the files and captures of one cell in which something was said of these addresses. Read as the hub's own: people see none of the rows. */
export async function fileNames(
  tx: Tx,
  cell: Domain,
  { site, macs, ips }: { readonly site: string; readonly macs: readonly string[]; readonly ips: readonly string[] },
): Promise<Map<string, string>> {
  // In the order of the primary key, so that no claim of another asset is looked at.
  const claims = tx.selectFrom('asset_claim').select('proof').where('site', '=', site).where('cell', '=', cell)
  const ofMacs = macs.length === 0 ? [] : await claims.where('mac', 'in', [...macs]).execute()
  const ofIps =
    ips.length === 0
      ? []
      : await claims
          .where('mac', '=', '')
          .where('ip', 'in', [...ips])
          .execute()
  return new Map([...ofMacs, ...ofIps].map(({ proof }) => [proof.captureId, proof.captureName]))
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
