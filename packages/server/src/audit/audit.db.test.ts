import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import {
  type AuditFaultKind,
  type AuditKey,
  type AuditTx,
  type AuditVerdict,
  anchorRoot,
  appendAudit,
  loadAuditKey,
  makeRoot,
  readTestimony,
  type SignedRoot,
  verifyChain,
} from '@penstock/server/audit'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables, MonitoringTables } from '@penstock/store/tables'
import { fakeClock, seededRandom } from '@penstock/testkit/clock'
import { ENGINES, type MigratedStore, migratedStore, type OpenEngine } from '@penstock/testkit/stores'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { entryHash } from './entry-hash.ts'
import { merkleRoot } from './merkle.ts'
import { listEntriesAfter } from './queries.ts'
import { rowOfRoot, signRoot } from './signed-root.ts'

const HUB: Scope = { role: 'core_service', sites: '*', clearance: 3 }
const CELL: Scope = { role: 'monitoring_service', sites: '*', clearance: 3 }
const keys = mkdtempSync(join(tmpdir(), 'penstock-keys-'))
const clock = fakeClock()

/** Entries 1 to 30 in three roots; the cell holds the anchors of all three. Entries 31 to 34 are in no root. */
const ROOTED = [10, 20, 30]
const LENGTH = 34

describe.each(ENGINES)('the chain on $name', (engine) => {
  let open: OpenEngine<'core'>
  let cell: MigratedStore<'monitoring'>
  let key: AuditKey
  let hub: Store<CoreTables>

  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('core')
    hub = open.store
    cell = await migratedStore('monitoring')
    key = loadAuditKey(keys)
    for (let seq = 1; seq <= LENGTH; seq++) {
      await append(hub, seq)
      if (ROOTED.includes(seq)) await hand(await rootNow(hub, key), cell)
    }
  })
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]()
    await cell?.[Symbol.asyncDispose]()
  })
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  /** What verification says after the superuser did something to the store; nothing of it is kept. */
  async function after(tamper: (tx: AuditTx) => Promise<unknown>): Promise<AuditVerdict> {
    const testimony = await cell.transaction(CELL, (tx) => readTestimony(tx, 'core'))
    let verdict: AuditVerdict | undefined
    await open.superuser
      .transaction(HUB, async (tx) => {
        await sql`set local role postgres`.execute(tx)
        await tamper(tx)
        verdict = await verifyChain(tx, { chain: 'core', testimonies: [testimony], ownKey: key.publicKey })
        throw new Error('undo')
      })
      .catch((cause: unknown) => {
        if (verdict === undefined) throw cause
      })
    return verdict!
  }

  test('an untouched chain is whole', async () => {
    const verdict = await after(() => Promise.resolve())
    expect(verdict).toEqual({ ok: true, checkedTo: LENGTH, signedTo: 30, anchoredTo: 30, faults: [] })
  })

  const tamperings: readonly [string, (tx: AuditTx) => Promise<unknown>, AuditFaultKind, number][] = [
    ['a text flipped', (tx) => sql`update audit_entry set object = 'other' where seq = 7`.execute(tx), 'flipped', 7],
    [
      'the last entry flipped',
      (tx) => sql`update audit_entry set actor = 'x' where seq = 34`.execute(tx),
      'flipped',
      34,
    ],
    [
      'an instant moved by a microsecond',
      (tx) => sql`update audit_entry set at = at + interval '1 microsecond' where seq = 12`.execute(tx),
      'flipped',
      12,
    ],
    [
      'a nested detail flipped',
      (tx) => sql`update audit_entry set details = jsonb_set(details, '{nested,0}', '"y"') where seq = 3`.execute(tx),
      'flipped',
      3,
    ],
    [
      'a hash flipped',
      (tx) => sql`update audit_entry set hash = set_byte(hash, 5, 255 - get_byte(hash, 5)) where seq = 9`.execute(tx),
      'flipped',
      9,
    ],
    ['an entry rewritten with a hash that fits', (tx) => rewrite(tx, 15, { actor: 'somebody else' }), 'flipped', 15],
    ['an entry deleted', (tx) => sql`delete from audit_entry where seq = 14`.execute(tx), 'deleted', 14],
    ['the first entry deleted', (tx) => sql`delete from audit_entry where seq = 1`.execute(tx), 'deleted', 1],
    [
      'two entries deleted and the rest renumbered',
      async (tx) => {
        await sql`delete from audit_entry where seq in (14, 15)`.execute(tx)
        await renumber(tx, 15, -2)
      },
      'deleted',
      14,
    ],
    ['two neighbours swapped', (tx) => swap(tx, 21, 22), 'reordered', 21],
    ['two entries far apart swapped', (tx) => swap(tx, 4, 27), 'reordered', 4],
    [
      'an entry put in, with a hash made up',
      async (tx) => {
        await renumber(tx, 17, 1)
        const before = await row(tx, 17)
        await insert(tx, { ...before, seq: 18, actor: 'intruder' }, Buffer.alloc(32, 7))
      },
      'inserted',
      18,
    ],
    [
      'an entry put in, with a hash that fits',
      async (tx) => {
        await renumber(tx, 17, 1)
        const before = await row(tx, 17)
        const entry = { ...before, seq: 18, actor: 'intruder', prev_hash: before.hash }
        await insert(tx, entry, entryHash(entry))
      },
      'inserted',
      18,
    ],
    [
      'three entries put in that fit each other',
      async (tx) => {
        await renumber(tx, 17, 3)
        let before = await row(tx, 17)
        for (const seq of [18, 19, 20]) {
          const entry = { ...before, seq, actor: 'intruder', prev_hash: before.hash }
          await insert(tx, entry, entryHash(entry))
          before = { ...entry, hash: entryHash(entry) }
        }
      },
      'inserted',
      18,
    ],
    [
      'the tail cut behind the second root',
      async (tx) => {
        await sql`delete from audit_entry where seq > 22`.execute(tx)
        await sql`delete from audit_root where last_seq > 22`.execute(tx)
      },
      'truncated',
      23,
    ],
    [
      'everything deleted',
      async (tx) => {
        await sql`delete from audit_entry`.execute(tx)
        await sql`delete from audit_root`.execute(tx)
      },
      'truncated',
      1,
    ],
    ['the chain rewritten from one entry on, without the key', (tx) => rechain(tx, 13, 'somebody else'), 'flipped', 11],
    [
      'the chain rewritten and signed anew with the stolen key',
      async (tx) => {
        await rechain(tx, 13, 'somebody else')
        await resign(tx, key, [20, 30], 11)
      },
      're-signed',
      11,
    ],
    [
      'the chain rewritten and signed anew in one root',
      async (tx) => {
        await rechain(tx, 5, 'somebody else')
        await resign(tx, key, [30])
      },
      're-signed',
      1,
    ],
    [
      'roots signed anew with another key',
      (tx) => resign(tx, loadAuditKey(mkdtempSync(join(keys, 'other-')))),
      're-signed',
      1,
    ],
    ['a root deleted', (tx) => sql`delete from audit_root where last_seq = 20`.execute(tx), 'deleted', 11],
    [
      'a root flipped',
      (tx) => sql`update audit_root set at = at + interval '1 second' where last_seq = 20`.execute(tx),
      'flipped',
      11,
    ],
  ]
  test.each(tamperings)('%s: found, named, placed', async (_name, tamper, kind, seq) => {
    const verdict = await after(tamper)
    expect(verdict.ok).toBe(false)
    expect(verdict.faults[0]).toMatchObject({ kind, seq })
    // Sure up to the fault where the root still fits the hashes, else up to the root before.
    expect(verdict.checkedTo).toBeLessThan(seq)
    expect(verdict.checkedTo).toBeGreaterThanOrEqual(Math.max(0, ...ROOTED.filter((last) => last < seq)))
  })

  test('a flipped bit in any column of any entry is found, named and placed', async () => {
    const random = seededRandom(20261001)
    const columns = ['actor', 'action', 'object', 'hash', 'prev_hash', 'at', 'details'] as const
    for (let round = 0; round < 70; round++) {
      const seq = 1 + random.int(LENGTH)
      const column = columns[round % columns.length]!
      const verdict = await after((tx) => flipBit(tx, seq, column, random.int(1 << 20)))
      expect(verdict.faults[0], `${column} of entry ${seq}`).toMatchObject({ kind: 'flipped', seq })
    }
  })

  test('entries of transactions that overlap stand in one chain, without a gap', async () => {
    await using other = await engine.open('core')
    const all = Array.from({ length: 40 }, (_, at) => at + 1)
    await Promise.all(all.map((n) => append(other.store, n)))
    const verdict = await other.store.transaction(HUB, (tx) =>
      verifyChain(tx, { chain: 'core', testimonies: [], ownKey: key.publicKey }),
    )
    expect(verdict).toMatchObject({ ok: true, checkedTo: 40 })
  })

  test('a use case that fails leaves no entry', async () => {
    const before = await hub.transaction(HUB, (tx) => listEntriesAfter(tx, 0, 1000))
    const failing = hub.transaction(HUB, async (tx) => {
      await appendAudit(tx, event(99))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await hub.transaction(HUB, (tx) => listEntriesAfter(tx, 0, 1000))).toEqual(before)
  })
})

describe('anchoring', () => {
  let cell: Store<MonitoringTables>
  let root: SignedRoot
  const key = loadAuditKey(keys)
  const claim = { chain: 'core', firstSeq: 1, lastSeq: 4, at: micros(1), merkleRoot: 'ab'.repeat(32) }

  beforeAll(async () => {
    cell = await migratedStore('monitoring')
    root = signRoot(claim, key)
  })
  afterAll(() => cell[Symbol.asyncDispose]())

  test('a root is anchored once, as a row and as an entry of the chain that keeps it', async () => {
    expect(await hand(root, cell)).toEqual({ ok: true, value: 'anchored' })
    expect(await hand(root, cell)).toEqual({ ok: true, value: 'known' })
    const entries = await cell.transaction(CELL, (tx) => listEntriesAfter(tx, 0, 10))
    expect(entries).toMatchObject([{ seq: 1, action: 'audit.anchor', object: 'core', details: root }])
  })

  test('a root that contradicts an anchored one is refused, and the attempt is on record', async () => {
    const second = signRoot({ ...claim, firstSeq: 3, lastSeq: 6 }, key)
    expect(await hand(second, cell)).toEqual({ ok: false, refusal: { code: 'audit.root-changed' } })
    const entries = await cell.transaction(CELL, (tx) => listEntriesAfter(tx, 1, 10))
    expect(entries).toMatchObject([{ action: 'audit.anchor-refused', details: second }])
  })

  test.each([{ lastSeq: 5 }, { chain: 'ot' }, { signature: '00'.repeat(64) }, { keyId: '00'.repeat(8) }])(
    'a root changed on the way (%o) is refused',
    async (change) => {
      const refused = { ok: false, refusal: { code: 'audit.bad-signature' } }
      expect(await hand({ ...root, firstSeq: 100, ...change }, cell)).toEqual(refused)
    },
  )

  test('an anchor whose row was deleted still testifies, through the entry', async () => {
    const testimony = await cell.transaction(CELL, async (tx) => {
      await sql`set local role postgres`.execute(tx)
      await sql`delete from audit_anchor`.execute(tx)
      return await readTestimony(tx, 'core')
    })
    expect(testimony).toEqual({ chain: 'core', anchors: [rowOfRoot(root)], publicKeys: [key.publicKey] })
  })
})

test('the private key is readable by its owner only, and is kept', () => {
  const again = loadAuditKey(keys)
  expect(again.keyId).toBe(loadAuditKey(keys).keyId)
  expect(statSync(join(keys, 'keys', 'audit.pem')).mode & 0o777).toBe(0o600)
})

afterAll(() => rmSync(keys, { recursive: true }))

function event(n: number) {
  const details = { n, nested: ['x', { é: '😂', b: null }], yes: true }
  return { actor: `account ${n % 3}`, action: 'asset.edit', object: `ast_${n}`, details, at: now() }
}

function now(): EpochMicros {
  return clock.advance(1_000_001)
}

async function append(store: Store<CoreTables>, n: number): Promise<void> {
  await store.transaction(HUB, (tx) => appendAudit(tx, event(n)))
}

async function rootNow(store: Store<CoreTables>, key: AuditKey): Promise<SignedRoot> {
  const root = await store.transaction(HUB, (tx) => makeRoot(tx, { chain: 'core', key, at: now() }))
  if (root === null) throw new Error('nothing to sign')
  return root
}

function hand(root: SignedRoot, cell: Store<MonitoringTables>) {
  return cell.transaction(CELL, (tx) => anchorRoot(tx, { root, at: now() }))
}

async function row(tx: AuditTx, seq: number) {
  return (await listEntriesAfter(tx, seq - 1, 1))[0]!
}

type Entry = Parameters<typeof entryHash>[0]

async function insert(tx: AuditTx, entry: Entry, hash: Uint8Array): Promise<void> {
  const { seq, at, actor, action, object, details, prev_hash } = entry
  await sql`insert into audit_entry (seq, at, actor, action, object, details, prev_hash, hash) values
    (${seq}, to_timestamp(0) + ${at}::bigint * interval '1 microsecond', ${actor}, ${action}, ${object},
     ${JSON.stringify(details)}::jsonb, ${Buffer.from(prev_hash)}, ${Buffer.from(hash)})`.execute(tx)
}

/** Adds `by` to the number of every entry after `seq`. */
async function renumber(tx: AuditTx, seq: number, by: number): Promise<void> {
  await sql`update audit_entry set seq = seq + 1000000 where seq > ${seq}`.execute(tx)
  await sql`update audit_entry set seq = seq - 1000000 + ${by} where seq > 1000000`.execute(tx)
}

async function swap(tx: AuditTx, a: number, b: number): Promise<void> {
  await sql`update audit_entry set seq = 1000000 where seq = ${a}`.execute(tx)
  await sql`update audit_entry set seq = ${a} where seq = ${b}`.execute(tx)
  await sql`update audit_entry set seq = ${b} where seq = 1000000`.execute(tx)
}

async function rewrite(tx: AuditTx, seq: number, change: { actor?: string; prev_hash?: Uint8Array }): Promise<void> {
  const entry = { ...(await row(tx, seq)), ...change }
  await sql`delete from audit_entry where seq = ${seq}`.execute(tx)
  await insert(tx, entry, entryHash(entry))
}

/** Changes one entry and gives it and every later one the hash that fits. */
async function rechain(tx: AuditTx, seq: number, actor: string): Promise<void> {
  await rewrite(tx, seq, { actor })
  for (let at = seq + 1; at <= LENGTH; at++) await rewrite(tx, at, { prev_hash: (await row(tx, at - 1)).hash })
}

/** Replaces the roots from entry `from` on by new ones over the entries as they are. */
async function resign(tx: AuditTx, key: AuditKey, ends: readonly number[] = ROOTED, from = 1): Promise<void> {
  await sql`delete from audit_root where last_seq >= ${from}`.execute(tx)
  let first = from
  for (const last of ends) {
    const entries = (await listEntriesAfter(tx, first - 1, last - first + 1)).map((entry) => entry.hash)
    const merkle = Buffer.from(merkleRoot(entries)).toString('hex')
    const root = signRoot({ chain: 'core', firstSeq: first, lastSeq: last, at: micros(last), merkleRoot: merkle }, key)
    await sql`insert into audit_root (last_seq, first_seq, at, merkle_root, key_id, signature) values (${last}, ${first},
      to_timestamp(0) + ${last}::bigint * interval '1 microsecond', ${Buffer.from(rowOfRoot(root).merkle_root)}, ${root.keyId},
      ${Buffer.from(rowOfRoot(root).signature)})`.execute(tx)
    first = last + 1
  }
}

/** Flips one bit of a column, at a place that `chance` picks. */
async function flipBit(tx: AuditTx, seq: number, column: string, chance: number): Promise<void> {
  const entry = await row(tx, seq)
  const name = sql.ref(column)
  if (column === 'at')
    await sql`update audit_entry set at = at + ${2 ** (chance % 40)} * interval '1 microsecond' where seq = ${seq}`.execute(
      tx,
    )
  else if (column === 'details') {
    const n = (entry.details as { n: number }).n ^ (1 << (chance % 20))
    await sql`update audit_entry set details = jsonb_set(details, '{n}', to_jsonb(${n}::integer)) where seq = ${seq}`.execute(
      tx,
    )
  } else if (column === 'hash' || column === 'prev_hash') {
    const bytes = Buffer.from(entry[column])
    bytes[chance % 32]! ^= 1 << (chance % 8)
    await sql`update audit_entry set ${name} = ${bytes} where seq = ${seq}`.execute(tx)
  } else {
    const text = entry[column as 'actor']
    const at = chance % text.length
    const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
    await sql`update audit_entry set ${name} = ${flipped} where seq = ${seq}`.execute(tx)
  }
}
