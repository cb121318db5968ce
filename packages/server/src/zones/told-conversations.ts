// Conversations as a cell tells them: the newest row of each, the history of its verdict and of what else was known of it. A few
// statements a fact, however many it holds.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import type { ConversationFact } from '@penstock/server/facts'
import { chunks } from '@penstock/server/runtime'
import { sqlInstant, sqlJson, sqlSpan } from '@penstock/store/state'
import { sql } from 'kysely'
import type { Tx } from './queries.ts'

/** Of which fact: its label, when it was so, and when the hub heard of it. */
export interface Told {
  readonly cell: Domain
  readonly site: string
  readonly domains: readonly string[]
  readonly observedAt: EpochMicros
  readonly learnedAt: EpochMicros
}

type Verdict = NonNullable<ConversationFact['verdict']>
type Known = Pick<Verdict, 'conduit' | 'rule' | 'clientZone' | 'serverZone'> & {
  readonly id: string
  readonly verdict: string | null
  readonly kinds: readonly string[]
  readonly isAnswered: boolean
}

/** Stores the conversations of one fact; of an id that stands twice the last counts. A row that another cell told stays as it is. */
export async function storeConversations(tx: Tx, told: Told, facts: readonly ConversationFact[]): Promise<void> {
  const newest = [...new Map(facts.map((fact) => [fact.id, fact])).values()]
  for (const chunk of chunks(newest)) {
    const known = await findKnown(tx, told.cell, chunk)
    const stored = await upsertRows(tx, told, chunk)
    const moved = chunk.filter((fact) => stored.has(fact.id) && isMoved(fact.verdict, known.get(fact.id)))
    await closeVerdicts(tx, told, moved)
    await insertVerdicts(tx, told, moved, known)
    const changed = chunk.filter((fact) => stored.has(fact.id) && isChanged(fact, known.get(fact.id)))
    await closeStates(tx, told, changed)
    await insertStates(tx, told, changed, known)
  }
}

async function findKnown(tx: Tx, cell: Domain, facts: readonly ConversationFact[]): Promise<Map<string, Known>> {
  const rows = await tx
    .selectFrom('conversation')
    .select(['id', 'verdict', 'conduit', 'rule', 'kinds', 'is_answered', 'client_zone', 'server_zone'])
    .where('cell', '=', cell)
    .where(
      'id',
      'in',
      facts.map(({ id }) => id),
    )
    .execute()
  return new Map(
    rows.map(({ rule, is_answered, client_zone, server_zone, ...row }) => [
      row.id,
      { ...row, rule: rule ?? '', isAnswered: is_answered, clientZone: client_zone, serverZone: server_zone },
    ]),
  )
}

function isMoved(verdict: Verdict | null, known: Known | undefined): boolean {
  if (verdict === null) return false
  return known?.verdict !== verdict.verdict || known.conduit !== verdict.conduit || known.rule !== verdict.rule
}

/** Anything that is no counter and no verdict: a new kind of function, a first answer, another zone. */
function isChanged(fact: ConversationFact, known: Known | undefined): boolean {
  if (known === undefined || known.isAnswered !== fact.isAnswered) return true
  const { clientZone, serverZone } = zonesOf(fact)
  if (known.clientZone !== clientZone || known.serverZone !== serverZone) return true
  return kindsIn(fact).join(' ') !== [...known.kinds].sort().join(' ')
}

function zonesOf({ verdict }: ConversationFact): Pick<Verdict, 'clientZone' | 'serverZone'> {
  return { clientZone: verdict?.clientZone ?? null, serverZone: verdict?.serverZone ?? null }
}

function kindsIn(fact: ConversationFact): string[] {
  return [...new Set(fact.functionKinds.map(({ kind }) => kind))].sort()
}

async function upsertRows(tx: Tx, told: Told, facts: readonly ConversationFact[]): Promise<Set<string>> {
  const { cell, site, domains, learnedAt } = told
  const stored = await tx
    .insertInto('conversation')
    .values(
      facts.map(({ verdict, ...fact }) => ({
        id: fact.id,
        cell,
        site,
        domains: [...domains],
        client_mac: fact.client.mac,
        client_ip: fact.client.ip,
        server_mac: fact.server.mac,
        server_ip: fact.server.ip,
        protocol: fact.protocol,
        port_guess: fact.portGuess,
        transport: fact.transport,
        server_port: fact.serverPort,
        is_answered: fact.isAnswered,
        packets: fact.packets,
        bytes: fact.bytes,
        functions: sqlJson(fact.functionKinds),
        first_at: sqlInstant(fact.firstAt),
        last_at: sqlInstant(fact.lastAt),
        proof: sqlJson(fact.proof),
        verdict: verdict?.verdict ?? null,
        conduit: verdict?.conduit ?? null,
        rule: verdict?.rule ?? null,
        judged: verdict === null ? null : sqlJson({ ...verdict, sidesFrom: fact.sidesFrom, vlans: fact.vlans }),
        zone_model_version: verdict?.zoneModelVersion ?? null,
        learned_at: sqlInstant(learnedAt),
        known_at: sqlInstant(learnedAt),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((update) => ({
          client_mac: update.ref('excluded.client_mac'),
          server_mac: update.ref('excluded.server_mac'),
          is_answered: update.ref('excluded.is_answered'),
          packets: update.ref('excluded.packets'),
          bytes: update.ref('excluded.bytes'),
          functions: sql<never>`excluded.functions`,
          first_at: sql<never>`excluded.first_at`,
          last_at: sql<never>`excluded.last_at`,
          proof: sql<never>`excluded.proof`,
          verdict: update.ref('excluded.verdict'),
          conduit: update.ref('excluded.conduit'),
          rule: update.ref('excluded.rule'),
          judged: sql<never>`excluded.judged`,
          zone_model_version: update.ref('excluded.zone_model_version'),
          learned_at: sql<never>`excluded.learned_at`,
        }))
        .whereRef('conversation.cell', '=', 'excluded.cell'),
    )
    .returning('id')
    .execute()
  return new Set(stored.map(({ id }) => id))
}

async function closeVerdicts(tx: Tx, told: Told, moved: readonly ConversationFact[]): Promise<void> {
  const ids = moved.map(({ id }) => id)
  if (ids.length === 0) return
  const verdicts = tx.updateTable('conversation_verdict').set(ending(told)).where('conversation_id', 'in', ids)
  await verdicts.where(isOpenBefore(told)).execute()
}

async function closeStates(tx: Tx, told: Told, changed: readonly ConversationFact[]): Promise<void> {
  const ids = changed.map(({ id }) => id)
  if (ids.length === 0) return
  const states = tx.updateTable('conversation_state').set(ending(told)).where('conversation_id', 'in', ids)
  await states.where(isOpenBefore(told)).execute()
}

/** Ends what was known, in both times. */
function ending({ learnedAt, observedAt }: Told) {
  const [learned, observed] = [sqlInstant(learnedAt), sqlInstant(observedAt)]
  return {
    learned: sql<never>`tstzrange(lower(learned), ${learned}, '[)')`,
    held: sql<never>`tstzrange(lower(held), greatest(lower(held), ${observed}), '[)')`,
  }
}

function isOpenBefore({ learnedAt }: Told) {
  return sql<boolean>`(upper_inf(learned) and lower(learned) < ${sqlInstant(learnedAt)})`
}

/** A second verdict of the same instant replaces the first: nobody can have seen that one. */
async function insertVerdicts(
  tx: Tx,
  told: Told,
  moved: readonly ConversationFact[],
  known: ReadonlyMap<string, Known>,
): Promise<void> {
  const rows = moved.flatMap(({ id, firstAt, verdict }) => {
    if (verdict === null) return []
    const heldFrom = known.has(id) ? told.observedAt : firstAt
    return [
      {
        conversation_id: id,
        site: told.site,
        domains: [...told.domains],
        verdict: verdict.verdict,
        conduit: verdict.conduit,
        rule: verdict.rule,
        zone_model_version: verdict.zoneModelVersion,
        held: sqlSpan({ from: heldFrom, to: null }),
        learned: sqlSpan({ from: told.learnedAt, to: null }),
      },
    ]
  })
  if (rows.length === 0) return
  await tx
    .insertInto('conversation_verdict')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['conversation_id', 'learned']).doUpdateSet((update) => ({
        verdict: update.ref('excluded.verdict'),
        conduit: update.ref('excluded.conduit'),
        rule: update.ref('excluded.rule'),
        zone_model_version: update.ref('excluded.zone_model_version'),
      })),
    )
    .execute()
}

async function insertStates(
  tx: Tx,
  told: Told,
  changed: readonly ConversationFact[],
  known: ReadonlyMap<string, Known>,
): Promise<void> {
  if (changed.length === 0) return
  await tx
    .insertInto('conversation_state')
    .values(
      changed.map((fact) => ({
        conversation_id: fact.id,
        site: told.site,
        domains: [...told.domains],
        kinds: kindsIn(fact),
        is_answered: fact.isAnswered,
        client_zone: zonesOf(fact).clientZone,
        server_zone: zonesOf(fact).serverZone,
        held: sqlSpan({ from: known.has(fact.id) ? told.observedAt : fact.firstAt, to: null }),
        learned: sqlSpan({ from: told.learnedAt, to: null }),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['conversation_id', 'learned']).doUpdateSet((update) => ({
        kinds: update.ref('excluded.kinds'),
        is_answered: update.ref('excluded.is_answered'),
        client_zone: update.ref('excluded.client_zone'),
        server_zone: update.ref('excluded.server_zone'),
      })),
    )
    .execute()
}
