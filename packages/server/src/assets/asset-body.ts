// What an asset's row keeps as a document: the asset as concluded, and the decisions that made it so.
import type { Asset, IdentityDecision } from '@penstock/model/assets'

export interface AssetBody {
  readonly asset: Asset
  readonly decisions: readonly IdentityDecision[]
}
