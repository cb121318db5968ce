// The register in and out, as use cases: import with a plan and consent, take back, export.
import type { AssetImport, ImportAnswer, TakenBack } from '@penstock/contract/assets'
import type { Caller } from '@penstock/server/http'
import type { AssetsOptions } from '../work.ts'
import { type ExportedFile, type ExportQuery, exportRegister } from './export-register.ts'
import { importRegister, type Upload } from './import-register.ts'
import { listImports, takeBackImport } from './take-back.ts'

export class Exchange {
  readonly #options: AssetsOptions

  constructor(options: AssetsOptions) {
    this.#options = options
  }

  async import(caller: Caller, site: string, bytes: Uint8Array, upload: Upload): Promise<ImportAnswer> {
    return await importRegister(this.#options, caller, site, bytes, upload)
  }

  async list(caller: Caller, site: string): Promise<AssetImport[]> {
    return await listImports(this.#options, caller, site)
  }

  async takeBack(caller: Caller, site: string, importId: string, reason: string): Promise<TakenBack> {
    return await takeBackImport(this.#options, caller, site, importId, reason)
  }

  async export(caller: Caller, query: ExportQuery): Promise<ExportedFile> {
    return await exportRegister(this.#options, caller, query)
  }
}
