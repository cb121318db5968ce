// The register as people read it: rows, records with provenance, the three answers.
import type {
  AnswerView,
  AssetPart,
  AssetRecord,
  AssetRow,
  FieldSource,
  FieldView,
  PeerView,
} from '@penstock/contract/assets'
import {
  type Answer,
  type Asset,
  CareField,
  type Places,
  type RegisterField,
  type SaidValue,
  stateOf,
  whatIs,
  whereIs,
  whoOwns,
} from '@penstock/model/assets'
import { idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { isFromFile } from '@penstock/model/others'
import type { AssetBody } from './asset-body.ts'
import type { Exposure } from './exposure.ts'
import type { Neighbours } from './modules.ts'
import type { AssetTableRow, DecisionRow } from './queries.ts'

export interface AssetMarks {
  /** Left out where it was not asked for, or where the person may not see traffic. */
  readonly exposure?: Exposure | undefined
  /** Left out where the plant tells nothing of it, and in the past. */
  readonly criticality?: AssetRow['criticality'] | undefined
  readonly isUnregistered: boolean
  readonly breaches: number
}

export function assetRow(row: AssetTableRow, marks: AssetMarks): AssetRow {
  return {
    id: idOfUuid('ast', row.id),
    reference: row.reference,
    site: row.site,
    status: row.status as AssetRow['status'],
    declaredId: row.declared_id,
    name: row.name,
    vendor: row.vendor,
    model: row.model,
    role: row.role,
    purdueLevel: row.purdue_level,
    zone: row.zone,
    function: row.function,
    owner: row.owner,
    team: row.team,
    ownerConfirmedAt: isoOrNull(row.owner_confirmed_at),
    care: Object.fromEntries(CareField.options.map((field) => [field, row.care[field] ?? null])) as AssetRow['care'],
    macs: row.macs,
    ips: row.ips,
    firstAt: isoOrNull(row.first_at),
    lastAt: isoOrNull(row.last_at),
    unknowns: row.unknowns,
    conflicts: row.conflicts,
    // As of a moment there is no body: which protocols an asset spoke is not kept through time.
    speaks: row.body === null ? [] : protocolsOf((row.body as AssetBody).asset),
    ...marks,
    exposure: marks.exposure ?? null,
    criticality: marks.criticality ?? null,
  }
}

/** Names of the protocols that it was seen to speak. */
export function protocolsOf({ protocols }: Asset): string[] {
  return [...new Set(protocols.map(({ protocol }) => protocol))]
}

export function assetRecord(
  row: AssetTableRow,
  marks: AssetMarks,
  places: Places,
  captureNames: ReadonlyMap<string, string>,
  peers: readonly PeerView[] | null,
  decisions: readonly DecisionRow[],
  around: Neighbours,
  openedAs: string | null = null,
): AssetRecord {
  const { asset, decisions: ofRules } = row.body as AssetBody
  return {
    ...assetRow(row, marks),
    version: row.version,
    ...around,
    what: answerView(whatIs(asset)),
    where: answerView(whereIs(asset, places)),
    who: answerView(whoOwns(asset)),
    fields: fieldViews(asset, FIELD_ORDER, captureNames),
    kept: fieldViews(asset, KEPT_ORDER, captureNames),
    interfaces: asset.interfaces.map(({ mac, ip, vlans, isObserved, isDeclared }) => ({
      mac,
      ip,
      vlan: vlans[0] ?? null,
      ground: isObserved ? (isDeclared ? 'observed and declared' : 'observed') : 'declared',
    })),
    parts: partsOf(asset),
    openedAs,
    protocols: asset.protocols.map(({ protocol, role, port }) => ({ protocol, side: role, port })),
    peers: [...(peers ?? [])],
    peersWithheld: peers === null,
    decisions: [
      ...decisions.map(decisionOfPerson),
      ...ofRules.map((decision) => ({
        id: null,
        kind: decision.verdict,
        rule: decision.rule,
        reason: Object.entries(decision.facts)
          .map(([name, value]) => `${name}: ${String(value)}`)
          .join('; '),
        by: null,
        at: decision.proof === null ? null : isoOfMicros(decision.proof.at),
      })),
    ],
  }
}

export function decisionOfPerson(decision: DecisionRow): AssetRecord['decisions'][number] {
  return {
    id: idOfUuid('dec', decision.id),
    kind: decision.kind,
    rule: 'assets.person',
    reason: decision.reason,
    by: decision.decided_by,
    at: isoOfMicros(decision.decided_at),
  }
}

export function answerView(answer: Answer): AnswerView {
  return {
    value: answer.value,
    basis: answer.basis === 'unknown' ? null : answer.basis,
    source: answer.source,
    at: isoOrNull(answer.at),
  }
}

/** A MAC with the addresses that it spoke with, each other address for itself, each entry of the register. */
function partsOf(asset: Asset): AssetPart[] {
  const parts = new Map<string, AssetPart>()
  // A module's place is no interface: there is nothing in it to take apart.
  for (const anchor of asset.anchors.filter((each) => !each.startsWith('module:'))) {
    const value = anchor.slice(anchor.indexOf(':') + 1)
    const ip = anchor.startsWith('ip:') ? (value.split('%')[0] ?? value) : null
    const line = asset.interfaces.find((one) => (ip === null ? one.mac === value : one.ip === ip))
    const mac = anchor.startsWith('mac:') ? value : ip === null ? null : (line?.mac ?? null)
    const declaredId = anchor.startsWith('declared:') ? value : null
    const key = mac === null ? anchor : `mac:${mac}`
    const { firstAt = null, lastAt = null } = line ?? {}
    const part = parts.get(key) ?? { anchors: [], mac, ips: [], declaredId, firstAt: null, lastAt: null }
    parts.set(key, {
      ...part,
      anchors: [...part.anchors, anchor],
      ips: ip === null ? part.ips : [...part.ips, ip],
      firstAt: part.firstAt ?? isoOrNull(firstAt),
      lastAt: part.lastAt ?? isoOrNull(lastAt),
    })
  }
  return [...parts.values()]
}

/** In the order in which people ask: what it is called, what it is, which exact one. */
export const FIELD_ORDER = [
  'name',
  'role',
  'vendor',
  'model',
  'orderNumber',
  'serial',
  'firmware',
  'hardware',
  'operatingSystem',
  'software',
  'purdueLevel',
  'mode',
  'description',
] as const satisfies readonly (keyof Asset['fields'])[]

/** Who answers for it first; the zone stands with the answer to where. */
export const KEPT_ORDER = ['owner', 'team', 'function', ...CareField.options] as const

export function fieldViews(
  asset: Asset,
  order: readonly RegisterField[],
  captureNames: ReadonlyMap<string, string>,
): FieldView[] {
  return order.map((field) => {
    const { value, basis, conflicts, said } = stateOf(asset, field)
    const sources = said.map((one) => fieldSource(one, captureNames))
    return { field, value, basis, isConflicting: conflicts > 0, sources }
  })
}

export function fieldSource(said: SaidValue, captureNames: ReadonlyMap<string, string>): FieldSource {
  const { proof } = said
  const captureName = proof === null ? undefined : captureNames.get(proof.source)
  return {
    value: said.value ?? 'unknown',
    basis: said.basis,
    source: captureName ?? said.protocol ?? said.source,
    method: said.reason ?? (said.protocol === null ? said.method : `${said.protocol}: ${said.method}`),
    at: isoOfMicros(proof?.at ?? said.lastAt),
    captureId: captureName === undefined || proof === null ? null : idOfUuid('cap', proof.source),
    captureName: captureName ?? null,
    isLine: isFromFile(said.protocol, said.basis),
    frame: proof?.frame ?? null,
    offset: proof?.offset ?? null,
    length: proof?.length ?? null,
  }
}
