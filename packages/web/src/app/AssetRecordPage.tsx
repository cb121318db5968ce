// The page of an asset, with what later rooms tell of it.
import { AssetPage } from '@penstock/web/assets'
import { AssetVulnerabilities } from '@penstock/web/vulnerabilities'

export function AssetRecordPage() {
  return <AssetPage further={(assetId) => <AssetVulnerabilities assetId={assetId} />} />
}
