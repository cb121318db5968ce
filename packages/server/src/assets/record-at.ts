// One asset as of a moment: the fields as they were, each with the source that it stood on. Conversations and decisions are those
// up to then; when it last talked is not kept, and packets are counted up to today.
import type { AnswerView, AssetRecord, FieldView, PeerView } from '@penstock/contract/assets'
import type { PersonDecision, SaidValue } from '@penstock/model/assets'
import type { State } from '@penstock/model/history'
import { uuidOfId } from '@penstock/model/kernel'
import { type Moment, wasSoAt } from '@penstock/server/history'
import { AppError } from '@penstock/server/http'
import { spanOfText } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { Selectable } from 'kysely'
import { captureNames, isAbout } from './about-asset.ts'
import type { AssetBody } from './asset-body.ts'
import { findAssetRows, listPeers, marksOf } from './lists.ts'
import { NO_NEIGHBOURS } from './modules.ts'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'
import { assetRow, decisionOfPerson, FIELD_ORDER, fieldSource, KEPT_ORDER } from './views.ts'

type FieldRow = Selectable<CoreTables['asset_field']>

export async function recordAt(tx: Tx, assetId: string, moment: Moment, maySeeTraffic: boolean): Promise<AssetRecord> {
  const id = uuidOfId(assetId)
  const row = id === null ? undefined : (await findAssetRows(tx, [id], moment)).get(id)
  if (id === null || row === undefined) throw new AppError('not-found')
  const state = await stateAt(tx, row.site, id, moment)
  const marks = (await marksOf(tx, [id], moment)).get(id) ?? { isUnregistered: false, breaches: 0 }
  const kept = await tx.selectFrom('asset_field').selectAll().where('asset_id', '=', id).orderBy('learned').execute()
  const names = maySeeTraffic ? await captureNames(tx, id) : new Map<string, string>()
  const views = FIELD_ORDER.map((field) => fieldAt(field, state, kept, names))
  const answers = ['zone', 'owner'].map((field) => answerOf(fieldAt(field, state, kept, names)))
  const peers = maySeeTraffic ? await peersAt(tx, id, moment) : []
  return {
    ...assetRow(row, marks),
    version: 0,
    ...NO_NEIGHBOURS,
    what: answerOf(views.find(({ field, value }) => ['role', 'model', 'vendor'].includes(field) && value !== null)),
    where: answers[0]!,
    who: answers[1]!,
    fields: views,
    kept: KEPT_ORDER.map((field) => fieldAt(field, state, kept, names)),
    interfaces: [
      ...row.macs.map((mac) => ({ mac, ip: null, vlan: null, ground: 'known' })),
      ...row.ips.map((ip) => ({ mac: null, ip, vlan: null, ground: 'known' })),
    ],
    parts: [],
    openedAs: null,
    protocols: [],
    peers,
    peersWithheld: !maySeeTraffic,
    decisions: await decisionsAt(tx, row.site, id, moment),
  }
}

async function stateAt(tx: Tx, site: string, id: string, moment: Moment): Promise<State> {
  const row = await tx
    .selectFrom('state_version')
    .select('state')
    .where('site', '=', site)
    .where('kind', '=', 'asset')
    .where('object_id', '=', id)
    .where(wasSoAt(moment))
    .executeTakeFirstOrThrow()
  return row.state as State
}

/** The value that held, with the newest source that gave it. */
function fieldAt(
  field: string,
  state: State,
  kept: readonly FieldRow[],
  captureNames: ReadonlyMap<string, string>,
): FieldView {
  const known = state[field]
  const value = typeof known === 'string' ? known : known === undefined ? null : JSON.stringify(known)
  const row = value === null ? undefined : kept.findLast((each) => each.field === field && each.value === value)
  const source = row === undefined ? null : sourceOf(row, value, captureNames)
  return { field, value, basis: source?.basis ?? null, isConflicting: false, sources: source === null ? [] : [source] }
}

function sourceOf(row: FieldRow, value: string | null, captureNames: ReadonlyMap<string, string>) {
  const { protocol = null, method = 'register', source = 'register', proof = null } = row.source as Partial<SaidValue>
  const at = spanOfText(row.learned).from!
  const basis = row.basis as SaidValue['basis']
  return fieldSource(
    { value, basis, protocol, method, source, proof, firstAt: at, lastAt: at, reason: null },
    captureNames,
  )
}

function answerOf(view: FieldView | undefined): AnswerView {
  const [source] = view?.sources ?? []
  return {
    value: view?.value ?? null,
    basis: view?.basis ?? null,
    source: source?.source ?? 'unknown',
    at: source?.at ?? null,
  }
}

async function peersAt(tx: Tx, id: string, moment: Moment): Promise<PeerView[]> {
  const peers = await listPeers(tx, id)
  if (peers.length === 0) return []
  const rows = await tx
    .selectFrom('conversation_verdict')
    .select(['conversation_id', 'verdict', 'conduit', 'rule'])
    .where(
      'conversation_id',
      'in',
      peers.flatMap(({ conversationId }) => uuidOfId(conversationId) ?? []),
    )
    .where(wasSoAt(moment))
    .execute()
  const then = new Map(rows.map((row) => [row.conversation_id, row]))
  return peers.flatMap((peer) => {
    const row = then.get(uuidOfId(peer.conversationId) ?? '')
    if (row === undefined) return []
    const { conduit, rule } = row
    return [{ ...peer, verdict: row.verdict as PeerView['verdict'], conduit, rule }]
  })
}

async function decisionsAt(tx: Tx, site: string, id: string, moment: Moment): Promise<AssetRecord['decisions']> {
  const row = await queries.findAssetRow(tx, id)
  if (row === undefined) return []
  const { asset } = row.body as AssetBody
  const ledger = await queries.listDecisions(tx, site)
  return ledger
    .filter((each) => each.decided_at <= moment.at && isAbout(each.body as PersonDecision, asset))
    .map(decisionOfPerson)
}
