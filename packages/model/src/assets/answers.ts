// What is it, where is it, who owns it: three answers for every asset, each with source and instant. Unknown is an answer
// and is counted; no answer is ever blank.
import type { EpochMicros, SiteKey } from '@penstock/model/kernel'
import type { Asset, FieldState } from './asset.ts'
import { stateOf } from './field-states.ts'
import { type Neighbours, type Places, placeAsset } from './places.ts'
import { ASSET_FIELDS, type AssetField, type AssetStatus, type ValueBasis } from './vocabulary.ts'

export interface Answer {
  /** Null is "unknown": then `reason` says what was asked without result. */
  readonly value: string | null
  readonly basis: ValueBasis | 'unknown'
  /** Capture, sensor, register file, account, or `rule`. */
  readonly source: string
  /** When it was said; of an unknown, when the asset was last heard or declared. */
  readonly at: EpochMicros | null
  readonly reason: string | null
}

export type WhatAnswer = Answer & { readonly parts: Readonly<Record<AssetField, Answer>> }
export type WhereAnswer = Answer & {
  readonly site: SiteKey
  readonly zone: string | null
  /** 0 to 5, or null when unknown. */
  readonly level: number | null
}
export type WhoAnswer = Answer & { readonly group: string | null; readonly person: string | null }

export function statusOf(asset: Asset): AssetStatus {
  if (asset.firstAt === null) return 'declared'
  return asset.declared === null ? 'observed' : 'confirmed'
}

/** What it is: role, vendor and model, as far as any of them is known; `parts` answers for each field. */
export function whatIs(asset: Asset): WhatAnswer {
  const parts = {} as Record<AssetField, Answer>
  for (const field of ASSET_FIELDS) parts[field] = answerOf(asset, asset.fields[field])
  const known = (['role', 'vendor', 'model'] as const)
    .map((field) => parts[field])
    .filter(({ value }) => value !== null)
  const first = known[0]
  if (first === undefined) return { ...unknown(asset, 'neither role, vendor nor model was said'), parts }
  const at = known.reduce((latest, part) => Math.max(latest, part.at ?? latest), first.at ?? 0) as EpochMicros
  return { ...first, value: known.map(({ value }) => value).join(', '), at, parts }
}

/** Where it is: the zone at its site. The site alone is no answer. */
export function whereIs(asset: Asset, places: Places, neighbours?: Neighbours): WhereAnswer {
  const { zone, basis, reason } = placeAsset(asset, places, neighbours)
  const place = { site: asset.site, zone: zone?.id ?? null, level: asset.purdueLevel }
  if (zone === null || basis === null) return { ...unknown(asset, reason), ...place }
  const [said] = basis === 'declared' ? stateOf(asset, 'zone').said : []
  if (said === undefined) return { value: zone.name, basis, source: places.source, at: places.at, reason, ...place }
  return { value: zone.name, basis: said.basis, source: said.source, at: said.lastAt, reason, ...place }
}

/** Who owns it: the person, else the team, that a person or the register names. */
export function whoOwns(asset: Asset): WhoAnswer {
  const { owner, declared } = asset
  const ownerState = stateOf(asset, 'owner')
  const teamState = stateOf(asset, 'team')
  const people = { group: owner?.group ?? null, person: owner?.person ?? null }
  const state = ownerState.value === null ? teamState : ownerState
  const [said] = state.said
  if (state.value === null || said === undefined) {
    const denied = ownerState.said[0]?.reason ?? teamState.said[0]?.reason ?? null
    const reason = declared === null ? 'it is not in the register' : 'the register names no owner'
    return { ...unknown(asset, denied ?? reason), ...people }
  }
  const at = owner?.confirmedAt ?? said.lastAt
  return { value: state.value, basis: said.basis, source: said.source, at, reason: said.reason, ...people }
}

/** How many assets have no answer, by field and for owner, zone, domain and functions. */
export function unknownCounts(assets: readonly Asset[], places: Places, neighbours?: Neighbours): UnknownCounts {
  const counts = Object.fromEntries([...ASSET_FIELDS, 'owner', 'zone', 'domain', 'functions'].map((name) => [name, 0]))
  const count = (name: string, isUnknown: boolean) => {
    if (isUnknown) counts[name] = counts[name]! + 1
  }
  for (const asset of assets) {
    for (const field of ASSET_FIELDS) count(field, asset.fields[field].value === null)
    count('owner', whoOwns(asset).value === null)
    count('zone', whereIs(asset, places, neighbours).value === null)
    count('domain', asset.domain === null)
    count('functions', asset.functions.length === 0)
  }
  return counts as UnknownCounts
}

export type UnknownCounts = Readonly<Record<AssetField | 'owner' | 'zone' | 'domain' | 'functions', number>>

function answerOf(asset: Asset, field: FieldState): Answer {
  const [chosen] = field.said
  if (chosen === undefined) return unknown(asset, 'nothing said it')
  const { value, basis, source, lastAt: at, reason } = chosen
  return value === null ? { ...unknown(asset, reason ?? ''), source, at } : { value, basis, source, at, reason }
}

function unknown(asset: Asset, reason: string): Answer {
  const source = asset.proof?.source ?? asset.declared?.source ?? 'nothing'
  return { value: null, basis: 'unknown', source, at: asset.lastAt ?? asset.declared?.at ?? null, reason }
}
