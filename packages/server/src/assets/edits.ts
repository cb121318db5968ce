// Editing and confirming an asset on its page.
import type { AssetEdits, AssetRecord } from '@penstock/contract/assets'
import { confirmField, editField, type Ledger, RegisterField, stateOf } from '@penstock/model/assets'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { accepted, decide } from './decide.ts'
import type { AssetTableRow, Tx } from './queries.ts'
import type { AssetReads } from './reads.ts'
import { type AssetsOptions, lockRow } from './work.ts'

/** What a person confirms of an asset at once. */
const CONFIRMED_FIELDS = ['name', 'vendor', 'model', 'role'] as const

export class Edits {
  readonly #options: AssetsOptions
  readonly #reads: AssetReads

  constructor(options: AssetsOptions, reads: AssetReads) {
    this.#options = options
    this.#reads = reads
  }

  /** Enters values. None of them registers the device: that is a decision of its own. */
  async edit(
    caller: Caller,
    assetId: string,
    change: { version: number; reason: string; fields: AssetEdits },
  ): Promise<AssetRecord> {
    await decide(this.#options, {
      caller,
      action: 'asset.edit',
      reason: change.reason,
      find: (tx) => seenRow(tx, caller, assetId, change.version),
      decide: (ledger, asset, assets, nextHead) => {
        let next: Ledger = ledger
        for (const [field, value] of entriesOf(change.fields)) {
          if (value === stateOf(asset, field).value) continue
          next = accepted(
            editField(next, assets, { head: nextHead(), key: asset.key, field, value, seenVersion: asset.version }),
          )
        }
        return next
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
        for (const field of CONFIRMED_FIELDS) {
          const { value, basis } = asset.fields[field]
          if (value === null || basis === 'confirmed') continue
          next = accepted(
            confirmField(next, assets, { head: nextHead(), key: asset.key, field, seenVersion: asset.version }),
          )
        }
        if (next.length === ledger.length) throw new AppError('assets.already-confirmed')
        return next
      },
    })
    return await this.#reads.record(caller, assetId)
  }
}

/** The fields that the edit names, with their new values. */
function entriesOf(fields: AssetEdits): [RegisterField, string | null][] {
  return Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [[RegisterField.parse(field), value] as [RegisterField, string | null]],
  )
}

/** The asset at the version that the person saw; it stays so until the decision is stored. */
async function seenRow(tx: Tx, caller: Caller, assetId: string, version: number): Promise<AssetTableRow> {
  const row = await lockRow(tx, assetId)
  if (!maySeeSite(caller, row.site)) throw new AppError('not-found')
  if (row.version !== version) throw new AppError('version-moved', { version: row.version })
  return row
}
