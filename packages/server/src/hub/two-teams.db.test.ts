// Two teams at the reference plant, switched from one operating model to the next: what crosses by itself and what of it is lost, who leads a
// case that people made joint, and what each team has before it.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { HandoffRecord, HandoffRow, IncidentRecord, ResponseSummary } from '@penstock/contract/incidents'
import type { SocMetrics } from '@penstock/contract/metrics'
import type { JointCallView } from '@penstock/contract/operating-model'
import type { TriageQueue } from '@penstock/contract/triage'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Attack } from './attack.fixture.ts'
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

describe('endpoint products', () => {
  const FINDING = `title: Finding of an endpoint product
id: 2c1d8f1e-7d0c-4f0e-9c3a-5f1e2d3c4b5a
level: high
tags: [attack.t1003]
logsource: {category: antivirus}
detection:
  selection:
    - title|contains: dump
    - DetectName|contains: dump
    - threatInfo.threatName|contains: dump
  condition: selection
`
  /** A line of each product, as it writes them, on a host of the plant. */
  const PRODUCTS = [
    {
      ...{ format: 'defender-endpoint', host: 'DMZ-JMP1' },
      line: {
        ...{
          id: 'da1',
          severity: 'High',
          status: 'New',
          title: 'Credential dump',
          alertCreationTime: '2026-10-01T06:00:01Z',
        },
        ...{ machineId: 'd9', computerDnsName: 'DMZ-JMP1', relatedUser: { userName: 'oteng1', domainName: 'ent' } },
        evidence: [{ entityType: 'Process', fileName: 'dump.exe', processId: 4122, sha256: 'ab'.repeat(32) }],
      },
    },
    {
      ...{ format: 'crowdstrike', host: 'OPS-EWS1' },
      line: {
        metadata: {
          customerIDString: 'c1',
          offset: 1,
          eventType: 'DetectionSummaryEvent',
          eventCreationTime: 1_790_834_400_123,
        },
        event: {
          ...{ ComputerName: 'OPS-EWS1', UserName: 'ot-oteng1', DetectName: 'Credential dump', DetectId: 'ldt:d9:1' },
          ...{ Severity: 4, SeverityName: 'High', FileName: 'dump.exe', SensorId: 'd9', LocalIP: '10.20.20.50' },
        },
      },
    },
    {
      ...{ format: 'sentinelone', host: 'OPS-HIS1' },
      line: {
        id: '140001',
        agentDetectionInfo: { agentIpV4: '10.20.20.30', agentLastLoggedInUserName: 'svc-pi' },
        agentRealtimeInfo: { agentComputerName: 'OPS-HIS1', agentMachineType: 'server', agentId: 'a9' },
        threatInfo: {
          ...{
            threatId: '140001',
            threatName: 'dump.exe',
            classification: 'Infostealer',
            confidenceLevel: 'malicious',
          },
          ...{ identifiedAt: '2026-10-01T06:00:00.250Z', processUser: 'ENT\\\\svc-pi', originatorProcess: 'cmd.exe' },
        },
      },
    },
  ] as const
  let attack: Attack

  beforeAll(async () => {
    attack = new Attack(house, team.leads)
    const files = [{ path: 'own/endpoint.yml', text: FINDING }]
    await ok(team.leads.it.send('POST', '/api/detection-rules/folder/it', { files, isTrial: false }))
    await vi.waitFor(async () => {
      const { text } = await team.leads.it.get('/api/it/detection-rules?text=endpoint product')
      expect(text).toContain('"enabled"')
    }, SOON)
  })

  test.each(PRODUCTS)(
    '[E06] from a line of $format to a case with its observables; isolating the OT host is refused and logged',
    async ({ format, host, line }) => {
      await attack.lines('it', format, [JSON.stringify(line)])
      const found = await vi.waitFor(async () => {
        const { items } = await ok<TriageQueue>(team.it.get('/api/triage'))
        const one = items.find(({ detection: { subject } }) => JSON.stringify(subject).includes(host))
        expect(one).toBeDefined()
        return one!
      }, SOON)
      const id = `${found.domain}/${found.detection.id}`
      expect(found).toMatchObject({
        domain: 'it',
        detection: { title: 'Finding of an endpoint product', level: 'high' },
      })
      const body = { incident: null, title: `Dump on ${host}`, team: 'it-soc' }
      const made = await ok<{ id: string; reference: string }>(team.it.send('POST', `/api/triage/${id}/case`, body))
      const record = await read(team.it, made.id)
      expect(record.observables.map(({ type, value }) => `${type} ${value}`)).toEqual(
        expect.arrayContaining([`host ${host}`, `asset ${host}`]),
      )
      expect(record).toMatchObject({
        sources: [{ kind: 'detection', id }],
        evidence: [{ label: found.detection.title }],
      })
      // No token is there, and no gate that would give one.
      const refused = await team.it.send('POST', `/api/triage/${id}/deeds`, { kind: 'isolate', target: host })
      expect([refused.status, (refused.body as { code?: string }).code]).toEqual([409, 'triage.deed-refused'])
      const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
        tx.selectFrom('audit_entry').selectAll().where('action', '=', 'triage.refuse').orderBy('seq', 'desc').execute(),
      )
      expect(entries[0]).toMatchObject({
        actor: team.it.view.accountId,
        object: found.detection.id,
        details: { kind: 'isolate' },
      })
    },
  )
})

const read = async (person: Person, id: string) => await ok<IncidentRecord>(person.get(`/api/incidents/${id}`))

describe('hybrid', () => {
  beforeAll(async () => {
    const to = { to: 'hybrid', independence: null, reason: 'decided' }
    const asked = team.coordinator.send('POST', '/api/operating-model/proposals', to)
    const { id, payloadSha256 } = await ok<{ id: string; payloadSha256: string }>(asked)
    for (const lead of [team.leads.it, team.leads.ot])
      await ok(lead.send('POST', `/api/operating-model/proposals/${id}/approval`, { payloadSha256 }))
  })

  async function handedOver(record: IncidentRecord, person: Person, taker: Person, toTeam: string): Promise<void> {
    const draft = await ok<HandoffRecord>(
      person.send('POST', `/api/incidents/${record.id}/handoffs`, {
        version: record.version,
        ...{ what: 'Seen here', soWhat: 'It may reach you', done: 'Nothing yet', asked: 'Look', toTeam, parts: [] },
        ...{ byWhen: isoOfMicros(micros(now + DAY)), scenario: null, containment: 'none', expiresAt: null },
        ...{ safetyConstraints: [], openQuestions: [] },
      }),
    )
    await pass(MINUTE)
    await moved(person, draft, 'send')
    await vi.waitFor(async () => expect((await taker.get(`/api/handoffs/${draft.id}`)).status).toBe(200), SOON)
    await moved(taker, draft, 'acknowledge')
    await moved(taker, draft, 'accept')
  }

  const queue = async (person: Person) =>
    (await ok<{ items: { id: string; reference: string }[] }>(person.get('/api/incidents'))).items
  const led = ({ entries }: IncidentRecord) => entries.filter(({ kind }) => kind === 'led').map(({ text }) => text)

  test('[E12] one number, two queues and a third team: the tie-break runs on a case that people made, and moves it in both queues', async () => {
    // Of one consequence and severity, so that who leads decides the order.
    const only = await opened(team.it, { title: 'Of IT alone', consequence: 4, severity: 3 })
    const mine = await opened(team.it, { title: 'Of both', consequence: 4, severity: 2 })
    await handedOver(mine, team.it, team.ot, 'OT SOC')
    const [atIt, atOt] = [await read(team.it, mine.id), await read(team.ot, mine.id)]
    expect([atOt.reference, atOt.isJoint, atOt.leader]).toEqual([mine.reference, true, 'it'])
    expect(led(atIt)).toEqual(['IT leads: nobody has said which function is affected; it began with IT'])
    const place = async (person: Person, id: string) => (await queue(person)).findIndex((one) => one.id === id)
    expect(await place(team.it, mine.id)).toBeLessThan(await place(team.it, only.id))
    // OT says what is hit: it is of the plant, so OT leads, and in the queue of IT it stands behind now.
    const say = async (person: Person, named: string, consequence: number) => {
      const { version } = await read(person, mine.id)
      const entry = { kind: 'reassessed', severity: 2, consequence, function: named, reason: 'looked at' }
      return await ok<IncidentRecord>(person.send('POST', `/api/incidents/${mine.id}/entries`, { version, entry }))
    }
    expect(led(await say(team.ot, 'F-RX', 4)).at(-1)).toBe('OT leads: the function that is affected, F-RX, is of OT')
    expect((await read(team.it, mine.id)).leader).toBe('ot')
    expect(await place(team.it, mine.id)).toBeGreaterThan(await place(team.it, only.id))
    // A worse hit of the business takes it back; saying the same again writes nothing.
    expect((await say(team.it, 'F-ERP', 5)).leader).toBe('it')
    const leads = led(await read(team.ot, mine.id))
    await say(team.ot, 'F-RX', 4)
    expect([leads.length, led(await read(team.ot, mine.id)).length]).toEqual([3, 3])
    const moves = await house.core.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('audit_entry').select('details').where('action', '=', 'incident.lead').execute(),
    )
    const both = moves.map(({ details }) => details as { domain: string; leader: string; from: number; to: number })
    expect(both.filter(({ domain, leader }) => domain === 'it' && leader === 'ot')).toEqual([
      expect.objectContaining({ from: 12, to: 17 }),
    ])
    expect(both).toHaveLength(6)
    await teamsDiffer(mine)
  })

  /** Work queues, rights and figures of the two teams and the central one. */
  async function teamsDiffer({ id }: IncidentRecord): Promise<void> {
    const [it, ot] = [await queue(team.it), await queue(team.ot)]
    const shared = it.filter((one) => ot.some((other) => other.id === one.id)).map((one) => one.reference)
    expect(new Set(shared).size).toBeGreaterThan(0)
    expect(it.length).toBeGreaterThan(shared.length)
    // The central team has suspicions and hunts for its work, and neither cases to write in nor deeds to ask for.
    expect((await team.central.get('/api/suspicions')).status).toBe(200)
    for (const domain of ['it', 'ot']) expect((await team.central.get(`/api/${domain}/hunts`)).status).toBe(200)
    expect((await team.central.get(`/api/incidents/${id}`)).status).toBe(404)
    const rights = [team.it, team.ot, team.central].map(({ view }) => new Set<string>(view.permissions))
    const [ofIt, ofOt, ofCentral] = rights
    expect([ofCentral!.has('suspicion:open'), ofIt!.has('suspicion:open'), ofOt!.has('suspicion:open')]).toEqual([
      ...[true, false, false],
    ])
    expect([ofCentral!.has('incident:work'), ofIt!.has('incident:work'), ofOt!.has('incident:work')]).toEqual([
      ...[false, true, true],
    ])
    const read = (person: Person) =>
      Promise.all(['it', 'ot'].map(async (domain) => (await person.get(`/api/${domain}/detections`)).status))
    expect([await read(team.it), await read(team.ot)]).toEqual([
      [200, 404],
      [404, 200],
    ])
    const figures = async (person: Person) => {
      const { reads, incidents } = await ok<SocMetrics>(person.get('/api/metrics/soc?days=90'))
      return { reads, of: [...new Set(incidents.map(({ domain }) => domain))] }
    }
    const told = await Promise.all([team.it, team.ot, team.coordinator].map(figures))
    expect(told.map(({ reads }) => reads)).toEqual(['own', 'own', 'both'])
    expect(new Set(told.map(({ of }) => of.join())).size).toBe(3)
  }
})
