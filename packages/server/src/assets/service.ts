// Use cases of the register: reading it, entering and confirming fields, identity, many at once, files in and out, unregistered talkers.
import type { BulkResult } from '@penstock/contract/assets'
import type { Caller } from '@penstock/server/http'
import { listActivity } from './activity.ts'
import { editMany } from './bulk.ts'
import { Edits } from './edits.ts'
import { Exchange } from './exchange/exchange.ts'
import { Findings } from './findings.ts'
import { Identity } from './identity.ts'
import { AssetReads } from './reads.ts'
import type { AssetsOptions } from './work.ts'

export class AssetsService {
  readonly reads: AssetReads
  readonly edits: Edits
  readonly findings: Findings
  readonly exchange: Exchange
  readonly identity: Identity
  readonly #options: AssetsOptions

  constructor(options: AssetsOptions) {
    this.#options = options
    this.reads = new AssetReads(options)
    this.edits = new Edits(options, this.reads)
    this.findings = new Findings(options)
    this.exchange = new Exchange(options)
    this.identity = new Identity(options, this.reads)
  }

  /** Changes or confirms many assets in one deed. */
  async editMany(caller: Caller, given: Parameters<typeof editMany>[2]): Promise<BulkResult> {
    return await editMany(this.#options, caller, given)
  }

  async activity(caller: Caller, assetId: string, page: Parameters<typeof listActivity>[3]) {
    return await listActivity(this.#options, caller, assetId, page)
  }
}
