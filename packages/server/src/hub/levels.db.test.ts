// Security levels of zones and conduits by evidence: target, achieved, gaps, and measures that stand in until their last day.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { Response } from '@penstock/contract/route'
import type { LevelSubjectView, readLevels } from '@penstock/contract/zones'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Estate, openEstate, type Person } from './estate.fixture.ts'

let estate: Estate
let engineer: Person

beforeAll(async () => {
  estate = await openEstate()
  engineer = await estate.person('engineer', ['ot-engineer'], ['alpha'])
  const path = '/api/sites/alpha/plant?source=plant.json'
  const sent = await engineer.send('POST', path, loadWrenfieldWorksText(), 'application/octet-stream')
  expect(sent.status, await sent.clone().text()).toBe(200)
}, 120_000)
afterAll(async () => await estate[Symbol.asyncDispose]())

const PATH = '/api/sites/alpha/zones/levels'
const SAFETY = { kind: 'zone', subject: 'Z-SIS' }

async function levels(): Promise<Response<typeof readLevels>> {
  return (await (await engineer.get(PATH)).json()) as Response<typeof readLevels>
}

async function state(what: 'assessments' | 'measures', body: object, person = engineer) {
  const answer = await person.send('POST', `${PATH}/${what}`, JSON.stringify(body))
  return { status: answer.status, body: (await answer.json()) as LevelSubjectView & { code?: string } }
}

const iacOf = (subject: LevelSubjectView) => subject.standings.find(({ requirement }) => requirement === 'IAC')

test('levels follow the evidence, and a measure closes a gap up to its last day', async () => {
  const first = await levels()
  expect(first.subjects.map(({ kind }) => kind).filter((kind) => kind === 'zone')).toHaveLength(11)
  const safety = first.subjects.find(({ id }) => id === 'Z-SIS')!
  expect(safety.standings.map(({ requirement, target }) => [requirement, target])).toEqual([
    ['IAC', 3],
    ['UC', 3],
    ['SI', 3],
    ['DC', 2],
    ['RDF', 3],
    ['TRE', 2],
    ['RA', 3],
  ])
  expect(iacOf(safety)).toMatchObject({ capability: 2, achieved: null, gap: 3, openGap: 3 })

  const met = { ...SAFETY, requirement: 'SR 1.1', level: 1, isMet: true, evidence: ['walk-down 2026-10'] }
  expect(iacOf((await state('assessments', met)).body)).toMatchObject({ achieved: 1, gap: 2 })
  // Said to be met, and nothing shows it: it counts as missing, until somebody says more.
  const bare = { ...SAFETY, requirement: 'SR 1.1 RE 1', level: 2, isMet: true, evidence: [] }
  expect(iacOf((await state('assessments', bare)).body)).toMatchObject({ achieved: 1 })
  const shown = { ...bare, evidence: ['accounts export'] }
  expect(iacOf((await state('assessments', shown)).body)).toMatchObject({ achieved: 2, gap: 1, openGap: 1 })

  const measure = { ...SAFETY, name: 'guarded room', requirement: 'IAC', level: 3, reason: 'a guard at the door' }
  const closed = await state('measures', { ...measure, expiresOn: '2999-12-31' })
  expect(iacOf(closed.body)).toMatchObject({ gap: 1, openGap: 0, closedBy: ['guarded room'], expired: [] })
  const past = await state('measures', { ...measure, expiresOn: '2000-01-01' })
  expect(iacOf(past.body)).toMatchObject({ gap: 1, openGap: 1, closedBy: [], expired: ['guarded room'] })
  expect(past.body.measures).toHaveLength(1)
  expect(past.body.measures[0]).toMatchObject({ byName: 'engineer', expiresOn: '2000-01-01' })
})

test('who may not draw zones states nothing; nothing is stated of what is not there, or of what is no requirement', async () => {
  const analyst = await estate.person('analyst', ['ot-analyst'], ['alpha'])
  const met = { ...SAFETY, requirement: 'SR 2.1', level: 1, isMet: true, evidence: ['x'] }
  expect((await state('assessments', met, analyst)).status).toBe(404)
  expect((await state('assessments', { ...met, subject: 'Z-NO' })).body.code).toBe('segmentation.no-such-subject')
  expect((await state('assessments', { ...met, requirement: 'SR 8.1' })).status).toBe(400)
  const elsewhere = await estate.person('elsewhere', ['ot-engineer'], ['beta'])
  expect((await elsewhere.get(PATH)).status).toBe(404)
})
