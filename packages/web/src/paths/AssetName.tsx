// What an asset of a path is called; a link where the living register holds it.
import { showUnseen } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

interface Named {
  readonly id: string
  readonly name: string
  readonly assetId: string | null
}
export type NameOf = ReadonlyMap<string, Named>

export function namesOf(assets: readonly Named[]): NameOf {
  return new Map(assets.map((asset) => [asset.id, asset]))
}

/** A step of a path is one id, or `{A, B}` for assets that fall side by side. */
export function idsOfStep(step: string): readonly string[] {
  return step.startsWith('{') && step.endsWith('}') ? step.slice(1, -1).split(', ') : [step]
}

export function AssetName({ id, names }: { readonly id: string; readonly names: NameOf }) {
  const asset = names.get(id)
  const text = (
    <>
      {showUnseen(asset?.name ?? id)} <code>{showUnseen(id)}</code>
    </>
  )
  return asset === undefined || asset.assetId === null ? (
    <span>{text}</span>
  ) : (
    <Link to="/assets/$assetId" params={{ assetId: asset.assetId }}>
      {text}
    </Link>
  )
}
