// The register in and out, as use cases: import with a plan and consent, take back, export.
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { AssetImport, ImportAnswer, TakenBack } from '@penstock/contract/assets'
import type { JobView } from '@penstock/contract/jobs'
import { AppError, type Caller, type KeptUpload, maySeeSite } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { AssetsOptions } from '../work.ts'
import { type ExportedFile, type ExportQuery, exportRegister } from './export-register.ts'
import { planRegister, type Upload } from './import-register.ts'
import { Imports } from './imports.ts'
import { findSiteName } from './queries.ts'
import { listImports, takeBackImport } from './take-back.ts'

export class Exchange {
  readonly imports: Imports
  readonly #options: AssetsOptions

  constructor(options: AssetsOptions) {
    this.#options = options
    this.imports = new Imports(options)
  }

  /** Bytes of a file that are taken in at most. */
  get limitBytes(): number {
    return this.#options.intake?.spool.limitBytes ?? 1
  }

  /** A plan; with the consent to it, what came of its job. */
  async import(
    caller: Caller,
    site: string,
    body: Readable | undefined,
    upload: Upload & { readonly consent?: string | undefined },
  ): Promise<ImportAnswer> {
    const kept = await this.#keep(caller, site, body)
    const { consent } = upload
    if (consent !== undefined)
      return await this.imports.outcome(await this.#begin(caller, site, kept, { ...upload, consent }))
    try {
      return { plan: await planRegister(this.#options, site, kept, upload), done: null, isConcluded: true }
    } finally {
      await rm(kept.path, { force: true })
    }
  }

  /** The same as a job that goes on by itself. */
  async start(caller: Caller, site: string, body: Readable | undefined, upload: Upload & { readonly consent: string }) {
    const job = await this.#begin(caller, site, await this.#keep(caller, site, body), upload)
    this.#options.intake?.jobs.wake()
    return job
  }

  async #begin(...given: Parameters<Imports['begin']>): Promise<JobView> {
    try {
      return await this.imports.begin(...given)
    } catch (cause) {
      await rm(given[2].path, { force: true })
      throw cause
    }
  }

  async #keep(caller: Caller, site: string, body: Readable | undefined): Promise<KeptUpload> {
    const { store, intake } = this.#options
    const isThere = maySeeSite(caller, site) && (await store.transaction(HUB_SERVICE, (tx) => findSiteName(tx, site)))
    if (!isThere || intake === null) throw new AppError('not-found')
    return await intake.spool.keep(body)
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
