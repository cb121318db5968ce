// Editing and confirming an asset on its page.
import type { AssetEdits, AssetRecord } from '@penstock/contract/assets'
import { type Asset, confirmField, editField, type Ledger, RegisterField, stateOf } from '@penstock/model/assets'
import { AppError, type Caller } from '@penstock/server/http'
import { accepted, decide, type Stored } from './decide.ts'
import type { AssetReads } from './reads.ts'
import { type AssetsOptions, seenRow } from './work.ts'

/** What a person confirms of an asset at once. */
export const CONFIRMED = {
  identity: ['name', 'vendor', 'model', 'role'],
  ownership: ['owner', 'team', 'deputy'],
} as const satisfies Record<string, readonly RegisterField[]>

export type Changed = AssetRecord & Stored

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
  ): Promise<Changed> {
    const stored = await decide(this.#options, {
      caller,
      action: 'asset.edit',
      reason: change.reason,
      find: (tx) => seenRow(tx, caller, assetId, change.version),
      decide: (ledger, asset, assets, nextHead) => {
        let next: Ledger = ledger
        for (const [field, value] of entriesOf(asset, change.fields)) {
          next = accepted(
            editField(next, assets, { head: nextHead(), key: asset.key, field, value, seenVersion: asset.version }),
          )
        }
        return next
      },
    })
    return { ...(await this.#reads.record(caller, assetId)), ...stored }
  }

  /** Confirms what is known of its identity, or of who answers for it, as it stands. */
  async confirm(caller: Caller, assetId: string, version: number, what: keyof typeof CONFIRMED): Promise<Changed> {
    const stored = await decide(this.#options, {
      caller,
      action: 'asset.confirm',
      reason: 'confirmed as it stands',
      find: (tx) => seenRow(tx, caller, assetId, version),
      decide: (ledger, asset, assets, nextHead) => {
        let next: Ledger = ledger
        const known = CONFIRMED[what].filter((field) => stateOf(asset, field).value !== null)
        if (known.length === 0) throw new AppError('assets.nothing-to-confirm')
        for (const field of known) {
          const request = { head: nextHead(), key: asset.key, field, seenVersion: asset.version }
          const confirmed = confirmField(next, assets, request)
          if (confirmed.ok || confirmed.refusal.code !== 'assets.nothing-changes') next = accepted(confirmed)
        }
        if (next.length === ledger.length) throw new AppError('assets.already-confirmed')
        return next
      },
    })
    return { ...(await this.#reads.record(caller, assetId)), ...stored }
  }
}

/** The fields whose values the edit changes, with the new ones. */
export function entriesOf(asset: Asset, fields: AssetEdits): [RegisterField, string | null][] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const field = RegisterField.parse(name)
    return value === undefined || value === stateOf(asset, field).value ? [] : [[field, value]]
  })
}
