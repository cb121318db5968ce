// What people may do to the register's view of a device. Each function gives the ledger with one decision more, or says
// why not; nothing is ever overwritten, and `undoDecision` takes any of them back.
import { accept, type EpochMicros, type Result, refuse } from '@penstock/model/kernel'
import { type Anchor, type AssetKey, anchorOfKey } from './anchor.ts'
import type { Asset } from './asset.ts'
import type { AssetOwner, DeclaredAsset } from './declared.ts'
import { isEntry } from './entry.ts'
import { stateOf } from './field-states.ts'
import { judgeMerge, type MergeObjection } from './judge-merge.ts'
import { activeDecisions, type DecisionHead, type PersonDecision, undoneIds } from './person-decision.ts'
import type { RegisterField } from './vocabulary.ts'

export type EditRefusal =
  | { code: 'assets.not-found'; key: AssetKey }
  | { code: 'assets.version-moved'; key: AssetKey; seen: number; now: number }
  | { code: 'assets.decision-exists'; decisionId: string }
  | { code: 'assets.decision-not-found'; decisionId: string }
  | { code: 'assets.decision-undone'; decisionId: string }
  | { code: 'assets.reason-missing' }
  | { code: 'assets.nothing-changes' }
  | { code: 'assets.value-invalid'; field: RegisterField }
  | { code: 'assets.nothing-to-confirm'; field: RegisterField }
  | { code: 'assets.too-few-assets' }
  | { code: 'assets.merge-objected'; objections: readonly MergeObjection[] }
  | { code: 'assets.not-its-interface'; anchor: Anchor }
  | { code: 'assets.nothing-left' }
  | { code: 'assets.already-declared'; declaredId: string }
  | { code: 'assets.id-taken'; declaredId: string }

export type Ledger = readonly PersonDecision[]
export type Edited = Result<Ledger, EditRefusal>

interface AssetRequest {
  readonly head: DecisionHead
  readonly key: AssetKey
  /** The version that the person saw; another one now refuses the edit. */
  readonly seenVersion: number
}

export interface FieldRequest extends AssetRequest {
  readonly field: RegisterField
  /** Null says: unknown, whatever was concluded. */
  readonly value: string | null
}

/** Sets a field to what a person knows. A Purdue level is 0 to 5, also 3.5. */
export function editField(ledger: Ledger, assets: readonly Asset[], request: FieldRequest): Edited {
  const found = findAsset(ledger, assets, request)
  if (!found.ok) return found
  const { field, head } = request
  const value = request.value?.trim() ?? null
  if (value !== null && !isEntry(field, value)) return refuse({ code: 'assets.value-invalid', field })
  const now = stateOf(found.value, field)
  if (now.basis === 'confirmed' && now.value === value) return refuse({ code: 'assets.nothing-changes' })
  return add(ledger, { kind: 'edit-field', ...head, anchor: anchorOfKey(found.value.key), field, value })
}

/** Fields whose confirmation ages: who answers for a device is asked again and again. */
const CONFIRMED_ANEW: ReadonlySet<RegisterField> = new Set(['owner', 'team', 'deputy'])

/** Confirms the value that is shown: it then outranks whatever is said later. Ownership may be confirmed again. */
export function confirmField(
  ledger: Ledger,
  assets: readonly Asset[],
  request: AssetRequest & { readonly field: RegisterField },
): Edited {
  const found = findAsset(ledger, assets, request)
  if (!found.ok) return found
  const { field, head } = request
  const { value, basis } = stateOf(found.value, field)
  if (value === null) return refuse({ code: 'assets.nothing-to-confirm', field })
  if (basis === 'confirmed' && !CONFIRMED_ANEW.has(field)) return refuse({ code: 'assets.nothing-changes' })
  return add(ledger, { kind: 'confirm-field', ...head, anchor: anchorOfKey(found.value.key), field, value })
}

export interface DeclareRequest extends AssetRequest {
  readonly asset: {
    readonly id: string
    readonly fields: DeclaredAsset['fields']
    readonly zone: string | null
    readonly domain: DeclaredAsset['domain']
    readonly owner: AssetOwner | null
    readonly functions: readonly string[]
  }
}

/** Registers a device that was seen, with the interfaces it was seen with. */
export function declareAsset(ledger: Ledger, assets: readonly Asset[], request: DeclareRequest): Edited {
  const found = findAsset(ledger, assets, request)
  if (!found.ok) return found
  const { head, asset } = request
  const seen = found.value
  if (seen.declaredId !== null) return refuse({ code: 'assets.already-declared', declaredId: seen.declaredId })
  const isTaken = assets.some((other) => other.anchors.includes(`declared:${asset.id}`))
  if (isTaken) return refuse({ code: 'assets.id-taken', declaredId: asset.id })
  const interfaces = seen.interfaces.map(({ mac, ip }) => ({ mac, ip, zone: asset.zone }))
  const entry = { ...asset, functions: [...asset.functions], interfaces, source: head.by, declaredAt: head.at }
  return add(ledger, { kind: 'declare', ...head, asset: entry })
}

/** Makes one device of several assets. Objections refuse it; those that are not final may be overruled. */
export function mergeAssets(
  ledger: Ledger,
  assets: readonly Asset[],
  request: {
    readonly head: DecisionHead
    readonly parts: readonly { readonly key: AssetKey; readonly seenVersion: number }[]
    readonly isOverruled?: boolean
  },
): Edited {
  const parts = new Map<AssetKey, Asset>()
  for (const part of request.parts) {
    const found = findAsset(ledger, assets, { head: request.head, ...part })
    if (!found.ok) return found
    parts.set(part.key, found.value)
  }
  if (parts.size < 2) return refuse({ code: 'assets.too-few-assets' })
  const distinct = [...parts.values()]
  const objections = judgeMerge(distinct)
  const holding = objections.filter(({ isFinal }) => isFinal || request.isOverruled !== true)
  if (holding.length > 0) return refuse({ code: 'assets.merge-objected', objections: holding })
  const anchors = [...distinct.map(({ key }) => anchorOfKey(key)), ...splitEnds(ledger, distinct)]
  return add(ledger, { kind: 'merge', ...request.head, anchors: [...new Set(anchors)] })
}

/** One interface of each side of every split between the parts: by naming both, the merge takes the split's place. */
function splitEnds(ledger: Ledger, parts: readonly Asset[]): Anchor[] {
  return activeDecisions(ledger).flatMap((decision) => {
    if (decision.kind !== 'split') return []
    const endIn = (side: readonly Anchor[], except?: Asset) => {
      const part = parts.find((one) => one !== except && one.anchors.some((anchor) => side.includes(anchor)))
      return part === undefined ? null : { part, anchor: part.anchors.find((anchor) => side.includes(anchor))! }
    }
    const apart = endIn(decision.apart)
    const from = apart === null ? null : endIn(decision.from, apart.part)
    return apart === null || from === null ? [] : [apart.anchor, from.anchor]
  })
}

/** Makes two devices of one: the named interfaces leave, the others stay. */
export function splitAsset(
  ledger: Ledger,
  assets: readonly Asset[],
  request: AssetRequest & { readonly apart: readonly Anchor[] },
): Edited {
  const found = findAsset(ledger, assets, request)
  if (!found.ok) return found
  const { anchors } = found.value
  const foreign = request.apart.find((anchor) => !anchors.includes(anchor))
  if (foreign !== undefined) return refuse({ code: 'assets.not-its-interface', anchor: foreign })
  const from = anchors.filter((anchor) => !request.apart.includes(anchor))
  if (from.length === 0 || request.apart.length === 0) return refuse({ code: 'assets.nothing-left' })
  return add(ledger, { kind: 'split', ...request.head, apart: [...request.apart], from })
}

/** Records that the device was taken out; only silence that was watched proves it. */
export function removeAsset(
  ledger: Ledger,
  assets: readonly Asset[],
  request: AssetRequest & { readonly removedAt: EpochMicros },
): Edited {
  const found = findAsset(ledger, assets, request)
  if (!found.ok) return found
  return add(ledger, { kind: 'remove', ...request.head, anchors: found.value.anchors, removedAt: request.removedAt })
}

/** Takes a decision back; taking back an undo restores what it undid. */
export function undoDecision(
  ledger: Ledger,
  request: { readonly head: DecisionHead; readonly decisionId: string },
): Edited {
  const { decisionId, head } = request
  const decision = ledger.find(({ id }) => id === decisionId)
  if (decision === undefined) return refuse({ code: 'assets.decision-not-found', decisionId })
  if (undoneIds(ledger).has(decisionId)) return refuse({ code: 'assets.decision-undone', decisionId })
  return add(ledger, { kind: 'undo', ...head, decisionId })
}

function findAsset(ledger: Ledger, assets: readonly Asset[], request: AssetRequest): Result<Asset, EditRefusal> {
  const { key, seenVersion, head } = request
  const asset = assets.find((candidate) => candidate.key === key)
  if (asset === undefined) return refuse({ code: 'assets.not-found', key })
  if (asset.version !== seenVersion)
    return refuse({ code: 'assets.version-moved', key, seen: seenVersion, now: asset.version })
  if (ledger.some(({ id }) => id === head.id)) return refuse({ code: 'assets.decision-exists', decisionId: head.id })
  return accept(asset)
}

function add(ledger: Ledger, decision: PersonDecision): Edited {
  if (decision.reason.trim() === '') return refuse({ code: 'assets.reason-missing' })
  if (ledger.some(({ id }) => id === decision.id))
    return refuse({ code: 'assets.decision-exists', decisionId: decision.id })
  return accept([...ledger, decision])
}
