// A register entry of a person for an asset, or a newer one in place of the one that holds: what is not said anew stays as it was.
import {
  type Asset,
  activeDecisions,
  CareField,
  type DeclaredAsset,
  type Ledger,
  type PersonDecision,
  RegisterField,
  stateOf,
} from '@penstock/model/assets'
import type { EpochMicros } from '@penstock/model/kernel'

export interface DecisionHeadOf {
  readonly id: string
  readonly by: string
  readonly at: EpochMicros
  readonly reason: string
}

export type EntryChange = Partial<
  Pick<DeclaredAsset, 'zone' | 'owner' | 'functions' | 'fields' | 'interfaces' | 'care'>
>

/** The register's own values of an asset, as far as it has an entry. */
function declaredFields(asset: Asset): DeclaredAsset['fields'] {
  return Object.fromEntries(Object.keys(asset.fields).flatMap((field) => declaredIn(asset, RegisterField.parse(field))))
}

function declaredCare(asset: Asset): NonNullable<DeclaredAsset['care']> {
  return Object.fromEntries(CareField.options.flatMap((field) => declaredIn(asset, field)))
}

function declaredIn(asset: Asset, field: RegisterField): [RegisterField, string][] {
  const declared = stateOf(asset, field).said.find((one) => one.basis === 'declared')
  return declared === undefined || declared.value === null ? [] : [[field, declared.value]]
}

/** Declares the asset under its register id (or the given one), and undoes an earlier declaration of a person for that id. */
export function redeclare(
  ledger: Ledger,
  asset: Asset,
  id: string,
  nextHead: () => DecisionHeadOf,
  change: EntryChange,
): Ledger {
  const before = activeDecisions(ledger).filter((one) => one.kind === 'declare' && one.asset.id === id)
  const undone = before.map((one): PersonDecision => ({ kind: 'undo', ...nextHead(), decisionId: one.id }))
  const head = nextHead()
  const declared: DeclaredAsset = {
    id,
    interfaces: change.interfaces ?? asset.interfaces.map(({ mac, ip, zone }) => ({ mac, ip, zone })),
    fields: { ...declaredFields(asset), ...change.fields },
    care: { ...declaredCare(asset), ...change.care },
    zone: change.zone === undefined ? asset.zone : change.zone,
    domain: asset.domain,
    owner: change.owner === undefined ? asset.owner : change.owner,
    functions: change.functions ?? asset.functions,
    source: head.by,
    declaredAt: head.at,
  }
  return [...ledger, ...undone, { kind: 'declare', ...head, asset: declared }]
}

/** Ids that people declared again: the plant file's own entry for them steps back. */
export function redeclaredIds(ledger: Ledger): ReadonlySet<string> {
  return new Set(
    activeDecisions(ledger).flatMap((decision) => (decision.kind === 'declare' ? [decision.asset.id] : [])),
  )
}
