// Use cases of the register: reading it, entering and confirming fields, CSV in and out, unregistered talkers.
import type { CsvImportView } from '@penstock/contract/assets'
import type { Caller } from '@penstock/server/http'
import { Edits } from './edits.ts'
import { Findings } from './findings.ts'
import { importCsv } from './import-csv.ts'
import { AssetReads } from './reads.ts'
import type { AssetsOptions } from './work.ts'

export class AssetsService {
  readonly reads: AssetReads
  readonly edits: Edits
  readonly findings: Findings
  readonly #options: AssetsOptions

  constructor(options: AssetsOptions) {
    this.#options = options
    this.reads = new AssetReads(options)
    this.edits = new Edits(options, this.reads)
    this.findings = new Findings(options)
  }

  /** Registers or edits the assets of a CSV file: all rows or none; every fault names its line and column. */
  async importCsv(caller: Caller, site: string, bytes: Uint8Array, isDryRun: boolean): Promise<CsvImportView> {
    return await importCsv(this.#options, caller, site, bytes, isDryRun)
  }
}
