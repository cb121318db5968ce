// Two teams at the reference plant, switched from one operating model to the next: what crosses by itself and what of it is lost, who leads a
// case that people made joint, and what each team has before it.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { HandoffRecord, HandoffRow, IncidentRecord, ResponseSummary } from '@penstock/contract/incidents'
import type { SocMetrics } from '@penstock/contract/metrics'
import type { JointCallView } from '@penstock/contract/operating-model'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type House, ok, openHouse, type Person } from './house.fixture.ts'
import { type SocTeam, socTeam } from './team.fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })
const MINUTE = 60_000_000
const DAY = 1440 * MINUTE
const SOON = { timeout: 30_000, interval: 50 }
let now = 1_790_834_400_000_000
let house: House
let team: SocTeam

beforeAll(async () => {
  house = await openHouse({ clock: () => micros(now) })
  team = await socTeam(house, 'federated')
  const founder = await house.founder()
  const path = '/api/sites/default/plant?source=plant.json'
  await ok(founder.send('POST', path, loadWrenfieldWorksText(), 'application/octet-stream'))
})
afterAll(async () => await house?.[Symbol.asyncDispose]())

async function opened(person: Person, given: object = {}): Promise<IncidentRecord> {
  const body = {
    title: 'Canary title',
    severity: 2,
    consequence: 4,
    function: null,
    team: 'soc',
    sources: [],
    ...given,
  }
  const { id } = await ok<{ id: string }>(person.send('POST', '/api/sites/default/incidents', body))
  return await ok(person.get(`/api/incidents/${id}`))
}

async function seen(person: Person, { id }: { readonly id: string }, ...found: (readonly [string, string, string?])[]) {
  let record = await ok<IncidentRecord>(person.get(`/api/incidents/${id}`))
  for (const [type, value, tlp = 'amber'] of found) {
    const entry = { kind: 'observable', type, value, tlp, pap: 'amber' }
    record = await ok(person.send('POST', `/api/incidents/${id}/entries`, { version: record.version, entry }))
  }
  return record
}

const handoffs = async (person: Person) => (await ok<{ items: HandoffRow[] }>(person.get('/api/handoffs'))).items
const summary = async (person: Person) => await ok<ResponseSummary>(person.get('/api/incidents/summary'))
const shared = ({ entries }: IncidentRecord) => entries.filter(({ kind }) => kind === 'shared').map(({ text }) => text)

async function received(person: Person, count: number): Promise<HandoffRecord[]> {
  const rows = await vi.waitFor(async () => {
    const found = (await handoffs(person)).filter(({ side }) => side === 'to')
    expect(found).toHaveLength(count)
    return found
  }, SOON)
  return await Promise.all(rows.map(({ id }) => ok<HandoffRecord>(person.get(`/api/handoffs/${id}`))))
}

async function moved(
  person: Person,
  { id }: { readonly id: string },
  deed: string,
  reason = '',
): Promise<HandoffRecord> {
  const { version } = await ok<HandoffRecord>(person.get(`/api/handoffs/${id}`))
  return await ok(person.send('POST', `/api/handoffs/${id}/deeds`, { version, deed, reason }))
}

/** Time passes, and everybody stays signed in. */
async function pass(micro: number): Promise<void> {
  now += micro
  const end = sqlInstant(micros(now + 60 * MINUTE))
  await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.updateTable('session').set({ expires_at: end, idle_expires_at: end }).execute(),
  )
}

describe('federated', () => {
  test('[E10:3] what the other side has to know goes by itself, and nothing else does: once, without its case, and not what is TLP red', async () => {
    const mine = await opened(team.it)
    const before = await seen(team.it, mine, ['host', 'ENT-PRN1'], ['account', 'plan1'], ['account', 'oteng2', 'red'])
    expect([shared(before), await handoffs(team.ot)]).toEqual([[], []])
    const after = await seen(
      team.it,
      mine,
      ['account', 'ENT\\oteng1'],
      ['hash', 'ab'.repeat(32)],
      ['host', 'ENT-WS-PE'],
    )
    expect(shared(after)).toEqual([
      expect.stringMatching(/^TIP-\w{6}: engineer-account: ENT\\oteng1 /),
      expect.stringMatching(/^TIP-\w{6}: engineering-host: ENT-WS-PE /),
    ])
    const tips = await received(team.ot, 2)
    const [host, account] = ['engineering-host', 'engineer-account'].map((reason) =>
      tips.find(({ subject }) => subject === reason),
    )
    expect(account!.tip).toMatchObject({
      reason: 'engineer-account',
      request: 'verify-logic',
      accounts: ['ACC-15', 'ACC-20'],
    })
    expect(account!.entities.map(({ name }) => name)).toContain('DCS engineering station')
    expect(host!.tip).toMatchObject({
      reason: 'engineering-host',
      indicators: [{ kind: 'hash', value: 'ab'.repeat(32) }],
    })
    // Nothing of the finder: no name, no account, no host, no number of the case.
    expect(JSON.stringify(tips)).not.toMatch(/oteng1|ACC-09|ENT-WS|ENT-PRN1|oteng2|plan1|canary/i)
    expect(JSON.stringify(tips)).not.toContain(mine.reference)
    // The same again says nothing new.
    await seen(team.it, mine, ['account', 'oteng1'])
    expect(await handoffs(team.ot)).toHaveLength(2)
    // And back: an account of IT that OT met.
    const theirs = await opened(team.ot)
    await seen(team.ot, theirs, ['account', 'ENT\\itops1-adm'], ['host', 'DCS-FCS1'])
    const [back] = await received(team.it, 1)
    expect(back!.tip).toMatchObject({ reason: 'it-credential', accounts: ['ACC-04', 'ACC-03'] })
  })

  test('of low severity it waits for a person, drafted', async () => {
    const mine = await opened(team.it, { severity: 4 })
    await seen(team.it, mine, ['vendor-account', 'v-dcs-1'])
    const draft = (await handoffs(team.it)).find(({ state }) => state === 'draft')!
    expect(draft).toMatchObject({ kind: 'tip', subject: 'vendor-account' })
    expect((await handoffs(team.ot)).some(({ id }) => id === draft.id)).toBe(false)
    expect(await moved(team.it, draft, 'send')).toMatchObject({ state: 'sent' })
  })

  test('[E10] dropped, it alarms before its clock ends; loss is one number for both pages, and zero once answered; a missed call is a gap', async () => {
    const tips = (await handoffs(team.ot)).filter(({ side, severity }) => side === 'to' && severity === 2)
    const loss = async (person: Person) => {
      const { handoffs: told } = await summary(person)
      const { handoffs: figures } = await ok<SocMetrics>(person.get('/api/metrics/soc?days=90'))
      expect({ lost: figures.lost.part, sent: figures.lost.whole }).toEqual({ ...told.tips })
      return { ...told.tips, unaccounted: told.lostIndicators, escalated: told.escalated }
    }
    expect(await loss(team.it)).toMatchObject({ lost: 0, unaccounted: 0, escalated: 0 })
    // The alternate is told after a third of the 15 minutes.
    await pass(6 * MINUTE)
    const told = (handoff: { readonly id: string }, deed: string) =>
      vi.waitFor(async () => {
        const { steps, isLate } = await ok<HandoffRecord>(team.ot.get(`/api/handoffs/${handoff.id}`))
        expect(steps.map((step) => step.deed)).toContain(deed)
        return isLate
      }, SOON)
    expect(await told(tips[0]!, 'tell-alternate')).toBe(false)
    expect(await loss(team.ot)).toMatchObject({ lost: 0 })
    await pass(10 * MINUTE)
    expect(await told(tips[0]!, 'escalate')).toBe(true)
    expect(await told(tips[1]!, 'escalate')).toBe(true)
    await vi.waitFor(
      async () => expect(await loss(team.ot)).toMatchObject({ lost: 3, unaccounted: 0, escalated: 3 }),
      SOON,
    )
    for (const tip of tips) {
      await moved(team.ot, tip, 'acknowledge')
      await moved(team.ot, tip, 'accept')
    }
    const [back] = (await handoffs(team.it)).filter(({ side }) => side === 'to')
    await moved(team.it, back!, 'acknowledge')
    expect(await loss(team.it)).toMatchObject({ lost: 0, unaccounted: 0, escalated: 0 })
    const weekly = { kind: 'joint-call', name: 'Weekly', everyDays: 7, firstAt: isoOfMicros(micros(now + MINUTE)) }
    const { id } = await ok<JointCallView>(team.leads.ot.send('POST', '/api/sites/default/joint-calls', weekly))
    await pass(2 * DAY)
    for (const person of [team.it, team.ot]) {
      const { items } = await ok<{ items: JointCallView[] }>(person.get('/api/sites/default/joint-calls'))
      expect(items.find((one) => one.id === id)).toMatchObject({ gaps: 1, past: 1 })
    }
  })
})
