// Editing and confirming an asset on its page.
import type { AssetRecord } from '@penstock/contract/assets'
import { type Asset, confirmField, editField, type Ledger } from '@penstock/model/assets'
import type { EpochMicros } from '@penstock/model/kernel'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { accepted, decide, registerId } from './decide.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import type { AssetReads } from './reads.ts'
import { type EntryChange, redeclare } from './redeclare.ts'
import { type AssetsOptions, lockRow } from './work.ts'

export interface FieldEdits {
  readonly name?: string | null | undefined
  readonly vendor?: string | null | undefined
  readonly model?: string | null | undefined
  readonly role?: string | null | undefined
  readonly zone?: string | null | undefined
  readonly function?: string | null | undefined
  readonly owner?: string | null | undefined
}

/** Fields that are values of the asset; zone, function and owner belong to its register entry. */
const VALUE_FIELDS = ['name', 'vendor', 'model', 'role'] as const

export class Edits {
  readonly #options: AssetsOptions
  readonly #reads: AssetReads

  constructor(options: AssetsOptions, reads: AssetReads) {
    this.#options = options
    this.#reads = reads
  }

  /** Enters values. Zone, function and owner make a register entry when the asset had none. */
  async edit(
    caller: Caller,
    assetId: string,
    change: { version: number; reason: string; fields: FieldEdits },
  ): Promise<AssetRecord> {
    const at = this.#options.clock()
    await decide(this.#options, {
      caller,
      action: 'asset.edit',
      reason: change.reason,
      find: (tx) => seenRow(tx, caller, assetId, change.version),
      decide: (ledger, asset, assets, nextHead) => {
        let next: Ledger = ledger
        for (const field of VALUE_FIELDS) {
          const value = change.fields[field]
          if (value === undefined || value === asset.fields[field].value) continue
          const seenVersion = versionIn(next, asset, ledger)
          next = accepted(editField(next, assets, { head: nextHead(), key: asset.key, field, value, seenVersion }))
        }
        const entry = entryChange(change.fields, at)
        if (Object.keys(entry).length === 0) return next
        const id = asset.declaredId ?? registerId(asset.fields.name.value ?? asset.ips[0] ?? 'asset', assets)
        return redeclare(next, asset, id, nextHead, entry)
      },
    })
    return await this.#reads.record(caller, assetId)
  }

  /** Confirms name, vendor, model and role as they stand. */
  async confirm(caller: Caller, assetId: string, version: number): Promise<AssetRecord> {
    await decide(this.#options, {
      caller,
      action: 'asset.confirm',
      reason: 'confirmed as it stands',
      find: (tx) => seenRow(tx, caller, assetId, version),
      decide: (ledger, asset, assets, nextHead) => {
        let next: Ledger = ledger
        for (const field of VALUE_FIELDS) {
          const { value, basis } = asset.fields[field]
          if (value === null || basis === 'confirmed') continue
          const seenVersion = versionIn(next, asset, ledger)
          next = accepted(confirmField(next, assets, { head: nextHead(), key: asset.key, field, seenVersion }))
        }
        if (next.length === ledger.length) throw new AppError('assets.already-confirmed')
        return next
      },
    })
    return await this.#reads.record(caller, assetId)
  }
}

/** What the edits say of the register entry; nothing when they say nothing of it. */
function entryChange({ zone, function: function_, owner }: FieldEdits, at: EpochMicros): EntryChange {
  return {
    ...(zone === undefined ? {} : { zone }),
    ...(function_ === undefined ? {} : { functions: function_ === null ? [] : [function_] }),
    ...(owner === undefined ? {} : { owner: owner === null ? null : { group: null, person: owner, confirmedAt: at } }),
  }
}

/** The asset at the version that the person saw; it stays so until the decision is stored. */
async function seenRow(tx: Tx, caller: Caller, assetId: string, version: number): Promise<AssetTableRow> {
  const row = await lockRow(tx, assetId)
  if (!maySeeSite(caller, row.site)) throw new AppError('not-found')
  if (row.version !== version) throw new AppError('version-moved', { version: row.version })
  return row
}

/** The version that the model expects while several decisions are made in one go. */
function versionIn(next: Ledger, asset: Asset, ledger: Ledger): number {
  return asset.version + (next.length - ledger.length)
}
