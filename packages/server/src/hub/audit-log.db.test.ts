// The audit log as a person reads it: filters and pages, and one check over all three chains.
import type { AuditCheckView, AuditEntryView } from '@penstock/contract/audit'
import { isoOfMicros } from '@penstock/model/kernel'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

const clock = fakeClock()
let house: House
let founder: Person
let auditor: Person

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  founder = await house.founder()
  auditor = await house.person(founder, 'auditor', ['compliance'])
})
afterAll(async () => await house[Symbol.asyncDispose]())

interface Page {
  readonly items: AuditEntryView[]
  readonly total: number
  readonly nextCursor: string | null
}

async function list(query: string): Promise<Page> {
  const answer = await auditor.get(`/api/audit?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Page
}

async function check(): Promise<AuditCheckView> {
  const answer = await auditor.send('POST', '/api/audit/verification')
  expect(answer.status, answer.text).toBe(200)
  return answer.body as AuditCheckView
}

test('entries are found by who, by action or its beginning, and by time, and each page goes on where the last ended', async () => {
  const begun = clock.now()
  clock.advance(60_000_000)
  const between = isoOfMicros(clock.now())
  clock.advance(60_000_000)
  const late = await house.person(founder, 'latecomer', ['ot-analyst'])
  const byName = await list('actor=latecomer')
  expect(byName.items.map(({ actorName, action }) => [actorName, action])).toEqual([
    ['latecomer', 'session.open'],
    ['latecomer', 'invitation.accept'],
  ])
  expect(await list(`actor=${late.view.accountId}`)).toMatchObject({ total: 2 })
  expect((await list('action=session')).items.every(({ action }) => action.startsWith('session.'))).toBe(true)
  expect((await list('action=sess')).total).toBe(0)
  expect((await list('action=session%25')).total).toBe(0)
  expect((await list('action=account.create')).items.map(({ action }) => action)).toEqual([
    'account.create',
    'account.create',
  ])
  const after = await list(`action=account.create&from=${between}`)
  expect(after.total).toBe(1)
  const before = await list(`action=account.create&from=${isoOfMicros(begun)}&to=${between}`)
  expect(before.total).toBe(1)
  expect(before.items[0]!.seq).toBeLessThan(after.items[0]!.seq)
  const seen: number[] = []
  let cursor: string | null = ''
  let pages = 0
  while (cursor !== null) {
    const page: Page = await list(`limit=2&action=account${cursor === '' ? '' : `&cursor=${cursor}`}`)
    seen.push(...page.items.map(({ seq }) => seq))
    cursor = page.nextCursor
    pages++
  }
  const { total } = await list('action=account')
  expect(seen).toHaveLength(total)
  expect(new Set(seen).size).toBe(total)
  expect(seen).toEqual([...seen].sort((a, b) => b - a))
  expect(pages).toBe(Math.ceil(total / 2))
  expect((await auditor.get('/api/audit?from=yesterday')).status).toBe(400)
})

test('one check goes over all three chains, says until when, and is an entry of each', async () => {
  const { chains } = await check()
  expect(chains.map(({ chain, state }) => [chain, state])).toEqual([
    ['core', 'intact'],
    ['it', 'intact'],
    ['ot', 'intact'],
  ])
  for (const { checkedTo, checkedUntil, anchoredTo } of chains) {
    expect(checkedTo).toBeGreaterThan(0)
    expect(checkedUntil).not.toBeNull()
    expect(anchoredTo).toBeLessThanOrEqual(checkedTo)
  }
  const newest = (of: 'it' | 'ot') =>
    house
      .storeOf(of)
      .transaction(CELL_SERVICE, (tx) =>
        tx
          .selectFrom('audit_entry')
          .select(['actor', 'action', 'object'])
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst(),
      )
  for (const of of ['it', 'ot'] as const)
    expect(await newest(of)).toEqual({ actor: auditor.view.accountId, action: 'audit.verify', object: of })
  expect((await list('action=audit.verify')).items).toMatchObject([{ actorName: 'auditor', object: 'core' }])
})

test('nobody without the right runs the check, and no person asks a cell for it', async () => {
  const analyst = await house.person(founder, 'analyst', ['ot-analyst'])
  expect((await analyst.send('POST', '/api/audit/verification')).status).toBe(404)
  for (const path of ['/api/ot/internal/audit/verification', '/api/ot/internal/audit/testimony?chain=it'])
    expect((await analyst.get(path)).status).toBe(404)
})

test('a changed entry in one chain is named with its place, and the others stay what they are', async () => {
  const seq = await house.storeOf('ot').transaction(CELL_SERVICE, async (tx) => {
    const row = await tx.selectFrom('audit_entry').select('seq').orderBy('seq').limit(1).executeTakeFirstOrThrow()
    await sql`reset role`.execute(tx)
    await sql`update monitoring.audit_entry set actor = 'somebody else' where seq = ${row.seq}`.execute(tx)
    return row.seq
  })
  const { chains } = await check()
  expect(chains.map(({ chain, state }) => [chain, state])).toEqual([
    ['core', 'intact'],
    ['it', 'intact'],
    ['ot', 'broken'],
  ])
  const ot = chains[2]!
  expect(ot.faults[0]).toMatchObject({ seq, kind: 'flipped' })
  expect(ot.checkedTo).toBeLessThan(seq)
  expect(ot.faultCount).toBeGreaterThanOrEqual(ot.faults.length)
})

test('a cell that does not answer is told as silent, never as intact', async () => {
  await house.stopCell('it')
  const { chains } = await check()
  expect(chains.find(({ chain }) => chain === 'it')).toMatchObject({ state: 'silent', checkedTo: 0 })
  expect(chains.find(({ chain }) => chain === 'core')).toMatchObject({ state: 'intact' })
})
