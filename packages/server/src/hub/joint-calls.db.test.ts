// Joint calls through the door: a lead schedules one, each team says that it was held, and what nobody said is a gap for everybody to see.
import type { JointCallView } from '@penstock/contract/operating-model'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type House, ok, openHouse, type Person } from './house.fixture.ts'

const START = 1_790_000_000_000_000
const HOUR = 3_600_000_000
const DAY = 24 * HOUR
let now = START
let house: House
let it: Person
let ot: Person
let otLead: Person
let auditor: Person
let elsewhere: Person

beforeAll(async () => {
  house = await openHouse({ clock: () => micros(now) })
  await house.addSites('alpha', 'beta')
  const founder = await house.founder()
  it = await house.person(founder, 'it-one', ['it-analyst'], ['alpha'])
  ot = await house.person(founder, 'ot-one', ['ot-analyst'], ['alpha'])
  otLead = await house.person(founder, 'ot-lead', ['ot-lead'], ['alpha'])
  auditor = await house.person(founder, 'auditor', ['compliance'], ['alpha'])
  elsewhere = await house.person(founder, 'ot-two', ['ot-lead'], ['beta'])
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

async function refused(answer: Promise<Answer>): Promise<string> {
  const { status, body } = await answer
  return `${status} ${(body as { code?: string }).code ?? ''}`
}

/** Time passes, and everybody stays signed in. */
async function passTo(at: number): Promise<void> {
  now = at
  const end = sqlInstant(micros(at + HOUR))
  await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.updateTable('session').set({ expires_at: end, idle_expires_at: end }).execute(),
  )
}

const WEEKLY = { kind: 'joint-call', name: 'Weekly', everyDays: 7 }
const schedule = (person: Person, given: object = {}, site = 'alpha') =>
  person.send('POST', `/api/sites/${site}/joint-calls`, {
    ...WEEKLY,
    firstAt: isoOfMicros(micros(START + HOUR)),
    ...given,
  })
const listed = async (person: Person) =>
  (await ok<{ items: JointCallView[] }>(person.get('/api/sites/alpha/joint-calls'))).items
const attend = (person: Person, id: string, dueAt: number) =>
  person.send('POST', `/api/joint-calls/${id}/attendance`, { dueAt: isoOfMicros(micros(dueAt)) })
const states = ({ occurrences }: JointCallView) => occurrences.map(({ state }) => state)

test('a call is held when both teams say so; one that nobody or one team confirms in a day stays a gap', async () => {
  const { id } = await ok<JointCallView>(schedule(otLead))
  expect(states((await listed(it))[0]!)).toEqual(['coming'])
  await passTo(START + 2 * HOUR)
  await ok(attend(ot, id, START + HOUR))
  expect(await refused(attend(otLead, id, START + HOUR))).toBe('409 joint-calls.already')
  const told = (await listed(it))[0]!.occurrences.find(({ state }) => state === 'open')
  expect(told).toMatchObject({ saidBy: ['ot'], maySay: true })
  const held = await ok<JointCallView>(attend(it, id, START + HOUR))
  expect([states(held), held.gaps, held.past]).toEqual([['coming', 'held'], 0, 1])

  await passTo(START + 7 * DAY + 2 * HOUR)
  await ok(attend(it, id, START + 7 * DAY + HOUR))
  await passTo(START + 15 * DAY + 2 * HOUR)
  expect(await refused(attend(ot, id, START + 7 * DAY + HOUR))).toBe('409 joint-calls.not-now')
  for (const person of [it, ot, otLead, auditor]) {
    const [call] = await listed(person)
    expect(states(call!)).toEqual(['coming', 'missed', 'one-sided', 'held'])
    expect([call!.gaps, call!.past]).toEqual([2, 3])
    expect(call!.occurrences.some(({ maySay }) => maySay)).toBe(false)
  }
  await ok(otLead.send('POST', `/api/joint-calls/${id}/end`, {}))
  expect(await refused(otLead.send('POST', `/api/joint-calls/${id}/end`, {}))).toBe('409 joint-calls.ended')
  expect(states((await listed(it))[0]!)).toEqual(['missed', 'one-sided', 'held'])
  const actions = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('action').where('action', 'like', 'joint-call.%').orderBy('seq').execute(),
  )
  expect(actions.map(({ action }) => action)).toEqual([
    'joint-call.schedule',
    ...Array.from({ length: 3 }, () => 'joint-call.attend'),
    'joint-call.end',
  ])
})

test('who may not sees none, and what was already missed is not scheduled', async () => {
  expect(await refused(schedule(it))).toBe('404 not-found')
  expect(await refused(schedule(elsewhere))).toBe('404 not-found')
  expect(await refused(elsewhere.get('/api/sites/alpha/joint-calls'))).toBe('404 not-found')
  expect(await refused(schedule(otLead, { firstAt: isoOfMicros(micros(now - 1)) }))).toBe('409 joint-calls.past')
  expect(await refused(schedule(otLead, { everyDays: 0 }))).toBe('400 invalid-request')
  const [call] = await listed(otLead)
  expect(await refused(attend(auditor, call!.id, now))).toBe('404 not-found')
  expect(await refused(attend(elsewhere, call!.id, now))).toBe('404 not-found')
  expect(await refused(attend(ot, 'jcl_00000000000000000000000000', now))).toBe('404 not-found')
})
