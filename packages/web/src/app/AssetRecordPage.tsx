// The page of an asset, with what later rooms tell of it.
import { AssetPage } from '@penstock/web/assets'
import { AssetCriticality } from '@penstock/web/process'
import { AssetVulnerabilities } from '@penstock/web/vulnerabilities'

export function AssetRecordPage() {
  return (
    <AssetPage
      further={(asset) => (
        <>
          <AssetCriticality asset={asset} />
          <AssetVulnerabilities assetId={asset.id} />
        </>
      )}
    />
  )
}
