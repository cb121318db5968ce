// One decision of a person: read the ledger, let the model judge, store what it added with its audit entry, conclude the site.
import type { Asset, Edited, EditRefusal, Ledger, PersonDecision } from '@penstock/model/assets'
import { type EpochMicros, idOfUuid, micros } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { AssetBody } from './asset-body.ts'
import { ledgerOf } from './declared.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import type { DecisionHeadOf } from './redeclare.ts'
import type { AssetsOptions } from './work.ts'

export interface Deed {
  readonly caller: Caller
  readonly action: string
  readonly reason: string
  /** What else the audit entry says. */
  readonly details?: Readonly<Record<string, unknown>>
  /** The asset that it is about, in the transaction of the decision: refuses, in this order, what the person may not see and what moved. */
  readonly find: (tx: Tx) => Promise<AssetTableRow>
  /** The ledger with what the deed adds to it. */
  readonly decide: (ledger: Ledger, asset: Asset, assets: readonly Asset[], nextHead: () => DecisionHeadOf) => Ledger
}

export interface Stored {
  /** By it everything that was decided is undone. */
  readonly deedId: string
  /** False while the register does not show it yet. */
  readonly isConcluded: boolean
}

export async function decide(options: AssetsOptions, { caller, action, reason, find, ...deed }: Deed): Promise<Stored> {
  const batch = newUuid()
  const site = await options.store.transaction(HUB_SERVICE, async (tx) => {
    const row = await find(tx)
    if (!maySeeSite(caller, row.site)) throw new AppError('not-found')
    const rows = (await queries.listAssetRows(tx, row.site)).filter(
      (one) => one.merged_into === null && one.withdrawn_at === null,
    )
    const assets = rows.map((one) => (one.body as AssetBody).asset)
    const ledger = ledgerOf(await queries.listDecisions(tx, row.site))
    const at = laterThan(ledger, options.clock())
    const nextHead = (): DecisionHeadOf => ({ id: newUuid(), by: caller.subject, at, reason })
    const added = deed.decide(ledger, (row.body as AssetBody).asset, assets, nextHead).slice(ledger.length)
    if (added.length === 0) throw new AppError('assets.nothing-to-change')
    await storeDecisions(tx, caller, row.site, added, at, batch)
    const details = { ...deed.details, reason, decisions: added.map(({ id }) => id) }
    await appendAudit(tx, { actor: caller.subject, action, object: idOfUuid('ast', row.id), details, at })
    return row.site
  })
  return { deedId: idOfUuid('ded', batch), isConcluded: await options.conclude(site) }
}

/** True when all of these sites show what was stored. */
export async function concludeAll(options: AssetsOptions, sites: Iterable<string>): Promise<boolean> {
  let isConcluded = true
  for (const site of sites) isConcluded = (await options.conclude(site)) && isConcluded
  return isConcluded
}

/** Now, or just after the last decision when the clock went back: a ledger is in the order in which it was written. */
export function laterThan(ledger: Ledger, now: EpochMicros): EpochMicros {
  return micros(ledger.reduce<number>((latest, { at }) => Math.max(latest, at + 1), now))
}

/** Stores decisions that one deed made: under one batch, so that they can be undone together. */
export async function storeDecisions(
  tx: Tx,
  caller: Caller,
  site: string,
  decisions: readonly PersonDecision[],
  at: EpochMicros,
  batch: string = newUuid(),
): Promise<void> {
  const rows = decisions.map((decision) => ({
    id: decision.id,
    site,
    kind: decision.kind,
    body: decision,
    reason: decision.reason,
    decided_by: caller.subject,
    decided_at: at,
    batch,
  }))
  await queries.insertDecisions(tx, rows)
}

/** The ledger that the model accepted; its refusals as problems. */
export function accepted(edited: Edited): Ledger {
  if (edited.ok) return edited.value
  throw new AppError(REFUSALS[edited.refusal.code], edited.refusal)
}

export function problemOf(code: EditRefusal['code']): ConstructorParameters<typeof AppError>[0] {
  return REFUSALS[code]
}

/** The register id of a device that a person names: the name in the id's letters, made different when it is taken. */
export function registerId(name: string, assets: readonly Asset[]): string {
  const base =
    name
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'ASSET'
  const taken = new Set(assets.map((asset) => asset.declaredId))
  let id = base
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`
  return id
}

const REFUSALS = {
  'assets.not-found': 'not-found',
  'assets.version-moved': 'version-moved',
  'assets.decision-exists': 'version-moved',
  'assets.decision-not-found': 'not-found',
  'assets.decision-undone': 'version-moved',
  'assets.reason-missing': 'invalid-request',
  'assets.nothing-changes': 'assets.nothing-to-change',
  'assets.value-invalid': 'invalid-request',
  'assets.nothing-to-confirm': 'assets.nothing-to-confirm',
  'assets.too-few-assets': 'invalid-request',
  'assets.merge-objected': 'assets.merge-objected',
  'assets.not-its-interface': 'assets.split-takes-nothing',
  'assets.nothing-left': 'assets.split-takes-nothing',
  'assets.already-declared': 'assets.finding-closed',
  'assets.id-taken': 'version-moved',
} as const satisfies Record<EditRefusal['code'], ConstructorParameters<typeof AppError>[0]>
