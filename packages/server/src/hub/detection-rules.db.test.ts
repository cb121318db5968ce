// Rules of a domain by way of the hub: the organisation's folder brought with a report and run by the cell, rules switched off and suppressed by
// four eyes, what was held back counted, and a rule tried on a pasted event.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  askRuleException,
  bringRules,
  listChainRules,
  listRules,
  RuleExceptionView,
  readCoverage,
  tryRule,
} from '@penstock/contract/detection-rules'
import type { readSocMetrics } from '@penstock/contract/metrics'
import type { Response } from '@penstock/contract/route'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { CELL_SERVICE, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, openHouse, type Person } from './house.fixture.ts'

const SIGMA = join(import.meta.dirname, '../../../../../shared/samples/sigma')
const clock = fakeClock()
const MINUTE = 60_000_000
let house: House
let otLead: Person
let itLead: Person
let otAnalyst: Person
let itAnalyst: Person
let alphaLead: Person
const sources: Record<string, string> = {}

beforeAll(async () => {
  house = await openHouse({ clock: () => clock.now() })
  await house.addSites('alpha', 'beta', 'gamma')
  const founder = await house.founder()
  otLead = await house.person(founder, 'ot-lead-1', ['ot-lead'])
  itLead = await house.person(founder, 'it-lead-1', ['it-lead'])
  otAnalyst = await house.person(founder, 'ot-analyst-1', ['ot-analyst'])
  itAnalyst = await house.person(founder, 'it-analyst-1', ['it-analyst'])
  alphaLead = await house.person(founder, 'ot-lead-alpha', ['ot-lead'], ['alpha'])
  for (const [domain, lead] of [
    ['ot', otLead],
    ['it', itLead],
  ] as const) {
    const wanted = { name: `ids ${domain}`, domain, site: 'alpha', format: 'suricata-eve' }
    const made = await lead.send('POST', '/api/sources', wanted)
    expect(made.status, made.text).toBe(200)
    sources[domain] = (made.body as { token: string }).token
  }
}, 120_000)
afterAll(async () => await house[Symbol.asyncDispose]())

const ID = '11111111-0000-4000-8000-000000000001'
const SCAN = `title: Scan\nid: ${ID}\nname: scan\nlevel: high\ntags: [attack.t0846]
logsource: {product: suricata, service: alert}
detection:\n  selection:\n    alert.signature|contains: scan\n  filter:\n    src_ip: 10.0.0.99\n  condition: selection and not filter\n`
const BROKEN = SCAN.replace('|contains', '|contians').replace(ID, '11111111-0000-4000-8000-000000000009')

type Bringing = { path: string; text: string | null }
const code = ({ body }: { body: unknown }) => (body as { code?: string }).code

async function bring(person: Person, files: readonly Bringing[], isTrial = false, domain = 'ot') {
  const answer = await person.send('POST', `/api/detection-rules/folder/${domain}`, { files, isTrial })
  return { ...answer, report: answer.body as Response<typeof bringRules> }
}

async function rules(person: Person, query = '', domain = 'ot') {
  const answer = await person.get(`/api/${domain}/detection-rules${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as Response<typeof listRules>
}

async function standing(person: Person, domain = 'ot') {
  return (await rules(person, `?text=${ID}`, domain)).items[0]
}

const soon = { timeout: 60_000, interval: 100 }

let lines = 0
function line(source: string, signature = 'a scan'): string {
  lines += 1
  const timestamp = new Date(clock.now() / 1000 + lines).toISOString()
  const alert = { signature, signature_id: lines, severity: 1, category: 'x' }
  return JSON.stringify({ timestamp, event_type: 'alert', src_ip: source, dest_ip: '10.0.0.1', host: 'ids', alert })
}

/** Sends matches and waits until the rule was met by them. */
async function meet(person: Person, domain: 'it' | 'ot', ...ends: readonly string[]): Promise<void> {
  const before = (await standing(person, domain))?.hits ?? 0
  const answer = await house.ask(`/api/${domain}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sources[domain]}`, 'content-type': 'application/x-ndjson' },
    body: ends.map((end) => line(end)).join('\n'),
  })
  expect(answer.status, answer.text).toBeLessThan(300)
  await vi.waitFor(async () => expect((await standing(person, domain))?.hits).toBe(before + ends.length), soon)
}

async function ask(person: Person, given: object, domain = 'ot') {
  const until = isoOfMicros(micros(clock.now() + 10 * MINUTE))
  const body = { kind: 'suppressed', rule: ID, title: 'Scan', reason: 'a test of the supplier', until, ...given }
  const answer = await person.send('POST', `/api/detection-rules/exceptions/${domain}`, body)
  return { ...answer, view: answer.body as Response<typeof askRuleException> }
}

async function deed(person: Person, { id }: RuleExceptionView, verb: 'approval' | 'end', body: object, domain = 'ot') {
  const answer = await person.send('POST', `/api/detection-rules/exceptions/${domain}/${id}/${verb}`, body)
  return { ...answer, view: answer.body as RuleExceptionView }
}

const approve = (person: Person, view: RuleExceptionView, domain = 'ot') =>
  deed(person, view, 'approval', { payloadSha256: view.request!.payloadSha256 }, domain)

const exceptions = async (person: Person, domain = 'ot') =>
  ((await person.get(`/api/detection-rules/exceptions/${domain}`)).body as { items: RuleExceptionView[] }).items

test('files are brought with a report by line and word, run by the cell of their domain alone, and kept with every text', async () => {
  const files = [
    { path: 'own/scan.yml', text: SCAN },
    { path: 'own/broken.yml', text: BROKEN },
    { path: 'own/filter.yml', text: 'title: x\nfilter: {}\n' },
  ]
  const trial = await bring(otLead, files, true)
  expect(trial.report, trial.text).toMatchObject({
    folderVersion: 0,
    files: [
      { path: 'own/scan.yml', outcome: 'new', faults: [] },
      { path: 'own/broken.yml', outcome: 'faulty', faults: [{ line: 9, word: 'contians' }] },
      { path: 'own/filter.yml', outcome: 'left-out', reason: expect.stringContaining('filter') as string },
    ],
    rules: 1,
  })
  expect((await otLead.get('/api/detection-rules/folder/ot')).body).toEqual({ folderVersion: 0, files: [] })
  expect((await bring(otLead, files)).report.folderVersion).toBe(1)
  await vi.waitFor(async () => expect((await rules(otAnalyst)).engine).toMatchObject({ folderVersion: 1 }), soon)
  const listed = { pack: 'folder', path: 'own/scan.yml', standing: 'enabled', hits: 0 }
  await vi.waitFor(async () => expect(await standing(otAnalyst)).toMatchObject(listed), soon)
  const faulty = (await rules(otAnalyst, '?standing=faulty')).items
  expect(faulty).toMatchObject([{ path: 'own/broken.yml', faults: [{ line: 9, word: 'contians' }] }])
  expect(await standing(itAnalyst, 'it')).toBeUndefined()
  await meet(otAnalyst, 'ot', '10.0.0.9', '10.0.0.9')
  expect((await standing(otAnalyst))?.lastHitAt).not.toBeNull()

  expect((await bring(otLead, [files[0]!])).report).toMatchObject({ folderVersion: 1, files: [{ outcome: 'same' }] })
  const second = [
    { path: 'own/scan.yml', text: SCAN.replace('level: high', 'level: low') },
    { path: 'own/broken.yml', text: null },
  ]
  expect((await bring(otLead, second)).report).toMatchObject({
    folderVersion: 2,
    files: [{ outcome: 'changed' }, { outcome: 'removed' }],
  })
  await vi.waitFor(async () => expect((await standing(otAnalyst))?.level).toBe('low'), soon)
  expect((await rules(otAnalyst, '?standing=faulty')).items).toEqual([])
  // What it was met by before stays counted.
  expect((await standing(otAnalyst))?.hits).toBe(2)
  const history = await otAnalyst.get('/api/detection-rules/folder/ot/history?path=own/scan.yml')
  expect(history.body).toMatchObject({
    items: [
      { version: 2, text: second[0]!.text, byName: 'ot-lead-1' },
      { version: 1, text: SCAN },
    ],
  })
  expect(code(await bring(otLead, [{ path: 'own/broken.yml', text: null }]))).toBe('detection-rules.no-file')
})

test('who does not lead the whole domain brings nothing, and the other domain is not there', async () => {
  const file = [{ path: 'x.yml', text: SCAN }]
  for (const person of [otAnalyst, itAnalyst]) expect((await bring(person, file)).status).toBe(404)
  expect((await bring(itLead, file)).status).toBe(404)
  expect(code(await bring(alphaLead, file))).toBe('detection-rules.whole-domain')
  for (const path of ['folder/ot', 'folder/ot/history?path=own/scan.yml', 'exceptions/ot'])
    expect([path, (await itLead.get(`/api/detection-rules/${path}`)).status]).toEqual([path, 404])
  expect((await itLead.get(`/api/ot/detection-rules/text?rule=${ID}`)).status).toBe(404)
  expect((await ask(itAnalyst, { site: 'alpha' })).status).toBe(404)
  for (const path of ['../x.yml', 'x.txt', 'a\\b.yml'])
    expect([path, code(await bring(otLead, [{ path, text: SCAN }]))]).toEqual([path, 'invalid-request'])
  expect(code(await bring(otLead, [{ path: 'x.yml', text: 'title: \u0000' }]))).toBe('invalid-request')
  const large = Array.from({ length: 17 }, (_, nr) => ({ path: `${nr}.yml`, text: `title: ${'x'.repeat(1_000_000)}` }))
  expect(code(await bring(otLead, large, true))).toBe('too-large')
})

test('a rule of OT is suppressed for an address once another role of the domain approved it; what it holds back is counted', async () => {
  for (const [given, refusal] of [
    [{ address: 'nonsense' }, 'detection-rules.scope'],
    [{ zone: 'Z-1' }, 'detection-rules.scope'],
    [{ kind: 'off', site: 'alpha' }, 'detection-rules.scope'],
    [{ until: isoOfMicros(micros(clock.now() - MINUTE)) }, 'detection-rules.until'],
    [{ until: isoOfMicros(micros(clock.now() + 400 * 24 * 60 * MINUTE)) }, 'detection-rules.until'],
    [{ site: 'nowhere' }, 'not-found'],
  ] as const)
    expect([given, code(await ask(otAnalyst, given))]).toEqual([given, refusal])
  expect(code(await ask(alphaLead, {}))).toBe('detection-rules.whole-domain')

  const { view } = await ask(otAnalyst, { site: 'alpha', address: '10.0.0.7' })
  expect(view).toMatchObject({ standing: 'asked', needs: ['ot', 'no-lead'], since: null, mayEnd: true })
  expect(code(await ask(otAnalyst, { site: 'alpha', address: '10.0.0.7' }))).toBe('detection-rules.already')
  await meet(otAnalyst, 'ot', '10.0.0.7')
  expect((await standing(otAnalyst))?.suppressedHits).toBe(0)

  expect((await approve(otAnalyst, view)).status).toBe(404)
  expect((await approve(itLead, view)).status).toBe(404)
  expect(code(await deed(otLead, view, 'approval', { payloadSha256: 'a'.repeat(64) }))).toBe('four-eyes.other-payload')
  const begun = (await approve(otLead, view)).view
  expect(begun).toMatchObject({ standing: 'in-force', approvedByName: 'ot-lead-1', askedByName: 'ot-analyst-1' })
  expect(code(await approve(otLead, view))).toBe('four-eyes.decided')

  await meet(otAnalyst, 'ot', '10.0.0.7', '10.0.0.7', '10.0.0.8')
  expect(await standing(otAnalyst)).toMatchObject({ suppressedHits: 2 })
  expect((await rules(otAnalyst)).held).toMatchObject([{ suppression: view.id, detections: 1, matches: 2 }])
  const kept = await otAnalyst.get('/api/ot/detections?suppressed=yes')
  expect(kept.body).toMatchObject({ items: [{ count: 2, suppressedBy: view.id, subject: { sourceIp: '10.0.0.7' } }] })

  const own = (await ask(otLead, { site: 'alpha', address: '10.0.0.6' })).view
  expect([own.standing, code(await approve(otLead, own)), code(await approve(alphaLead, own))]).toEqual([
    ...['asked', 'four-eyes.own-request', 'four-eyes.same-role'],
  ])
  expect((await deed(otLead, own, 'end', { note: 'not needed' })).view.standing).toBe('refused')

  expect((await deed(otLead, view, 'end', { note: 'the supplier left' })).view.standing).toBe('ended')
  expect(code(await deed(otLead, view, 'end', { note: 'again' }))).toBe('detection-rules.over')
  await meet(otAnalyst, 'ot', '10.0.0.7')
  expect(await standing(otAnalyst)).toMatchObject({ suppressedHits: 2 })
  const entries = await house.core.transaction(HUB_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select('action').where('action', 'like', 'rules.%').orderBy('seq').execute(),
  )
  expect(entries.map(({ action }) => action)).toEqual([
    ...['rules.bring', 'rules.bring', 'rules.ask-except', 'rules.approve-except'],
    ...['rules.ask-except', 'rules.refuse-except', 'rules.end-except'],
  ])
})

test('a rule that is switched off runs again by itself when its time is over', async () => {
  const { view } = await ask(otAnalyst, { kind: 'off', reason: 'floods the queue' })
  expect((await approve(otLead, view)).view.standing).toBe('in-force')
  await vi.waitFor(async () => expect((await standing(otAnalyst))?.standing).toBe('disabled'), soon)
  // The cell says in its own chain who approved what it goes by.
  const except = await house
    .storeOf('ot')
    .transaction(CELL_SERVICE, (tx) =>
      tx
        .selectFrom('audit_entry')
        .select(['actor', 'details'])
        .where('action', '=', 'rules.except')
        .orderBy('seq')
        .execute(),
    )
  expect(except).toHaveLength(2)
  expect(except.at(-1)).toMatchObject({
    actor: otAnalyst.view.accountId,
    details: { id: expect.any(String) as string, kind: 'off', rule: ID, approvedBy: [otLead.view.accountId] },
  })
  const taken = await house
    .storeOf('ot')
    .transaction(CELL_SERVICE, (tx) =>
      tx.selectFrom('audit_entry').select('object').where('object', 'in', ['rules/ot', 'rules/it']).execute(),
    )
  expect(new Set(taken.map(({ object }) => object))).toEqual(new Set(['rules/ot']))
  clock.advance(11 * MINUTE)
  const before = (await standing(otAnalyst))!.hits
  const post = () =>
    house.ask('/api/ot/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${sources['ot']}`, 'content-type': 'application/x-ndjson' },
      body: line('10.0.0.5'),
    })
  await post()
  await vi.waitFor(async () => expect((await standing(otAnalyst))?.standing).toBe('enabled'), soon)
  await post()
  await vi.waitFor(async () => expect((await standing(otAnalyst))!.hits).toBeGreaterThan(before), soon)
  expect((await exceptions(otAnalyst)).find(({ id }) => id === view.id)?.standing).toBe('over')
})

test('of IT a lead decides alone, unless it may hide a crown jewel; an analyst asks', async () => {
  expect((await bring(itLead, [{ path: 'scan.yml', text: SCAN }], false, 'it')).status).toBe(200)
  await vi.waitFor(async () => expect(await standing(itAnalyst, 'it')).toBeDefined(), soon)
  const alone = (await ask(itLead, { site: 'alpha', address: '10.0.0.7' }, 'it')).view
  expect(alone).toMatchObject({ standing: 'in-force', needs: [], request: null })
  await meet(itAnalyst, 'it', '10.0.0.7', '10.0.0.8')
  expect(await standing(itAnalyst, 'it')).toMatchObject({ suppressedHits: 1 })
  const asked = (await ask(itAnalyst, { site: 'beta', address: '10.0.0.9' }, 'it')).view
  expect(asked).toMatchObject({ standing: 'asked', needs: ['no-lead'] })
  expect((await approve(itLead, asked, 'it')).view.standing).toBe('in-force')

  await crownJewel('10.0.0.50')
  for (const [scope, needs] of [
    [{ site: 'gamma', address: '10.0.0.50' }, ['crown-jewel']],
    [{ site: 'gamma' }, ['crown-jewel']],
    [{ site: 'gamma', zone: 'Z-1' }, ['crown-jewel']],
    [{ site: 'gamma', zone: 'Z-2' }, []],
    [{ site: 'beta' }, []],
    [{ kind: 'off' }, ['crown-jewel']],
  ] as const)
    expect([scope, (await ask(itLead, scope, 'it')).view.needs]).toEqual([scope, needs])
})

test('a cell that was down is told what it missed', async () => {
  await house.stopCell('ot')
  const { view } = await ask(otAnalyst, { kind: 'off', reason: 'while it is down' })
  expect((await approve(otLead, view)).view.standing).toBe('in-force')
  expect((await bring(otLead, [{ path: 'own/scan.yml', text: SCAN }])).report.folderVersion).toBe(3)
  await house.startCell('ot')
  await vi.waitFor(async () => {
    const answer = await otAnalyst.get(`/api/ot/detection-rules?text=${ID}`)
    expect(answer.body).toMatchObject({
      items: [{ level: 'high', standing: 'disabled' }],
      engine: { folderVersion: 3 },
    })
  }, soon)
})

test('a rule is tried on a pasted event: which searches hold, and what runs already says; nothing of it is kept', async () => {
  const attempt = async (record: string, text: string | null, format = 'suricata-eve') =>
    await itAnalyst.send('POST', '/api/it/detection-rules/trial', { format, record, text })
  const before = (await standing(itAnalyst, 'it'))!.hits
  const filtered = (await attempt(line('10.0.0.99'), SCAN)).body as Response<typeof tryRule>
  expect(filtered.events).toMatchObject([
    {
      met: [],
      asked: [
        {
          ...{ rule: ID, isOfSource: true, isMet: false },
          searches: [
            { name: 'selection', holds: true },
            { name: 'filter', holds: true },
          ],
          values: { src_ip: '10.0.0.99' },
        },
      ],
    },
  ])
  const met = (await attempt(line('10.0.0.2'), SCAN.replace('product: suricata', 'product: zeek'))).body
  expect(met).toMatchObject({ events: [{ met: [{ rule: ID }], asked: [{ isOfSource: false, isMet: false }] }] })
  expect((await attempt('no event', BROKEN)).body).toMatchObject({
    ...{ events: [], unread: [expect.stringContaining('not in the form')] },
    faults: [{ line: 9, word: 'contians' }],
  })
  expect(code(await attempt('x', null, 'nothing-like-it'))).toBe('detection-rules.no-format')
  expect((await standing(itAnalyst, 'it'))!.hits).toBe(before)

  // Whoever may not change rules proves nothing by it; of a lead it is a test, and an entry of the cell's chain.
  const testedBy = async (person: Person, text = SCAN) => {
    const answer = await person.send('POST', '/api/it/detection-rules/trial', { ...given, text })
    expect(answer.status, answer.text).toBe(200)
    return (answer.body as Response<typeof tryRule>).tested
  }
  const entries = async () =>
    await house
      .storeOf('it')
      .transaction(CELL_SERVICE, (tx) =>
        tx.selectFrom('audit_entry').select(['actor', 'object']).where('action', '=', 'rule.tested').execute(),
      )
  const given = { format: 'suricata-eve', record: line('10.0.0.2') }
  expect(await testedBy(itAnalyst)).toEqual([])
  expect(await testedBy(itLead, `${SCAN}# another text`)).toEqual([])
  expect(await entries()).toEqual([])
  expect(await testedBy(itLead)).toEqual([ID])
  expect(await entries()).toEqual([{ actor: itLead.view.accountId, object: ID }])
  const text = await itAnalyst.get(`/api/it/detection-rules/text?rule=${ID}`)
  expect(text.body).toEqual({ rule: ID, pack: 'folder', path: 'scan.yml', text: SCAN })
})

test('rules that feed suspicions are listed with what they feed; one is switched off by four eyes, and only its own cell knows', async () => {
  const chains = async (person: Person, domain = 'ot') => {
    const answer = await person.get(`/api/${domain}/detection-rules/chains`)
    return { status: answer.status, items: (answer.body as Response<typeof listChainRules>).items }
  }
  const find = async (person: Person, id: string, domain = 'ot') =>
    (await chains(person, domain)).items.find((one) => one.id === id)
  expect((await chains(itAnalyst)).status).toBe(404)
  const loads = await find(otAnalyst, 'ot.program-download')
  expect(loads).toMatchObject({ by: 'sensor', standing: 'enabled' })
  expect(loads?.techniques).toContain('T0843')
  const { items } = await chains(otAnalyst)
  expect(new Set(items.flatMap(({ scenarios }) => scenarios)).size).toBe(16)
  expect(items.filter(({ by, title, id }) => by === 'sensor' && title === id)).toEqual([])
  const off = { kind: 'off', rule: 'ot.program-download', title: 'Programs' }
  const { view } = await ask(otAnalyst, off)
  expect(view.standing).toBe('asked')
  expect(view.needs).toContain('ot')
  expect((await find(otAnalyst, 'ot.program-download'))?.standing).toBe('enabled')
  await approve(otLead, view)
  await vi.waitFor(async () => expect((await find(otAnalyst, 'ot.program-download'))?.standing).toBe('disabled'), soon)
  expect((await find(itAnalyst, 'ot.program-download', 'it'))?.standing).toBe('enabled')
})

test('what is covered is told to readers of its domain, of the sites that they may see', async () => {
  const coverage = async (person: Person, domain: string, query = '') =>
    await person.get(`/api/${domain}/detection-rules/coverage${query}`)
  const told = async (person: Person, domain: string, query = '') => {
    const answer = await coverage(person, domain, query)
    expect(answer.status, answer.text).toBe(200)
    return answer.body as Response<typeof readCoverage>
  }
  // The rule was met by lines at alpha before, and tried on one that it met.
  const all = await told(itAnalyst, 'it')
  expect(all.domain).toBe('it')
  expect(all.data.map(({ site, source }) => [site, source])).toContainEqual(['alpha', 'suricata / alert'])
  expect(all.rules.find(({ id }) => id === ID)).toMatchObject({ arrivesAt: ['alpha'], needs: ['suricata / alert'] })
  expect((await coverage(otAnalyst, 'it')).status).toBe(404)
  expect((await coverage(itAnalyst, 'ot')).status).toBe(404)
  const alpha = await told(alphaLead, 'ot')
  expect(alpha.sites).toEqual(['alpha'])
  expect(alpha.data.every(({ site }) => site === 'alpha')).toBe(true)
  expect((await coverage(alphaLead, 'ot', '?site=gamma')).status).toBe(404)
  expect((await coverage(otAnalyst, 'ot', '?days=0')).status).toBe(400)
})

test('[E12:2] the metric counts what is covered of what is for the plant, for each reader of the domains that it reads', async () => {
  const figures = async (person: Person, site: string) => {
    const answer = await person.get(`/api/metrics/soc?site=${site}`)
    expect(answer.status, answer.text).toBe(200)
    return (answer.body as Response<typeof readSocMetrics>).coverage
  }
  const ics = async (person: Person, site: string, domain: 'it' | 'ot') =>
    (await figures(person, site)).find((each) => each.matrix === 'ics' && each.domain === domain)?.figure
  expect(await ics(itAnalyst, 'alpha', 'it')).toEqual({ covered: 0, visible: 0, applicable: 0 })
  await assetAt('alpha', { name: 'PLC', role: 'plc', ips: ['10.0.9.1'] })
  const before = await ics(itAnalyst, 'alpha', 'it')
  expect(before!.applicable).toBeGreaterThan(20)
  // What the lead tried.
  expect(before).toMatchObject({ covered: 1, visible: expect.any(Number) as number })
  await assetAt('alpha', { name: 'WS', role: 'workstation', ips: ['10.0.9.2'] })
  const after = await ics(itAnalyst, 'alpha', 'it')
  // A scan is for a workstation too: of what is for neither nothing was counted.
  expect(after!.applicable).toBeGreaterThan(before!.applicable)
  expect(after!.visible).toBeGreaterThan(0)
  expect(await ics(itAnalyst, 'beta', 'it')).toEqual({ covered: 0, visible: 0, applicable: 0 })
  expect(new Set((await figures(itAnalyst, 'alpha')).map(({ domain }) => domain))).toEqual(new Set(['it']))
  expect(new Set((await figures(otAnalyst, 'alpha')).map(({ domain }) => domain))).toEqual(new Set(['ot']))
})

test('what is in force is listed and found again, however many are over', async () => {
  const { view } = await ask(itLead, { site: 'beta', address: '10.0.0.77' }, 'it')
  const at = sqlInstant(micros(clock.now() + MINUTE))
  const over = Array.from({ length: 500 }, () => ({
    ...{ id: newUuid(), domain: 'it' as const, kind: 'suppressed' as const, rule: ID, title: 'Scan', site: 'beta' },
    ...{ address: null, zone: null, reason: 'a test', needs: [], asked_by: itLead.view.accountId, approved_by: null },
    ...{ until: at, asked_at: at, since: at, ended_at: at, ended_by: itLead.view.accountId, note: 'done' },
  }))
  await house.core.transaction(HUB_SERVICE, (tx) => tx.insertInto('rule_exception').values(over).execute())
  expect((await exceptions(itLead, 'it')).find(({ id }) => id === view.id)?.standing).toBe('in-force')
  expect(code(await ask(itLead, { site: 'beta', address: '10.0.0.77' }, 'it'))).toBe('detection-rules.already')
})

test.runIf(existsSync(SIGMA))(
  'public rules, brought as a folder, meet their public events in a running cell',
  async () => {
    const texts = (name: string) =>
      readdirSync(join(SIGMA, name)).map((file) => [file, readFileSync(join(SIGMA, name, file), 'utf8')] as const)
    const brought = await bring(
      itLead,
      texts('rules').map(([file, text]) => ({ path: `public/${file}`, text })),
      false,
      'it',
    )
    expect(
      brought.report.files.filter(({ outcome }) => outcome !== 'new'),
      brought.text,
    ).toEqual([])
    const { folderVersion } = brought.report
    await vi.waitFor(
      async () => expect((await rules(itAnalyst, '', 'it')).engine).toMatchObject({ folderVersion }),
      soon,
    )
    const wanted = { name: 'sysmon', domain: 'it', site: 'alpha', format: 'windows-json' }
    const { token } = (await itLead.send('POST', '/api/sources', wanted)).body as { token: string }
    const answer = await house.ask('/api/it/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: texts('events')
        .map(([, text]) => text)
        .join('\n'),
    })
    expect(answer.status, answer.text).toBeLessThan(300)
    const expected = readFileSync(join(SIGMA, 'expected.csv'), 'utf8').trim().split('\n').slice(1)
    await vi.waitFor(async () => {
      const hits = new Map((await rules(itAnalyst, '?limit=500', 'it')).items.map((rule) => [rule.id, rule.hits]))
      const missed = expected.filter((row) => {
        const [rule, , , count] = row.split(',') as [string, string, string, string]
        return !((hits.get(rule) ?? 0) >= Number(count.replace('>=', '')))
      })
      expect(missed).toEqual([])
    }, soon)
    expect(expected).toHaveLength(60)
  },
)

async function assetAt(site: string, asset: { name: string; role?: string; ips: string[] }): Promise<void> {
  const { name, ips, role = null } = asset
  await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .insertInto('asset')
      .values({
        ...{ id: newUuid(), site, reference: `AST-${name}`, anchor: name, declared_id: name, status: 'confirmed' },
        ...{ name, role, zone: 'Z-1', macs: [], ips, unknowns: 0, conflicts: 0, body: sqlJson({}) },
        learned_at: sqlInstant(micros(1)),
      } as never)
      .execute(),
  )
}

/** At a site of which nothing is concluded. */
async function crownJewel(ip: string): Promise<void> {
  await house.core.transaction(HUB_SERVICE, async (tx) => {
    await tx
      .insertInto('asset_criticality')
      .values({
        ...{ site: 'gamma', declared_id: 'MES', level: 5, standing: 'alone', after_h: 1, stops: 1, place: 1 },
        ...{ studies: [], basis: newUuid() },
      })
      .execute()
  })
  await assetAt('gamma', { name: 'MES', ips: [ip] })
}
