// Use cases of the register: reading it, entering and confirming fields, CSV in and out, unregistered talkers.
import type { AnswerCounts, AssetFilter, AssetRecord, CsvImportView, UnregisteredView } from '@penstock/contract/assets'
import {
  type Asset,
  confirmField,
  declareAsset,
  type Edited,
  type EditRefusal,
  editField,
  type Ledger,
  type PersonDecision,
  removeAsset,
} from '@penstock/model/assets'
import { type EpochMicros, idOfUuid, isoOfMicros, uuidOfId } from '@penstock/model/kernel'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { AssetBody } from './asset-body.ts'
import { csvOfAssets, planCsvImport } from './csv.ts'
import { ledgerOf } from './declared.ts'
import { countKnown, filtered, listPeers, listRows, marksOf, placesOf } from './lists.ts'
import type { AssetTableRow, TalkerRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { type DecisionHeadOf, redeclare } from './redeclare.ts'
import type { TalkerBody } from './talkers.ts'
import { assetRecord } from './views.ts'

export interface AssetsOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  /** Concludes the site, so that the answer shows what the decision led to. */
  readonly conclude: (site: string) => Promise<void>
}

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

export class AssetsService {
  readonly #options: AssetsOptions

  constructor(options: AssetsOptions) {
    this.#options = options
  }

  async list(caller: Caller, filter: AssetFilter, page: { sort: string; cursor?: string | undefined; limit: number }) {
    return await this.#read(caller, (tx) => listRows(tx, filter, page))
  }

  async count(caller: Caller, site: string | undefined): Promise<AnswerCounts> {
    return await this.#read(caller, (tx) => countKnown(tx, site))
  }

  async record(caller: Caller, assetId: string): Promise<AssetRecord> {
    const maySeeTraffic = caller.permissions.has('monitoring:read')
    return await this.#read(caller, async (tx) => {
      const row = await getRow(tx, assetId)
      const marks = (await marksOf(tx, [row.id])).get(row.id) ?? { isUnregistered: false, breaches: 0 }
      const { asset } = row.body as AssetBody
      const ledger = (await queries.listDecisions(tx, row.site)).filter((decision) =>
        isAbout(decision.body as PersonDecision, asset),
      )
      const peers = maySeeTraffic ? await listPeers(tx, row.id) : null
      const names = maySeeTraffic ? await captureNames(tx, row.id) : new Map<string, string>()
      return assetRecord(row, marks, await placesOf(tx, row.site), names, peers, ledger)
    })
  }

  async edit(caller: Caller, assetId: string, change: { version: number; reason: string; fields: FieldEdits }) {
    await this.#decide(
      caller,
      assetId,
      change.version,
      change.reason,
      'asset.edit',
      (ledger, asset, assets, nextHead) => {
        let next: Ledger = ledger
        for (const field of VALUE_FIELDS) {
          const value = change.fields[field]
          if (value === undefined || value === asset.fields[field].value) continue
          next = accepted(
            editField(next, assets, {
              head: nextHead(),
              key: asset.key,
              field,
              value,
              seenVersion: versionIn(next, asset, ledger),
            }),
          )
        }
        const { zone, function: function_, owner } = change.fields
        if (zone !== undefined || function_ !== undefined || owner !== undefined)
          next = redeclare(
            next,
            asset,
            asset.declaredId ?? registerId(asset.fields.name.value ?? asset.ips[0] ?? 'asset', assets),
            nextHead,
            {
              ...(zone === undefined ? {} : { zone }),
              ...(function_ === undefined ? {} : { functions: function_ === null ? [] : [function_] }),
              ...(owner === undefined
                ? {}
                : {
                    owner: owner === null ? null : { group: null, person: owner, confirmedAt: this.#options.clock() },
                  }),
            },
          )
        return next
      },
    )
    return await this.record(caller, assetId)
  }

  /** Confirms name, vendor, model and role as they stand. */
  async confirm(caller: Caller, assetId: string, version: number): Promise<AssetRecord> {
    const reason = 'confirmed as it stands'
    await this.#decide(caller, assetId, version, reason, 'asset.confirm', (ledger, asset, assets, nextHead) => {
      let next: Ledger = ledger
      for (const field of VALUE_FIELDS) {
        const { value, basis } = asset.fields[field]
        if (value === null || basis === 'confirmed') continue
        next = accepted(
          confirmField(next, assets, {
            head: nextHead(),
            key: asset.key,
            field,
            seenVersion: versionIn(next, asset, ledger),
          }),
        )
      }
      if (next.length === ledger.length) throw new AppError('assets.already-confirmed')
      return next
    })
    return await this.record(caller, assetId)
  }

  async exportCsv(caller: Caller, filter: AssetFilter): Promise<string> {
    return await this.#read(caller, async (tx) => {
      const rows = await filtered(tx, filter).selectAll().orderBy('site').orderBy('name').orderBy('id').execute()
      return csvOfAssets(rows)
    })
  }

  /** Registers or edits the assets of a CSV file: all rows or none; every fault names its line and column. */
  async importCsv(caller: Caller, site: string, bytes: Uint8Array, isDryRun: boolean): Promise<CsvImportView> {
    const at = this.#options.clock()
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const view = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      if ((await tx.selectFrom('site').select('site').where('site', '=', site).executeTakeFirst()) === undefined)
        throw new AppError('not-found')
      const rows = (await queries.listAssetRows(tx, site)).filter((row) => row.merged_into === null)
      const ledger = ledgerOf(await queries.listDecisions(tx, site))
      const plan = planCsvImport(bytes, rows, ledger, caller.subject, at)
      if (!isDryRun && plan.decisions.length > 0) {
        await this.#store(tx, caller, site, plan.decisions, at)
        const details = { added: plan.added, changed: plan.changed }
        await appendAudit(tx, { actor: caller.subject, action: 'asset.import', object: site, details, at })
      }
      const { added, changed, unchanged } = plan
      return { isDryRun, added, changed, unchanged, faults: [] }
    })
    if (!isDryRun) await this.#options.conclude(site)
    return view
  }

  async unregistered(caller: Caller, site: string | undefined, state: 'open' | 'closed'): Promise<UnregisteredView[]> {
    return await this.#read(caller, async (tx) => {
      let found = tx.selectFrom('unregistered_talker').selectAll().where('state', '=', state)
      if (site !== undefined) found = found.where('site', '=', site)
      const rows = await found.orderBy('opened_at', 'desc').orderBy('id').limit(1000).execute()
      const views: UnregisteredView[] = []
      for (const row of rows) views.push(await talkerView(tx, row))
      return views
    })
  }

  async register(
    caller: Caller,
    findingId: string,
    given: {
      version: number
      name: string
      role: string | null
      zone: string | null
      owner: string | null
      reason: string
    },
  ): Promise<UnregisteredView> {
    const row = await this.#openFinding(caller, findingId, given.version)
    const assetId = idOfUuid('ast', row.asset_id)
    await this.#decide(caller, assetId, null, given.reason, 'asset.register', (ledger, asset, assets, nextHead) => {
      const { name, role, zone, owner } = given
      const declaration = {
        id: registerId(name, assets),
        fields: { name, ...(role === null ? {} : { role }) },
        zone,
        domain: asset.domain,
        owner: owner === null ? null : { group: null, person: owner, confirmedAt: this.#options.clock() },
        functions: [],
      }
      return accepted(
        declareAsset(ledger, assets, {
          head: nextHead(),
          key: asset.key,
          seenVersion: asset.version,
          asset: declaration,
        }),
      )
    })
    return await this.#talker(caller, findingId)
  }

  /** Records that the device was taken away; the finding closes once sensors watched its silence long enough. */
  async recordRemoval(caller: Caller, findingId: string, version: number, reason: string): Promise<UnregisteredView> {
    const row = await this.#openFinding(caller, findingId, version)
    const assetId = idOfUuid('ast', row.asset_id)
    await this.#decide(caller, assetId, null, reason, 'asset.remove', (ledger, asset, assets, nextHead) => {
      const removedAt = this.#options.clock()
      return accepted(
        removeAsset(ledger, assets, { head: nextHead(), key: asset.key, seenVersion: asset.version, removedAt }),
      )
    })
    return await this.#talker(caller, findingId)
  }

  // One decision of a person: read the ledger, let the model judge, store what it added, audit, conclude.
  async #decide(
    caller: Caller,
    assetId: string,
    version: number | null,
    reason: string,
    action: string,
    decide: (ledger: Ledger, asset: Asset, assets: readonly Asset[], nextHead: () => DecisionHeadOf) => Ledger,
  ): Promise<void> {
    const at = this.#options.clock()
    const site = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const row = await getRow(tx, assetId)
      if (!maySeeSite(caller, row.site)) throw new AppError('not-found')
      if (version !== null && row.version !== version) throw new AppError('version-moved', { version: row.version })
      const rows = (await queries.listAssetRows(tx, row.site)).filter((one) => one.merged_into === null)
      const assets = rows.map((one) => (one.body as AssetBody).asset)
      const ledger = ledgerOf(await queries.listDecisions(tx, row.site))
      const { asset } = row.body as AssetBody
      const nextHead = (): DecisionHeadOf => ({ id: newUuid(), by: caller.subject, at, reason })
      const next = decide(ledger, asset, assets, nextHead)
      const added = next.slice(ledger.length)
      if (added.length === 0) throw new AppError('assets.nothing-to-change')
      await this.#store(tx, caller, row.site, added, at)
      await appendAudit(tx, {
        actor: caller.subject,
        action,
        object: assetId,
        details: { reason, decisions: added.map(({ id }) => id) },
        at,
      })
      return row.site
    })
    await this.#options.conclude(site)
  }

  async #store(
    tx: Tx,
    caller: Caller,
    site: string,
    decisions: readonly PersonDecision[],
    at: EpochMicros,
  ): Promise<void> {
    const rows = decisions.map((decision) => ({
      id: decision.id,
      site,
      kind: decision.kind,
      body: decision,
      reason: decision.reason,
      decided_by: caller.subject,
      decided_at: at,
    }))
    await queries.insertDecisions(tx, rows)
  }

  async #openFinding(caller: Caller, findingId: string, version: number): Promise<TalkerRow> {
    const id = uuidOfId(findingId)
    const row = id === null ? undefined : await this.#read(caller, (tx) => queries.findTalker(tx, id))
    if (row === undefined) throw new AppError('not-found')
    if (row.version !== version) throw new AppError('version-moved', { version: row.version })
    if (row.state !== 'open') throw new AppError('assets.finding-closed')
    return row
  }

  async #talker(caller: Caller, findingId: string): Promise<UnregisteredView> {
    const id = uuidOfId(findingId)
    return await this.#read(caller, async (tx) => {
      const row = id === null ? undefined : await queries.findTalker(tx, id)
      if (row === undefined) throw new AppError('not-found')
      return await talkerView(tx, row)
    })
  }

  async #read<T>(caller: Caller, run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(this.#options.scopeOf(caller), run)
  }
}

async function getRow(tx: Tx, assetId: string): Promise<AssetTableRow> {
  const id = uuidOfId(assetId)
  const row = id === null ? undefined : await queries.findAssetRow(tx, id)
  if (row === undefined) throw new AppError('not-found')
  if (row.merged_into === null) return row
  return await getRow(tx, idOfUuid('ast', row.merged_into))
}

/** Names of the captures whose packets speak of an asset; only for people who may see its traffic. */
async function captureNames(tx: Tx, assetId: string): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('conversation')
    .select('proof')
    .where((where) => where.or([where('client_asset', '=', assetId), where('server_asset', '=', assetId)]))
    .execute()
  return new Map(rows.map(({ proof }) => [proof.captureId, proof.captureName]))
}

function isAbout(decision: PersonDecision, asset: Asset): boolean {
  const anchors = new Set(asset.anchors)
  switch (decision.kind) {
    case 'edit-field':
    case 'confirm-field':
      return anchors.has(decision.anchor)
    case 'declare':
      return decision.asset.id === asset.declaredId
    case 'merge':
    case 'remove':
      return decision.anchors.some((anchor) => anchors.has(anchor))
    case 'split':
      return [...decision.apart, ...decision.from].some((anchor) => anchors.has(anchor))
    case 'undo':
      return false
  }
}

/** The version that the model expects while several decisions are made in one go. */
function versionIn(next: Ledger, asset: Asset, ledger: Ledger): number {
  return asset.version + (next.length - ledger.length)
}

const REFUSALS = {
  'assets.not-found': 'not-found',
  'assets.version-moved': 'version-moved',
  'assets.decision-exists': 'version-moved',
  'assets.decision-not-found': 'not-found',
  'assets.decision-undone': 'version-moved',
  'assets.reason-missing': 'invalid-request',
  'assets.nothing-changes': 'assets.nothing-to-change',
  'assets.value-invalid': 'invalid-request',
  'assets.nothing-to-confirm': 'assets.already-confirmed',
  'assets.too-few-assets': 'invalid-request',
  'assets.not-its-interface': 'invalid-request',
  'assets.nothing-left': 'invalid-request',
  'assets.already-declared': 'assets.finding-closed',
  'assets.id-taken': 'version-moved',
} as const satisfies Record<EditRefusal['code'], ConstructorParameters<typeof AppError>[0]>

function accepted(edited: Edited): Ledger {
  if (edited.ok) return edited.value
  throw new AppError(REFUSALS[edited.refusal.code], edited.refusal)
}

/** The register id of a device that a person names: the name in the id's letters, made different when it is taken. */
function registerId(name: string, assets: readonly Asset[]): string {
  const base =
    name
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'ASSET'
  const taken = new Set(assets.map((asset) => asset.declaredId))
  let id = base
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`
  return id
}

async function talkerView(tx: Tx, row: TalkerRow): Promise<UnregisteredView> {
  const { talker } = row.body as TalkerBody
  const asset = await queries.findAssetRow(tx, row.asset_id)
  return {
    id: idOfUuid('tlk', row.id),
    assetId: idOfUuid('ast', row.asset_id),
    reference: asset?.reference ?? '',
    label: talker.names[0] ?? talker.ips[0] ?? talker.macs[0] ?? 'unknown',
    site: row.site,
    state: row.state === 'open' ? 'open' : 'closed',
    zone: row.zone,
    addresses: [...talker.macs, ...talker.ips],
    likelyFunction: row.likely_function,
    reason: talker.reason,
    protocolRoles: talker.protocolRoles.map(
      ({ protocol, role, port }) => `${protocol} ${role}${port === null ? '' : ` ${port}`}`,
    ),
    peers: talker.peers.map(({ name }) => name),
    firstSeenAt: isoOfMicros(row.first_seen_at),
    lastSeenAt: isoOfMicros(row.last_seen_at),
    openedAt: isoOfMicros(row.opened_at),
    removalRecordedAt: row.removal_recorded_at === null ? null : isoOfMicros(row.removal_recorded_at),
    closedAt: row.closed_at === null ? null : isoOfMicros(row.closed_at),
    closedBy: row.closed_by as UnregisteredView['closedBy'],
    version: row.version,
  }
}
