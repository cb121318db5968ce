// What speaks against making one device of several assets: some of it forbids the merge, the rest a person may overrule.
import type { Asset } from './asset.ts'
import { isDisjoint } from './disjoint.ts'
import { stateOf } from './field-states.ts'

export interface MergeObjection {
  readonly code:
    | 'other-site'
    | 'two-entries-two-serials'
    | 'two-entries'
    | 'serials-differ'
    | 'forwards'
    | 'shared-address'
  /** False: the merge may be made all the same, by a person who says so. */
  readonly isFinal: boolean
  /** What contradicts: sites, register ids, serial numbers or addresses. */
  readonly found: readonly string[]
}

/** The objections to a merge of these assets, the final ones first. Empty: nothing speaks against it. */
export function judgeMerge(parts: readonly Asset[]): MergeObjection[] {
  const objections: MergeObjection[] = []
  const object = (code: MergeObjection['code'], isFinal: boolean, found: readonly string[]) =>
    objections.push({ code, isFinal, found: [...new Set(found)].sort() })
  const sites = parts.map(({ site }) => site)
  if (new Set(sites).size > 1) object('other-site', true, sites)
  const entries = parts.filter(({ declaredId }) => declaredId !== null)
  const entrySerials = differingSerials(entries)
  const serials = differingSerials(parts)
  if (entrySerials !== null) object('two-entries-two-serials', true, entrySerials)
  else {
    if (entries.length > 1)
      object(
        'two-entries',
        false,
        entries.map(({ declaredId }) => declaredId ?? ''),
      )
    if (serials !== null) object('serials-differ', false, serials)
  }
  // What is behind a router shows no MAC of its own; the router's frames carry its packets.
  const forwarders = parts.filter(({ forwardedIps }) => forwardedIps > 0)
  const behind = parts.filter(({ macs, ips }) => macs.length === 0 && ips.length > 0)
  if (forwarders.length > 0 && behind.length > 0)
    object(
      'forwards',
      false,
      behind.flatMap(({ ips }) => ips),
    )
  const shared = parts.filter(({ kind }) => kind === 'shared-address')
  if (shared.length > 0 && shared.length < parts.length)
    object(
      'shared-address',
      false,
      shared.flatMap(({ macs }) => macs),
    )
  return objections.sort((a, b) => Number(b.isFinal) - Number(a.isFinal))
}

/** All serial numbers when two of the assets have some and share none; null otherwise. */
function differingSerials(assets: readonly Asset[]): string[] | null {
  const sets = assets.map(serialsOf).filter((set) => set.size > 0)
  const doDiffer = sets.some((set, at) => sets.slice(at + 1).some((other) => isDisjoint(set, other)))
  return doDiffer ? sets.flatMap((set) => [...set]) : null
}

function serialsOf(asset: Asset): ReadonlySet<string> {
  const said = stateOf(asset, 'serial').said.filter(({ basis, value }) => basis !== 'inferred' && value !== null)
  return new Set(said.map(({ value }) => (value ?? '').trim().toLowerCase()))
}
