// What an asset's row keeps as a document: the asset as concluded, and the decisions that made it so.
import type { Asset, IdentityDecision } from '@penstock/model/assets'

export interface AssetBody {
  readonly asset: Asset
  readonly decisions: readonly IdentityDecision[]
  /** Which asset it would be without people's merges and splits, where that is another; null when there would be none. */
  readonly alone?: Standing | null
}

/** By what a row is known again. */
export type Standing = Pick<Asset, 'key' | 'anchors'>
