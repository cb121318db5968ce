// The SOC model through the door: proposed, approved by both domains, in force in both cells at once; break-glass from asking to review.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { AccountView } from '@penstock/contract/access'
import type {
  BreakGlassView,
  DomainExceptionView,
  ForgettingView,
  OperatingModelView,
  ProposalView,
  SegregationView,
} from '@penstock/contract/operating-model'
import type { SourcesView } from '@penstock/contract/sources'
import { idOfUuid, isoOfMicros, micros } from '@penstock/model/kernel'
import { domainOfRoles, identityKey, Policy, twoDomainHolders } from '@penstock/model/operating-model'
import { EventRetention } from '@penstock/model/sources'
import { CELL_SERVICE, HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

const clock = fakeClock()
let house: House
let founder: Person
let itLead: Person
let otLead: Person
let socLead: Person
let analyst: Person
let auditor: Person

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now(), retention: EventRetention.parse({ keepDays: 30 }) })
  await house.addSites('alpha', 'beta', 'gamma')
  founder = await house.founder()
  itLead = await house.person(founder, 'it-lead-1', ['it-lead'])
  otLead = await house.person(founder, 'ot-lead-1', ['ot-lead'])
  socLead = await house.person(founder, 'coordinator', ['soc-lead'])
  analyst = await house.person(founder, 'it-analyst-1', ['it-analyst'], ['alpha'])
  auditor = await house.person(founder, 'auditor', ['compliance'])
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

const code = ({ body }: { body: unknown }) => (body as { code?: string }).code
const model = async (person: Person) => (await person.get('/api/operating-model')).body as OperatingModelView
const deviations = async (person: Person, domain: 'it' | 'ot') =>
  (await person.get(`/api/${domain}/baselines/deviations`)).status

async function chainOf(part: 'core' | 'it' | 'ot', action: string): Promise<Record<string, unknown>[]> {
  const rows =
    part === 'core'
      ? await house.core.transaction(HUB_SERVICE, (tx) =>
          tx
            .selectFrom('audit_entry')
            .select(['actor', 'details'])
            .where('action', '=', action)
            .orderBy('seq')
            .execute(),
        )
      : await house
          .storeOf(part)
          .transaction(CELL_SERVICE, (tx) =>
            tx
              .selectFrom('audit_entry')
              .select(['actor', 'details'])
              .where('action', '=', action)
              .orderBy('seq')
              .execute(),
          )
  return rows.map(({ actor, details }) => ({ actor, ...(details as object) }))
}

async function propose(person: Person, to: string, independence: unknown = null): Promise<ProposalView> {
  const answer = await person.send('POST', '/api/operating-model/proposals', { to, independence, reason: 'decided' })
  expect(answer.status, answer.text).toBe(200)
  return answer.body as ProposalView
}

const approve = (person: Person, { id, payloadSha256 }: { id: string; payloadSha256: string }) =>
  person.send('POST', `/api/operating-model/proposals/${id}/approval`, { payloadSha256 })

async function switchTo(to: string, independence: unknown = null): Promise<void> {
  const proposal = await propose(socLead, to, independence)
  for (const lead of [itLead, otLead]) expect((await approve(lead, proposal)).status).toBe(200)
}

describe('[E12:2] switching the model', () => {
  test('shows who gains and loses what, comes into force with the second domain, and is in all three chains', async () => {
    expect(await deviations(socLead, 'ot')).toBe(200)
    const proposal = await propose(founder, 'federated')
    expect(proposal.changes).toContainEqual({
      who: socLead.view.accountId,
      name: 'coordinator',
      class: 'ot-detections',
      where: 'everywhere',
      before: 'read',
      after: 'none',
      change: 'lost',
    })
    // The founder leads OT, and asked: neither alone nor as the second.
    expect(code(await approve(founder, proposal))).toBe('four-eyes.own-request')
    expect(code(await approve(itLead, { ...proposal, payloadSha256: 'a'.repeat(64) }))).toBe('four-eyes.other-payload')
    expect((await approve(analyst, proposal)).status).toBe(404)
    const first = await approve(itLead, proposal)
    expect((first.body as ProposalView).state).toBe('open')
    expect((await model(socLead)).model).toBe('integrated')
    expect(code(await approve(itLead, proposal))).toBe('four-eyes.twice')
    const second = await approve(otLead, proposal)
    expect((second.body as ProposalView).state).toBe('approved')
    // Nobody signed in anew: the session of before has the reach of now.
    expect([await deviations(socLead, 'it'), await deviations(socLead, 'ot')]).toEqual([404, 404])
    const view = await model(socLead)
    expect(view.model).toBe('federated')
    expect(view.cells).toEqual([
      { domain: 'it', policyVersion: view.policyVersion },
      { domain: 'ot', policyVersion: view.policyVersion },
    ])
    expect(view.history[0]).toMatchObject({ model: 'federated', requestedByName: 'founder' })
    expect(view.history[0]!.approvals.map(({ domain }) => domain)).toEqual(['it', 'ot'])
    for (const part of ['core', 'it', 'ot'] as const) {
      const [entry] = await chainOf(part, 'model.switch')
      expect([part, entry]).toEqual([part, expect.objectContaining({ payloadSha256: proposal.payloadSha256 })])
    }
    expect(code(await approve(otLead, proposal))).toBe('four-eyes.decided')
  })

  test('is refused by whoever may propose, and withdrawn by who did; nothing is proposed that is in force', async () => {
    const same = { to: 'federated', independence: null, reason: 'again' }
    expect(code(await socLead.send('POST', '/api/operating-model/proposals', same))).toBe('operating-model.unchanged')
    const refused = await propose(socLead, 'hybrid')
    const no = await otLead.send('POST', `/api/operating-model/proposals/${refused.id}/refusal`, { note: 'not yet' })
    expect(no.body).toMatchObject({ state: 'refused', note: 'not yet' })
    const own = await propose(socLead, 'hybrid')
    const back = await socLead.send('POST', `/api/operating-model/proposals/${own.id}/refusal`, { note: 'mistake' })
    expect(back.body).toMatchObject({ state: 'withdrawn' })
  })

  test('an approval is bound to what was shown: with another account or a day later it comes too late', async () => {
    const proposal = await propose(socLead, 'hybrid')
    expect((await approve(itLead, proposal)).status).toBe(200)
    await house.person(founder, 'newcomer', ['ot-analyst'])
    expect(code(await approve(otLead, proposal))).toBe('operating-model.moved')
    expect((await model(socLead)).proposals.find(({ id }) => id === proposal.id)).toMatchObject({ isStale: true })
    const again = await propose(socLead, 'hybrid')
    clock.advance(24 * 3_600_000_000)
    founder = await house.founder()
    itLead = await house.person(founder, 'it-lead-2', ['it-lead'])
    otLead = await house.person(founder, 'ot-lead-2', ['ot-lead'])
    socLead = await house.person(founder, 'coordinator-2', ['soc-lead'])
    analyst = await house.person(founder, 'it-analyst-2', ['it-analyst'], ['alpha'])
    auditor = await house.person(founder, 'auditor-2', ['compliance'])
    expect(['four-eyes.expired', 'operating-model.moved']).toContain(code(await approve(itLead, again)))
    expect((await model(socLead)).model).toBe('federated')
  })

  test('[E14:3] independence on most of the estate excludes the integrated model, and takes rights at its sites away', async () => {
    const duty = {
      regime: 'NERC CIP',
      consequences: ['monitoring-in-scope', 'personnel-vetting'],
      sites: ['alpha', 'beta', 'gamma'],
    }
    const body = { to: 'integrated', independence: duty, reason: 'x' }
    expect(code(await socLead.send('POST', '/api/operating-model/proposals', body))).toBe(
      'operating-model.independence',
    )
    await switchTo('integrated', { ...duty, sites: ['alpha'] })
    expect(await deviations(socLead, 'ot')).toBe(200)
    // Of the site under the duty there is nothing for whoever comes from outside the OT team.
    expect((await socLead.get('/api/ot/baselines/deviations?site=beta')).status).toBe(200)
    const held = (await model(socLead)).independence
    expect(held).toEqual({ ...duty, sites: ['alpha'] })
    const glass = {
      domain: 'ot',
      site: 'alpha',
      addresses: [],
      minutes: 30,
      reason: 'active-intrusion',
      incident: 'INC-7',
    }
    expect(code(await analyst.send('POST', '/api/operating-model/break-glass', glass))).toBe('break-glass.independence')
    await switchTo('hybrid', { ...duty, sites: '*' })
    expect([await deviations(socLead, 'it'), await deviations(socLead, 'ot')]).toEqual([200, 404])
    await switchTo('integrated')
  })
})

test('[E12:2] a cell refuses a policy that changes the model without the approvals, and says so in its chain', async () => {
  const { body } = (await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('policy').select('body').orderBy('version', 'desc').limit(1).executeTakeFirstOrThrow(),
  )) as { body: Record<string, unknown> }
  const { signText, signPrincipal } = await import('@penstock/server/access')
  const version = Number(body['version']) + 1
  const text = JSON.stringify({ ...body, version, model: 'hybrid' })
  const snapshot = { kind: 'policy', version, text, signature: signText(text, house.key) }
  const expiresAt = Math.floor(Date.now() / 1000) + 30
  const hub = { kind: 'hub', subject: 'hub', name: 'hub', domain: 'ot', policyVersion: 0, expiresAt } as const
  const answer = await house.askCell('ot', '/internal/snapshots', signPrincipal(hub, house.key), snapshot, 'PUT')
  expect([answer.status, code(answer)]).toEqual([409, 'policy-refused'])
  expect(await chainOf('ot', 'policy.refuse')).toEqual([
    expect.objectContaining({ reason: 'policy.replayed', version }),
  ])
  expect((await model(socLead)).cells[1]?.policyVersion).toBe(version - 1)
})

test('[E09:3] the plant of a site tells who can sign in on both sides; without a plant, and for a site out of sight, nothing', async () => {
  const path = '/api/sites/alpha/segregation'
  expect((await founder.get(path)).body).toMatchObject({ importedAt: null, persons: [], of: { persons: 0 } })
  const text = loadWrenfieldWorksText()
  const sent = await founder.send('POST', '/api/sites/alpha/plant?source=plant.json', text, 'application/octet-stream')
  expect(sent.status, sent.text).toBeLessThan(300)
  const view = (await analyst.get(path)).body as SegregationView
  expect(view.persons.map(({ person }) => person)).toEqual(['P-PE-1', 'P-ITOPS-1', 'P-OT-ENG-1', 'P-OT-ENG-2'])
  expect(view.tools.length).toBeGreaterThan(0)
  expect(code(await analyst.get('/api/sites/beta/segregation'))).toBe('not-found')
})

describe('[E09] one person', () => {
  const accounts = '/api/access/accounts'
  const invite = (name: string, role: string, identities: readonly object[] = []) =>
    founder.send('POST', accounts, { name, roles: [role], sites: '*', identities })
  const view = async (name: string) => {
    const { items } = (await founder.get(accounts)).body as { items: AccountView[] }
    return items.find((one) => one.name === name)!
  }
  const change = async (name: string, given: object) => {
    const { id, version } = await view(name)
    return await founder.send('PATCH', `${accounts}/${id}`, { version, ...given })
  }
  const comeIn = async (invited: { body: unknown }) =>
    await house.signIn(house.openLink((invited.body as { link: string }).link))
  const NUMBER = { kind: 'employee', value: '10042' }

  /** Over every account: what the hub and both cells hold, against what the accounts themselves say. */
  async function nobodyHoldsBoth(): Promise<void> {
    const { policy, rows } = await house.core.transaction(HUB_SERVICE, async (tx) => ({
      policy: (await tx.selectFrom('policy').select('body').orderBy('version', 'desc').executeTakeFirstOrThrow()).body,
      rows: await tx.selectFrom('account').select(['id', 'identities', 'roles', 'state']).execute(),
    }))
    const copies = await Promise.all(
      (['it', 'ot'] as const).map(async (domain) => {
        const held = await house
          .storeOf(domain)
          .transaction(CELL_SERVICE, (tx) =>
            tx
              .selectFrom('snapshot')
              .select('body')
              .where('kind', '=', 'policy')
              .orderBy('version', 'desc')
              .executeTakeFirstOrThrow(),
          )
        return Policy.parse(typeof held.body === 'string' ? JSON.parse(held.body) : held.body)
      }),
    )
    const live = new Map(rows.filter(({ state }) => state === 'active').map((row) => [idOfUuid('acc', row.id), row]))
    for (const held of [policy, ...copies]) {
      expect(held.version).toBe(policy.version)
      expect(twoDomainHolders(held, clock.now())).toEqual([])
      expect(held.subjects.map(({ subject }) => subject).toSorted()).toEqual([...live.keys()].toSorted())
      const domainsOf = new Map<string, Set<string>>()
      for (const { subject, roles } of held.subjects)
        for (const identity of live.get(subject)!.identities) {
          const domain = domainOfRoles(roles)
          const known = domainsOf.get(identityKey(identity)) ?? new Set()
          if (domain !== null) domainsOf.set(identityKey(identity), known.add(domain))
        }
      for (const [key, domains] of domainsOf) expect([key, domains.size]).toEqual([key, 1])
    }
  }

  test('a second live account in the other domain is refused or suspended, and both are reported', async () => {
    const first = await comeIn(await invite('jane', 'it-analyst', [NUMBER]))
    expect(await invite('x7', 'ot-analyst', [{ ...NUMBER, value: ' 10042 ' }])).toMatchObject({
      status: 409,
      body: { code: 'access.one-person', details: { accounts: ['jane'] } },
    })
    expect(await chainOf('core', 'account.refuse')).toEqual([expect.objectContaining({ accounts: ['jane'] })])
    // Nobody said who this is: it is let in, and taken away once it shows.
    const second = await comeIn(await invite('x7', 'ot-analyst'))
    expect(await deviations(second, 'ot')).toBe(200)
    const shown = await change('x7', { identities: [NUMBER] })
    expect(shown).toMatchObject({ status: 200, body: { state: 'suspended', samePerson: ['jane'] } })
    expect([(await second.get('/api/session')).status, (await first.get('/api/session')).status]).toEqual([401, 200])
    expect(await chainOf('core', 'account.segregate')).toHaveLength(1)
    await nobodyHoldsBoth()
    // Neither by its state, nor by its rights, nor by who else it is said to be.
    expect(code(await change('x7', { state: 'active' }))).toBe('access.one-person')
    expect((await change('x7', { roles: ['it-analyst'], state: 'active' })).status).toBe(200)
    expect(code(await change('x7', { roles: ['ot-engineer'] }))).toBe('access.one-person')
    expect((await change('jane', { state: 'suspended' })).status).toBe(200)
    expect((await change('x7', { roles: ['ot-engineer'] })).status).toBe(200)
    expect(code(await change('jane', { state: 'active' }))).toBe('access.one-person')
    await nobodyHoldsBoth()
  })

  test('a name alone is a question and blocks nobody; said to be two people it is none', async () => {
    await comeIn(await invite('sam', 'it-analyst', [{ kind: 'employee', value: '1' }]))
    await comeIn(await invite('ot-sam', 'ot-analyst'))
    expect(await view('ot-sam')).toMatchObject({ state: 'active', questions: [{ name: 'sam', because: 'name' }] })
    expect((await change('ot-sam', { identities: [{ kind: 'employee', value: '2' }] })).body).toMatchObject({
      ...{ state: 'active', questions: [], samePerson: [] },
    })
    await nobodyHoldsBoth()
  })
})

describe('[E09:3] break-glass', () => {
  const scope = {
    domain: 'ot',
    site: 'alpha',
    addresses: [],
    minutes: 30,
    reason: 'active-intrusion',
    incident: 'INC-1',
  }
  const ask = async (person: Person, given: object = {}) =>
    await person.send('POST', '/api/operating-model/break-glass', { ...scope, ...given })
  const list = async (person: Person) =>
    ((await person.get('/api/operating-model/break-glass')).body as { items: BreakGlassView[] }).items
  const act = (person: Person, id: string, what: string, body: object) =>
    person.send('POST', `/api/operating-model/break-glass/${id}/${what}`, body)

  test('opens the other domain at one site, to read, once its lead approved; ends by itself; is reviewed by another', async () => {
    expect(await deviations(analyst, 'ot')).toBe(404)
    const asked = (await ask(analyst)).body as BreakGlassView
    expect(asked).toMatchObject({ standing: 'asked', mayApprove: false })
    expect(await deviations(analyst, 'ot')).toBe(404)
    const approval = { payloadSha256: asked.payloadSha256 }
    expect(code(await act(itLead, asked.id, 'approval', approval))).toBe('not-found')
    expect(await list(itLead)).toEqual([])
    expect((await act(analyst, asked.id, 'approval', approval)).status).toBe(404)
    const [waiting] = await list(otLead)
    expect(waiting).toMatchObject({ id: asked.id, mayApprove: true, subjectName: 'it-analyst-2' })
    expect((await act(otLead, asked.id, 'approval', approval)).body).toMatchObject({ standing: 'active' })
    for (const path of ['baselines/deviations', 'operations', 'captures'])
      expect([path, (await analyst.get(`/api/ot/${path}`)).status]).toEqual([path, 200])
    expect((await analyst.send('POST', '/api/ot/baselines/decision', {})).status).toBe(404)
    const reads = (await chainOf('ot', 'monitoring.read')).filter(({ actor }) => actor === analyst.view.accountId)
    expect(reads).toHaveLength(3)
    expect(reads.every(({ by }) => by === 'break-glass')).toBe(true)
    expect(await chainOf('ot', 'break-glass.open')).toEqual([
      expect.objectContaining({
        actor: analyst.view.accountId,
        incident: 'INC-1',
        approvedBy: [otLead.view.accountId],
      }),
    ])
    expect(await chainOf('it', 'break-glass.open')).toEqual([])
    const [told] = await chainOf('core', 'break-glass.ask')
    expect(told?.['told']).toEqual(expect.arrayContaining([otLead.view.accountId, auditor.view.accountId]))
    expect(code(await act(auditor, asked.id, 'review', { verdict: 'justified', note: 'x' }))).toBe(
      'break-glass.not-over',
    )
    clock.advance(30 * 60_000_000)
    expect(await deviations(analyst, 'ot')).toBe(404)
    expect(code(await act(otLead, asked.id, 'review', { verdict: 'justified', note: 'x' }))).toBe('break-glass.own')
    const reviewed = await act(auditor, asked.id, 'review', { verdict: 'justified', note: 'seen' })
    expect(reviewed.body).toMatchObject({ standing: 'ended', isOverdue: false, review: { byName: 'auditor-2' } })
    expect(code(await act(auditor, asked.id, 'review', { verdict: 'justified', note: 'x' }))).toBe(
      'break-glass.reviewed',
    )
  })

  test('life-safety begins at once, is approved afterwards, and is overdue after four hours without', async () => {
    const asked = (await ask(analyst, { reason: 'life-safety', minutes: 10 })).body as BreakGlassView
    expect(asked.standing).toBe('active')
    expect(await deviations(analyst, 'ot')).toBe(200)
    expect(asked.approvalDueAt).not.toBeNull()
    const approved = await act(otLead, asked.id, 'approval', { payloadSha256: asked.payloadSha256 })
    expect(approved.body).toMatchObject({ standing: 'active', approvalDueAt: null, endsAt: asked.endsAt })
    clock.advance(10 * 60_000_000)
    const again = (await ask(analyst, { reason: 'life-safety', minutes: 5 })).body as BreakGlassView
    clock.advance(5 * 60_000_000)
    const due = (await list(analyst)).find(({ id }) => id === again.id)
    expect(due).toMatchObject({ standing: 'ended', isOverdue: false })
  })

  test('with addresses it answers about these and nothing else; its lead ends it at once', async () => {
    const asked = (await ask(analyst, { addresses: ['10.1.2.3'] })).body as BreakGlassView
    await act(otLead, asked.id, 'approval', { payloadSha256: asked.payloadSha256 })
    const status = async (path: string) => (await analyst.get(`/api/ot/${path}`)).status
    expect(await status('baselines/deviations?address=10.1.2.3')).toBe(200)
    expect(await status('baselines/deviations?address=10.1.2.3,10.1.2.4')).toBe(404)
    expect(await status('baselines/deviations')).toBe(404)
    expect(await status('captures')).toBe(404)
    expect((await act(otLead, asked.id, 'end', { note: 'enough' })).body).toMatchObject({ standing: 'ended' })
    expect(await status('baselines/deviations?address=10.1.2.3')).toBe(404)
  })

  test.each([
    ['one’s own domain', () => ask(otLead), 'break-glass.own-domain'],
    ['a site that is not one’s own', () => ask(analyst, { site: 'beta' }), 'not-found'],
    ['more than an hour', () => ask(analyst, { minutes: 61 }), 'invalid-request'],
    ['an auditor', () => ask(auditor), 'not-found'],
  ])('not for %s', async (_what, asking, expected) => {
    expect(code(await asking())).toBe(expected)
  })

  test('an administrator who also watches does not grant it to themselves', async () => {
    const asked = (await (async () => ask(itLead))()).body as BreakGlassView
    expect(code(await act(itLead, asked.id, 'approval', { payloadSha256: asked.payloadSha256 }))).toBe(
      'four-eyes.own-request',
    )
    expect((await act(itLead, asked.id, 'end', { note: 'not needed' })).body).toMatchObject({ standing: 'refused' })
  })
})

describe('[E09:3] forgetting events', () => {
  const path = '/api/operating-model/forgetting'
  const asked = { domain: 'ot', keepDays: 400, coldBytes: null, reason: 'the term of the law is over' }
  const kept = async (domain: 'it' | 'ot') =>
    ((await (domain === 'it' ? itLead : founder).get('/api/sources')).body as SourcesView).cells.find(
      (cell) => cell.domain === domain,
    )?.kept
  const list = async (person: Person) => ((await person.get(path)).body as { items: ForgettingView[] }).items
  const act = (person: Person, { id }: ForgettingView, what: string, body: object) =>
    person.send('POST', `${path}/${id}/${what}`, body)

  test('the configuration alone forgets nothing: another person who leads the domain agrees, and the cell keeps to it', async () => {
    const wish = { keepDays: 30, coldBytes: null }
    expect(await kept('ot')).toMatchObject({ keepDays: null, asked: wish })
    expect(code(await founder.send('POST', path, { ...asked, keepDays: null }))).toBe('forgetting.nothing')
    expect((await analyst.send('POST', path, asked)).status).toBe(404)
    const one = (await founder.send('POST', path, asked)).body as ForgettingView
    expect(one).toMatchObject({ standing: 'asked', mayApprove: false, terms: asked })
    expect(code(await founder.send('POST', path, asked))).toBe('forgetting.already')
    const seen = { payloadSha256: one.payloadSha256 }
    expect(code(await act(founder, one, 'approval', seen))).toBe('four-eyes.own-request')
    // Nobody of the other domain is told of it.
    expect((await act(itLead, one, 'approval', seen)).status).toBe(404)
    expect([await list(itLead), (await list(auditor)).length]).toEqual([[], 1])
    expect(code(await act(otLead, one, 'approval', { payloadSha256: '0'.repeat(64) }))).toBe('four-eyes.other-payload')
    expect(await kept('ot')).toMatchObject({ keepDays: null })
    expect((await act(otLead, one, 'approval', seen)).body).toMatchObject({ standing: 'in-force' })
    // The configuration would forget after 30 days; what was agreed to is 400.
    expect(await kept('ot')).toMatchObject({ keepDays: 400, asked: wish })
    expect(await kept('it')).toMatchObject({ keepDays: null })
    expect(await chainOf('core', 'forgetting.approve')).toEqual([expect.objectContaining({ keepDays: 400 })])
    expect((await act(otLead, one, 'end', { note: 'a case is open' })).body).toMatchObject({ standing: 'ended' })
    expect(await kept('ot')).toMatchObject({ keepDays: null })
    expect(code(await act(otLead, one, 'end', { note: 'again' }))).toBe('forgetting.over')
  })
})

describe('[E12:2] a dated exception', () => {
  const DAY = 24 * 3_600_000_000
  const at = (after: number) => isoOfMicros(micros(clock.now() + after))
  const path = '/api/operating-model/exceptions'
  const asked = (subject: Person, given: object = {}) => ({
    ...{ subject: subject.view.accountId, role: 'it-analyst', sites: ['alpha'], reason: 'covers the night rota' },
    ...{ since: at(0), until: at(30 * 60_000_000) },
    ...given,
  })
  const ask = async (person: Person, subject: Person, given: object = {}) =>
    await person.send('POST', path, asked(subject, given))
  const act = (person: Person, { id }: DomainExceptionView, what: string, body: object) =>
    person.send('POST', `${path}/${id}/${what}`, body)
  const approveIt = (person: Person, one: DomainExceptionView) =>
    act(person, one, 'approval', { payloadSha256: one.payloadSha256 })
  const list = async (person: Person) => ((await person.get(path)).body as { items: DomainExceptionView[] }).items
  const reads = async (person: Person) => [await deviations(person, 'it'), await deviations(person, 'ot')]
  /** Signs in anew, by a link that an administrator gives. */
  const back = async ({ view }: Person) => {
    const link = await founder.send('POST', `/api/access/accounts/${view.accountId}/recovery`)
    return await house.signIn(house.openLink((link.body as { link: string }).link))
  }
  let watcher: Person
  beforeAll(async () => {
    founder = await house.founder()
    itLead = await house.person(founder, 'it-lead-3', ['it-lead'])
    otLead = await house.person(founder, 'ot-lead-3', ['ot-lead'])
    socLead = await house.person(founder, 'coordinator-3', ['soc-lead'])
    auditor = await house.person(founder, 'auditor-3', ['compliance'])
    watcher = await house.person(founder, 'ot-watcher', ['ot-analyst'])
  })

  test('moves a person into the other domain for its time alone: the own one is suspended, and comes back', async () => {
    expect(await reads(watcher)).toEqual([404, 200])
    // Two roles of two domains are refused by name, whoever gives them.
    const both = { version: 1, roles: ['ot-analyst', 'it-analyst'] }
    const account = `/api/access/accounts/${watcher.view.accountId}`
    expect(code(await founder.send('PATCH', account, both))).toBe('access.two-domains')
    const one = (await ask(socLead, watcher)).body as DomainExceptionView
    expect(one).toMatchObject({ standing: 'asked', terms: { from: 'ot', to: 'it' }, subjectName: 'ot-watcher' })
    expect((await approveIt(itLead, one)).body).toMatchObject({ standing: 'asked' })
    expect(await reads(watcher)).toEqual([404, 200])
    expect((await approveIt(otLead, one)).body).toMatchObject({ standing: 'active' })
    // The session of before is over; the new one is of IT, at the one site, and of nothing else.
    expect((await watcher.get('/api/session')).status).toBe(401)
    const away = await back(watcher)
    expect(away.view).toMatchObject({ roles: ['it-analyst'], domain: 'it', sites: ['alpha'] })
    expect(await reads(away)).toEqual([200, 404])
    for (const part of ['core', 'it', 'ot'] as const)
      expect([part, await chainOf(part, 'domain-exception.agree')]).toEqual([
        part,
        [expect.objectContaining({ from: 'ot', to: 'it', role: 'it-analyst' })],
      ])
    clock.advance(30 * 60_000_000)
    expect((await away.get('/api/session')).status).toBe(401)
    const home = await back(watcher)
    expect(home.view).toMatchObject({ roles: ['ot-analyst'], domain: 'ot' })
    expect(await reads(home)).toEqual([404, 200])
    watcher = home
  })

  test('is ended before its time by a lead, and is as it was at once', async () => {
    const one = (await ask(socLead, watcher)).body as DomainExceptionView
    for (const lead of [itLead, otLead]) await approveIt(lead, one)
    const away = await back(watcher)
    expect(await reads(away)).toEqual([200, 404])
    const ended = await act(otLead, one, 'end', { note: 'rota is full' })
    expect(ended.body).toMatchObject({ standing: 'ended', ended: { byName: 'ot-lead-3', note: 'rota is full' } })
    expect((await away.get('/api/session')).status).toBe(401)
    watcher = await back(watcher)
    expect(await reads(watcher)).toEqual([404, 200])
    expect(code(await act(otLead, one, 'end', { note: 'again' }))).toBe('domain-exception.over')
  })

  test('is listed for leads, auditors and the person; nobody else may ask, and no lead approves their own', async () => {
    expect((await list(auditor)).map(({ standing }) => standing)).toEqual(['ended', 'ended'])
    expect((await list(watcher)).map(({ subjectName }) => subjectName)).toEqual(['ot-watcher', 'ot-watcher'])
    const other = await house.person(founder, 'it-watcher', ['it-analyst'])
    expect(await list(other)).toEqual([])
    expect((await ask(other, watcher)).status).toBe(404)
    const own = (await ask(socLead, itLead, { role: 'ot-analyst', since: at(DAY), until: at(2 * DAY) })).body
    expect((await list(itLead)).find(({ standing }) => standing === 'asked')).toMatchObject({
      mayApprove: false,
      whyNot: 'domain-exception.own',
    })
    expect(code(await approveIt(itLead, own as DomainExceptionView))).toBe('domain-exception.own')
    expect(code(await ask(socLead, itLead, { role: 'ot-analyst', since: at(DAY), until: at(2 * DAY) }))).toBe(
      'domain-exception.already',
    )
    expect(code(await ask(socLead, watcher, { until: at(31 * DAY) }))).toBe('domain-exception.dates')
    expect(code(await ask(socLead, auditor))).toBe('domain-exception.no-domain')
    expect((await act(otLead, own as DomainExceptionView, 'end', { note: 'no' })).body).toMatchObject({
      standing: 'refused',
    })
  })

  test('[E14:3] a duty of revocation within 24 hours refuses it, and ends what runs at its sites', async () => {
    const other = await house.person(founder, 'it-watcher-2', ['it-analyst'])
    const into = { role: 'ot-analyst', sites: ['alpha', 'beta'] }
    const one = (await ask(socLead, other, into)).body as DomainExceptionView
    for (const lead of [itLead, otLead]) await approveIt(lead, one)
    const away = await back(other)
    expect(await reads(away)).toEqual([404, 200])
    const duty = { regime: 'NERC CIP', consequences: ['revocation-24h'], sites: ['beta'] }
    await switchTo('federated', duty)
    expect((await away.get('/api/session')).status).toBe(401)
    expect((await list(socLead)).find(({ id }) => id === one.id)).toMatchObject({ standing: 'ended', ended: null })
    expect(code(await ask(socLead, other, into))).toBe('domain-exception.independence')
    expect((await ask(socLead, other, { ...into, sites: ['alpha'] })).status).toBe(200)
  })
})
