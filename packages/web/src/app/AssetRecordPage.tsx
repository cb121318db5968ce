// The page of an asset, with what later rooms tell of it.
import { AssetPage } from '@penstock/web/assets'
import { AssetSupport } from '@penstock/web/paths'
import { AssetCriticality } from '@penstock/web/process'
import { AssetVulnerabilities } from '@penstock/web/vulnerabilities'

export function AssetRecordPage() {
  return (
    <AssetPage
      further={(asset) => (
        <>
          <AssetCriticality asset={asset} />
          <AssetSupport asset={asset} />
          <AssetVulnerabilities assetId={asset.id} />
        </>
      )}
    />
  )
}
