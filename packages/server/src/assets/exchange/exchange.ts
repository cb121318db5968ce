// The register in and out, as use cases: import with a plan and consent, take back, export.
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { AssetImport, ImportAnswer, TakenBack } from '@penstock/contract/assets'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { AssetsOptions } from '../work.ts'
import { type ExportedFile, type ExportQuery, exportRegister } from './export-register.ts'
import { importRegister, type Upload } from './import-register.ts'
import { findSiteName } from './queries.ts'
import { listImports, takeBackImport } from './take-back.ts'

export class Exchange {
  readonly #options: AssetsOptions

  constructor(options: AssetsOptions) {
    this.#options = options
  }

  /** Bytes of a file that are taken in at most. */
  get limitBytes(): number {
    return this.#options.spool.limitBytes
  }

  /** The file stands on the disk while it is read, and is removed with the answer. */
  async import(caller: Caller, site: string, body: Readable | undefined, upload: Upload): Promise<ImportAnswer> {
    const { store, spool } = this.#options
    const isThere = maySeeSite(caller, site) && (await store.transaction(HUB_SERVICE, (tx) => findSiteName(tx, site)))
    if (!isThere) throw new AppError('not-found')
    const kept = await spool.keep(body)
    try {
      return await importRegister(this.#options, caller, site, kept, upload)
    } finally {
      await rm(kept.path, { force: true })
    }
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
