// Unregistered talkers: the list, and the two ways to settle one: registering it, or recording that it was taken away.
import type { UnregisteredView } from '@penstock/contract/assets'
import type { AsOfQuery } from '@penstock/contract/history'
import { declareAsset, removeAsset } from '@penstock/model/assets'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, micros, uuidOfId } from '@penstock/model/kernel'
import { type Moment, momentOf, wasSoAt } from '@penstock/server/history'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { sqlInstant } from '@penstock/store/state'
import { sql } from 'kysely'
import { accepted, decide, registerId, type Stored } from './decide.ts'
import type { AssetTableRow, TalkerRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import type { TalkerBody } from './talkers.ts'
import { type AssetsOptions, lockRow, readAs } from './work.ts'

type Settled = UnregisteredView & Pick<Stored, 'isConcluded'>

export class Findings {
  readonly #options: AssetsOptions

  constructor(options: AssetsOptions) {
    this.#options = options
  }

  async list(
    caller: Caller,
    site: string | undefined,
    state: 'open' | 'closed',
    asked: AsOfQuery,
  ): Promise<UnregisteredView[]> {
    const moment = momentOf(asked, this.#options.clock())
    return await readAs(this.#options, caller, async (tx) => {
      let found = tx.selectFrom('unregistered_talker').selectAll()
      found =
        moment === null
          ? found.where('state', '=', state)
          : found
              .where('id', state === 'open' ? 'in' : 'not in', openFindingsAt(tx, moment))
              .where(moment.clock === 'held' ? 'first_seen_at' : 'opened_at', '<=', sqlInstant(moment.at))
      if (site !== undefined) found = found.where('site', '=', site)
      const rows = await found.orderBy('opened_at', 'desc').orderBy('id').limit(1000).execute()
      const references = await queries.listReferences(
        tx,
        rows.map((row) => row.asset_id),
      )
      return rows.map((row) =>
        talkerView(moment === null ? row : talkerAt(row, state, moment), references.get(row.asset_id) ?? ''),
      )
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
  ): Promise<Settled> {
    const confirmedAt = this.#options.clock()
    const { name, role, zone, owner } = given
    const { isConcluded } = await decide(this.#options, {
      caller,
      action: 'asset.register',
      reason: given.reason,
      find: (tx) => rowOfFinding(tx, caller, findingId, given.version),
      decide: (ledger, asset, assets, nextHead) => {
        const declaration = {
          id: registerId(name, assets),
          fields: { name, ...(role === null ? {} : { role }) },
          zone,
          domain: asset.domain,
          owner: owner === null ? null : { group: null, person: owner, confirmedAt },
          functions: [],
        }
        const { key, version: seenVersion } = asset
        return accepted(declareAsset(ledger, assets, { head: nextHead(), key, seenVersion, asset: declaration }))
      },
    })
    return { ...(await this.#talker(caller, findingId)), isConcluded }
  }

  /** Records that the device was taken away; the finding closes once sensors watched its silence long enough. */
  async recordRemoval(caller: Caller, findingId: string, version: number, reason: string): Promise<Settled> {
    const removedAt = this.#options.clock()
    const { isConcluded } = await decide(this.#options, {
      caller,
      action: 'asset.remove',
      reason,
      find: (tx) => rowOfFinding(tx, caller, findingId, version),
      decide: (ledger, { key, version: seenVersion }, assets, nextHead) =>
        accepted(removeAsset(ledger, assets, { head: nextHead(), key, seenVersion, removedAt })),
    })
    return { ...(await this.#talker(caller, findingId)), isConcluded }
  }

  async #talker(caller: Caller, findingId: string): Promise<UnregisteredView> {
    const id = uuidOfId(findingId)
    return await readAs(this.#options, caller, async (tx) => {
      const row = id === null ? undefined : await queries.findTalker(tx, id)
      if (row === undefined) throw new AppError('not-found')
      const references = await queries.listReferences(tx, [row.asset_id])
      return talkerView(row, references.get(row.asset_id) ?? '')
    })
  }
}

/** The asset of a finding that is still open, at the version that the person saw; both stay so until the decision is stored. */
async function rowOfFinding(tx: Tx, caller: Caller, findingId: string, version: number): Promise<AssetTableRow> {
  const id = uuidOfId(findingId)
  const finding = id === null ? undefined : await queries.lockTalker(tx, id)
  if (finding === undefined || !maySeeSite(caller, finding.site)) throw new AppError('not-found')
  if (finding.version !== version) throw new AppError('version-moved', { version: finding.version })
  if (finding.state !== 'open') throw new AppError('assets.finding-closed')
  return await lockRow(tx, idOfUuid('ast', finding.asset_id))
}

function openFindingsAt(tx: Tx, moment: Moment) {
  return tx
    .selectFrom('state_version')
    .select(sql<string>`object_id::uuid`.as('id'))
    .where('kind', '=', 'talker')
    .where(wasSoAt(moment))
}

/** The finding without what came after the moment. */
function talkerAt(row: TalkerRow, state: 'open' | 'closed', { at }: Moment): TalkerRow {
  const upTo = (instant: EpochMicros | null) => (instant === null || instant > at ? null : instant)
  const [closedAt, removalAt] = [upTo(row.closed_at), upTo(row.removal_recorded_at)]
  return {
    ...row,
    state,
    last_seen_at: micros(Math.min(row.last_seen_at, at)),
    removal_recorded_at: removalAt,
    closed_at: state === 'open' ? null : closedAt,
    closed_by: state === 'open' || closedAt === null ? null : row.closed_by,
  }
}

function talkerView(row: TalkerRow, reference: string): UnregisteredView {
  const { talker } = row.body as TalkerBody
  return {
    id: idOfUuid('tlk', row.id),
    assetId: idOfUuid('ast', row.asset_id),
    reference,
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
    removalRecordedAt: isoOrNull(row.removal_recorded_at),
    closedAt: isoOrNull(row.closed_at),
    closedBy: row.closed_by as UnregisteredView['closedBy'],
    version: row.version,
  }
}
