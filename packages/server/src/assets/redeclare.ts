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
> & {
  /** Fields of which the register no longer says anything. */
  readonly cleared?: readonly RegisterField[]
}

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

/** The entry of an asset as a person declares it anew. */
export function entryOf(asset: Asset, id: string, head: DecisionHeadOf, change: EntryChange): PersonDecision {
  const declared: DeclaredAsset = {
    id,
    interfaces: change.interfaces ?? asset.interfaces.map(({ mac, ip, zone }) => ({ mac, ip, zone })),
    fields: without({ ...declaredFields(asset), ...change.fields }, change.cleared),
    care: without({ ...declaredCare(asset), ...change.care }, change.cleared),
    zone: change.zone === undefined ? asset.zone : change.zone,
    domain: asset.domain,
    owner: change.owner === undefined ? asset.owner : change.owner,
    functions: change.functions ?? asset.functions,
    source: head.by,
    declaredAt: head.at,
  }
  return { kind: 'declare', ...head, asset: declared }
}

function without<Said extends object>(said: Said, cleared: readonly RegisterField[] = []): Said {
  const gone: readonly string[] = cleared
  return Object.fromEntries(Object.entries(said).filter(([field]) => !gone.includes(field))) as Said
}

/** Ids that people declared again: the plant file's own entry for them steps back. */
export function redeclaredIds(ledger: Ledger): ReadonlySet<string> {
  return new Set(
    activeDecisions(ledger).flatMap((decision) => (decision.kind === 'declare' ? [decision.asset.id] : [])),
  )
}
