// The organisation's own rules, kept by the hub with every text that a file had, and handed down to the cell of their domain.
import type { BroughtFile, bringRules } from '@penstock/contract/detection-rules'
import type { Body } from '@penstock/contract/route'
import type { RuleFolderSet } from '@penstock/model/detections'
import { type Domain, isoOfMicros } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { type Clock, HUB_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { ALL_EDITIONS, filesInForce } from './editions.ts'
import * as queries from './hub-queries.ts'
import { RuleThread } from './rule-thread.ts'
import type { LoadReport } from './words.ts'

export interface RuleFolderOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
  /** Hands a folder down to its cell. */
  readonly onFolder: (folder: RuleFolderSet) => Promise<void>
}

/** All texts of a folder together: a snapshot is one message. */
const MOST_BYTES = 16 * 2 ** 20
const MOST_TEXTS = 100

type Texts = ReadonlyMap<string, string | null>

export class RuleFolders {
  readonly #options: RuleFolderOptions

  constructor(options: RuleFolderOptions) {
    this.#options = options
  }

  /** Adds files, changes them by their path or takes them out; what has faults is kept and shown, and runs nowhere. */
  async bring(caller: Caller, domain: Domain, { files, isTrial }: Body<typeof bringRules>) {
    onlyOwn(caller, domain)
    if (caller.sites !== '*') throw new AppError('detection-rules.whole-domain')
    const { store, clock, onFolder } = this.#options
    const given: Texts = new Map(files.map(({ path, text }) => [path, text]))
    const held = await store.transaction(HUB_SERVICE, (tx) => queries.findFolder(tx, domain))
    // Read before the transaction: thousands of rules take seconds.
    const report = await judged(bounded(changed(held, given)))
    const at = clock()
    const brought = await store.transaction(HUB_SERVICE, async (tx) => {
      const set = await queries.lockSet(tx, domain)
      const before = await queries.findFolder(tx, domain)
      const texts = new Map(before?.files.map(({ path, text }) => [path, text]))
      const missing = [...given].find(([path, text]) => text === null && !texts.has(path))
      if (missing !== undefined) throw new AppError('detection-rules.no-file', { path: missing[0] })
      const told = [...given].map(([path, text]) => broughtFile(path, text, texts.get(path), report))
      const fresh = [...given].filter(([path, text]) => (texts.get(path) ?? null) !== text)
      if (isTrial || fresh.length === 0) return { version: set.folder_version, told, folder: null }
      const version = set.folder_version + 1
      const folder = { domain, version, files: bounded(changed(before, given)) }
      const by = caller.subject
      await queries.insertFiles(
        tx,
        fresh.map(([path, text]) => ({ domain, path, version, text, by, at })),
      )
      await queries.moveSet(tx, domain, { folder_version: version })
      const count = (outcome: BroughtFile['outcome']) => told.filter((one) => one.outcome === outcome).length
      const details = { version, files: fresh.length, removed: count('removed'), faulty: count('faulty') }
      await appendAudit(tx, { actor: by, action: 'rules.bring', object: `rule-folder/${domain}`, details, at })
      return { version, told, folder }
    })
    if (brought.folder !== null) await onFolder(brought.folder)
    const own = report.rules.filter(({ pack, standing }) => pack === 'folder' && standing !== 'faulty')
    return {
      folderVersion: brought.version,
      files: brought.told,
      rules: own.filter(({ kind }) => kind === 'sigma').length,
      correlations: own.filter(({ kind }) => kind === 'sigma-correlation').length,
    }
  }

  async list(caller: Caller, domain: Domain) {
    onlyOwn(caller, domain)
    const names = await this.#options.accountNames()
    return await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const set = await queries.findSet(tx, domain)
      const rows = await queries.listFiles(tx, domain)
      return {
        folderVersion: set.folder_version,
        files: rows.map(({ path, version, bytes, at, by }) => {
          return { path, version, bytes: Number(bytes), at: isoOfMicros(at), by, byName: names.get(by) ?? null }
        }),
      }
    })
  }

  async history(caller: Caller, domain: Domain, path: string) {
    onlyOwn(caller, domain)
    const names = await this.#options.accountNames()
    const rows = await this.#options.store.transaction(HUB_SERVICE, (tx) =>
      queries.listTexts(tx, domain, path, MOST_TEXTS),
    )
    if (rows.length === 0) throw new AppError('not-found')
    return {
      items: rows.map(({ version, text, at, by }) => {
        return { version, text, at: isoOfMicros(at), by, byName: names.get(by) ?? null }
      }),
    }
  }
}

/** Rules of the other domain are not there for whoever works in this one. */
export function onlyOwn(caller: Caller, domain: Domain): void {
  if (caller.domain !== domain) throw new AppError('not-found')
}

function changed(folder: RuleFolderSet | null, given: Texts): RuleFolderSet['files'] {
  const all = new Map<string, string | null>(folder?.files.map(({ path, text }) => [path, text]))
  for (const [path, text] of given) all.set(path, text)
  return [...all].flatMap(([path, text]) => (text === null ? [] : [{ path, text }]))
}

function bounded(files: RuleFolderSet['files']): RuleFolderSet['files'] {
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  if (bytes > MOST_BYTES) throw new AppError('too-large')
  return files
}

/** What a cell would say to the whole folder beside the catalogue. */
async function judged(files: RuleFolderSet['files']): Promise<LoadReport> {
  const thread = new RuleThread()
  try {
    const order = { files: filesInForce(ALL_EDITIONS, { files }), trials: [], disabled: [], latenessMicros: 0 }
    return await thread.ask({ do: 'load', order })
  } finally {
    await thread.stop()
  }
}

function broughtFile(path: string, text: string | null, before: string | undefined, report: LoadReport): BroughtFile {
  if (text === null) return { path, outcome: 'removed', faults: [], reason: null }
  const isHere = (one: { readonly pack: string; readonly path: string }) => one.pack === 'folder' && one.path === path
  const rules = report.rules.filter(isHere)
  const faults = rules.flatMap((rule) => [...rule.faults])
  const reason = report.skipped.find(isHere)?.reason ?? null
  const moved = before === undefined ? 'new' : before === text ? 'same' : 'changed'
  if (faults.length > 0) return { path, outcome: 'faulty', faults, reason }
  return { path, outcome: rules.length === 0 ? 'left-out' : moved, faults, reason }
}
