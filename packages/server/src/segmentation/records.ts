// Use cases of partition records: made from the graph of an instant, decided once by somebody else, held against the plant of now, printed.
import { createHash } from 'node:crypto'
import type { DocumentForm } from '@penstock/contract/documents'
import type { Body, Query } from '@penstock/contract/route'
import type {
  decidePartitionRecord,
  makePartitionRecord,
  PartitionRecordRow,
  PartitionRecordView,
  printPartitionRecord,
} from '@penstock/contract/zones'
import { idOfUuid, isoOfMicros, type SiteKey, uuidOfId } from '@penstock/model/kernel'
import { type PartitionRecord, partitionDocument, recordChanges } from '@penstock/model/segmentation'
import { appendAudit } from '@penstock/server/audit'
import { type DocumentFile, renderDocument } from '@penstock/server/documents'
import { recordChange } from '@penstock/server/facts'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { askedPlant } from '@penstock/server/plant'
import { HUB_SERVICE, newUuid, programVersion } from '@penstock/server/runtime'
import type { ProposalOptions } from './proposals.ts'
import * as queries from './queries.ts'

export interface RecordOptions extends ProposalOptions {
  readonly onChange: () => void
}

export class RecordService {
  readonly #options: RecordOptions

  constructor(options: RecordOptions) {
    this.#options = options
  }

  async list(caller: Caller, site: SiteKey): Promise<PartitionRecordRow[]> {
    const names = await this.#options.accountNames()
    const { scope } = await askedPlant(this.#options, caller, site, undefined)
    const rows = await this.#options.store.transaction(scope, (tx) => queries.listRecords(tx, site))
    return rows.map((row) => rowView(row, names))
  }

  async make(caller: Caller, site: SiteKey, given: Body<typeof makePartitionRecord>): Promise<PartitionRecordRow> {
    const { store, desk, clock, accountNames, onChange } = this.#options
    const asked = await askedPlant(this.#options, caller, site, given.asOf)
    if (asked.about.importedAt === null) throw new AppError('segmentation.no-plant')
    const record = await desk.ask(asked.key, () => asked.load(), 'record', {})
    const text = JSON.stringify(record)
    const sha256 = sha256Of(text)
    const at = clock()
    const row = {
      id: newUuid(),
      site,
      as_of: asked.at,
      plant_source: asked.about.source,
      record: text,
      sha256,
      note: given.note,
      made_by: caller.subject,
      made_at: at,
    }
    await store.transaction(HUB_SERVICE, async (tx) => {
      await queries.insertRecord(tx, row)
      await recordChange(tx, { kind: 'zones', site, object: site }, at)
      const details = { record: idOfUuid('rec', row.id), sha256: sha256.toString('hex'), asOf: isoOfMicros(asked.at) }
      await appendAudit(tx, { actor: caller.subject, action: 'zones.record', object: site, details, at })
    })
    onChange()
    return rowView({ ...row, ...UNDECIDED }, await accountNames())
  }

  async read(caller: Caller, site: SiteKey, recordId: string): Promise<PartitionRecordView> {
    const row = await this.#find(caller, site, recordId)
    const record = JSON.parse(row.record) as PartitionRecord
    const asked = await askedPlant(this.#options, caller, site, undefined)
    const now = await this.#options.desk.ask(asked.key, () => asked.load(), 'record', {})
    return {
      ...rowView(row, await this.#options.accountNames()),
      isIntact: isIntact(row),
      zones: record.zones.map(({ assets, gaps, findings, functions: _functions, target, ...zone }) => ({
        ...zone,
        assets: assets.length,
        target: target === null ? null : { ...target },
        gaps: gaps.map(({ requirement }) => requirement),
        findings: findings.length,
      })),
      conduits: record.conduits.length,
      findings: record.findings.length,
      accessPoints: [...record.system.accessPoints],
      principles: record.principles.map((one) => ({ ...one, fails: one.fails.map((fail) => ({ ...fail })) })),
      changes: recordChanges(record, now).map((change) => ({ ...change })),
    }
  }

  /** Once, by somebody else than who made it, and by the hash that was seen. */
  async decide(
    caller: Caller,
    site: SiteKey,
    recordId: string,
    { decision, sha256, reason }: Body<typeof decidePartitionRecord>,
  ): Promise<PartitionRecordRow> {
    const row = await this.#find(caller, site, recordId)
    if (row.made_by === caller.subject) throw new AppError('segmentation.own-record')
    if (!isIntact(row) || Buffer.from(row.sha256).toString('hex') !== sha256)
      throw new AppError('segmentation.record-moved')
    const at = this.#options.clock()
    const decided = { decision, reason, decided_by: caller.subject, decided_at: at }
    await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const isFirst = await queries.insertApproval(tx, {
        ...{ record_id: row.id, site, decision, sha256: row.sha256, reason },
        ...{ decided_by: caller.subject, at },
      })
      if (!isFirst) throw new AppError('segmentation.record-decided')
      await recordChange(tx, { kind: 'zones', site, object: site }, at)
      const details = { record: recordId, decision, sha256, reason }
      await appendAudit(tx, { actor: caller.subject, action: 'zones.approve', object: site, details, at })
    })
    this.#options.onChange()
    return rowView({ ...row, ...decided }, await this.#options.accountNames())
  }

  async print(
    caller: Caller,
    site: SiteKey,
    recordId: string,
    { kind, form }: Query<typeof printPartitionRecord> & { readonly form: DocumentForm },
  ): Promise<DocumentFile> {
    const row = await this.#find(caller, site, recordId)
    const names = await this.#options.accountNames()
    const { decision, reason, decided_by, decided_at } = row
    const by = decided_by === null ? '' : (names.get(decided_by) ?? decided_by)
    const decided =
      decision === null || decided_at === null
        ? null
        : `${decision} by ${by} on ${isoOfMicros(decided_at).slice(0, 10)}: ${reason ?? ''}`
    const approval = {
      sha256: Buffer.from(row.sha256).toString('hex'),
      madeBy: names.get(row.made_by) ?? row.made_by,
      decided,
      isApproved: decision === 'approved' && isIntact(row),
    }
    const about = { site, asOf: row.as_of, madeAt: row.made_at, version: programVersion() }
    const record = JSON.parse(row.record) as PartitionRecord
    return await renderDocument(partitionDocument(kind, record, approval, about), form)
  }

  async #find(caller: Caller, site: SiteKey, recordId: string): Promise<queries.RecordRow> {
    const id = uuidOfId(recordId)
    if (id === null || !maySeeSite(caller, site)) throw new AppError('not-found')
    const { store, scopeOf } = this.#options
    const row = await store.transaction(scopeOf(caller), (tx) => queries.findRecord(tx, site, id))
    if (row === undefined) throw new AppError('not-found')
    return row
  }
}

const UNDECIDED = { decision: null, reason: null, decided_by: null, decided_at: null } as const

function sha256Of(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function isIntact({ record, sha256 }: queries.RecordRow): boolean {
  return sha256Of(record).equals(Buffer.from(sha256))
}

function rowView(row: queries.RecordRow, names: ReadonlyMap<string, string>): PartitionRecordRow {
  const { decision, reason, decided_by, decided_at } = row
  return {
    id: idOfUuid('rec', row.id),
    site: row.site as SiteKey,
    asOf: isoOfMicros(row.as_of),
    source: row.plant_source,
    sha256: Buffer.from(row.sha256).toString('hex'),
    note: row.note,
    madeBy: row.made_by,
    madeByName: names.get(row.made_by) ?? null,
    madeAt: isoOfMicros(row.made_at),
    decision:
      decision === null || decided_by === null || decided_at === null
        ? null
        : {
            decision: decision === 'approved' ? 'approved' : 'refused',
            reason: reason ?? '',
            by: decided_by,
            byName: names.get(decided_by) ?? null,
            at: isoOfMicros(decided_at),
          },
  }
}
