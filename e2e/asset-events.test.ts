// What a device says and undergoes, on its page: state now and each change, points with range, transfers with hash, logons; and the same
// tabs of a device that told nothing. Clean for axe in every mode, and walked by keyboard.
import { mkdirSync } from 'node:fs'
import { micros } from '@penstock/model/kernel'
import type { ExchangeSeen, ObservationBatch, Proof, StateSeen, ValueSeen } from '@penstock/model/observations'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { violationsInModes } from './axe.ts'
import { hasChromium, settled, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { openProduct } from './open-product.fixture.ts'

const here = openProduct('empty', 300_000)
/** Where pictures of each tab and mode go, for somebody to look at; none are made without it. */
const PICTURES = process.env['PENSTOCK_PICTURES']
const TABS = ['state', 'values', 'baseline', 'transfers', 'logons'] as const

const BEGIN = Date.UTC(2026, 9, 1, 6) * 1000
const PLC = { mac: '00:1b:1c:00:00:20', ip: '10.1.2.20' }
const STATION = { mac: '00:1b:1b:00:00:10', ip: '10.1.1.10' }
let visit: Visit
let plc = ''
let station = ''
let meter = ''

beforeAll(async () => {
  if (!hasChromium) return
  visit = await signedIn(here.browser, await here.product.link(), { bypassCsp: true })
  await send(visit.page, tellingBatch())
  const ids = async () => {
    const { items } = (await ask(visit.page, '/api/assets?limit=100')) as {
      items: { id: string; ips: string[]; name: string | null }[]
    }
    plc = items.find(({ ips }) => ips.includes(PLC.ip))?.id ?? ''
    station = items.find(({ ips }) => ips.includes(STATION.ip))?.id ?? ''
    meter = items.find(({ name }) => name === `${PLC.ip} unit 5`)?.id ?? ''
    return [plc, station, meter]
  }
  await vi.waitFor(async () => expect(await ids()).not.toContain(''), { timeout: 60_000, interval: 300 })
}, 300_000)

test('state: what holds now and every change, each with its packet', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await open(page, plc, 'state')
  const now = page.getByRole('region', { name: 'State now' })
  await now.getByText('stop', { exact: true }).waitFor()
  expect(await now.getByRole('listitem').count()).toBe(3)
  const rows = await cells(page, 'Changes of state')
  expect(rows).toHaveLength(4)
  expect(rows.some((row) => /Mode.*run.*s7comm.*szl-0x0424.*Packet 11/.test(row))).toBe(true)
  expect(rows.filter((row) => row.includes('holds now'))).toHaveLength(3)
  // By keyboard from row to row, and into the packet.
  await page.keyboard.press('j')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Packet \d+$/)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /the proof$/ }).waitFor()
  await page.keyboard.press('Escape')
})

test('values: points as people count, with range, last reading and quality', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await open(page, plc, 'values')
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(isWider, 'a wide table widens the page').toBe(false)
  const rows = await cells(page, 'Points')
  expect(rows.map((row) => row.match(/^unit \d register \d+/)?.[0])).toEqual([
    'unit 1 register 9',
    'unit 1 register 10',
    'unit 1 register 11',
    'unit 5 register 2',
  ])
  expect(rows[0]).toMatch(/^unit 1 register 9 42 -3.5 1,200 nothing said against it 20 4 modbus-tcp/)
  expect(rows[1]).toMatch(/7 7 steady 7 not topical, out of its range/)
})

test('transfers and logons: name, direction, size, hash, result; account, how often, refused or not', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await open(page, plc, 'transfers')
  const [program] = await cells(page, 'Transfers')
  expect(program).toMatch(/^OB1 program to the device complete 1.2 kB of 1.4 kB 5e5e5e.* 10.1.1.10 10.1.2.20 s7comm/)
  await open(page, station, 'logons')
  const logons = await cells(page, 'Logons')
  expect(logons).toHaveLength(2)
  expect(logons.some((row) => /^engineer refused 7 password 10.1.1.10 10.1.2.20 ftp/.test(row))).toBe(true)
  await page.getByRole('region', { name: 'Asked who is there' }).getByText('List Identity').waitFor()
})

test('baseline: it is being learned, what changes the device waits in quarantine, and is approved by keyboard', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await open(page, plc, 'baseline')
  await page.getByText('learning', { exact: true }).first().waitFor()
  const rows = await cells(page, 'Deviations')
  expect(rows).toHaveLength(2)
  expect(rows.some((row) => /^New function in quarantine Write Var changes the device .*Packet 70/.test(row))).toBe(
    true,
  )
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /the proof$/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Approve: New function Write Var' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Approved: it is usual from now on.').waitFor()
  const usual = page.getByRole('region', { name: 'Functions of each pair as a table' }).locator('tbody tr')
  await usual.filter({ hasText: 'Write Var' }).getByText('approved', { exact: true }).waitFor()
  expect(await usual.filter({ hasText: 'PLC Stop' }).textContent()).toContain('in quarantine')
})

test('tabs are walked by keyboard, from the palette too, and stand in the address', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await open(page, plc, 'state')
  await page.getByRole('tab', { name: 'State' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('region', { name: 'Points' }).first().waitFor()
  expect(page.url()).toContain('tab=values')
  await page.keyboard.press('Control+k')
  await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'))
  await page.keyboard.type('Transfers')
  await page.keyboard.press('Enter')
  await page.waitForURL(/tab=transfers/)
})

test('what is reached through a device stands on its page, and leads back to it', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await open(page, plc, 'summary')
  const modules = page.getByRole('region', { name: 'Modules behind this gateway (2)' })
  expect(await modules.getByRole('link').allInnerTexts()).toEqual(['unit 2', 'unit 5'])
  await modules.getByText('PM5110').waitFor()
  await modules.getByRole('link', { name: 'unit 5' }).click()
  await page.waitForURL(new RegExp(`/assets/${meter}`))
  await page.getByRole('heading', { name: `${PLC.ip} unit 5` }).waitFor()
  const gateway = page.getByRole('region', { name: 'Reached through' })
  await gateway.getByText('unit 5', { exact: true }).waitFor()
  expect(await violationsInModes(page, async (mode) => await picture(page, `meter-summary-${mode}`))).toEqual([])
  await gateway.getByRole('link', { name: PLC.ip }).click()
  await page.waitForURL(new RegExp(`/assets/${plc}`))
  await modules.waitFor()
  await picture(page, 'plc-summary')
})

test('the tabs of a module show what names its place, and lead to its gateway for the rest', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await open(page, meter, 'values')
  expect((await cells(page, 'Points')).map((row) => row.match(/^unit \d register \d+/)?.[0])).toEqual([
    'unit 5 register 2',
  ])
  await open(page, meter, 'state')
  expect(await cells(page, 'Changes of state')).toEqual([expect.stringMatching(/Mode unit 5 .*program/)])
  await open(page, meter, 'logons')
  await page.getByText('Logons are kept of the gateway').waitFor()
  await page.getByRole('link', { name: PLC.ip }).click()
  await page.waitForURL(new RegExp(`/assets/${plc}.*tab=logons`))
  await page.getByText('What is told of the 2 modules behind it is listed here too').waitFor()
})

test('a device that told nothing says so, and why', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await open(page, station, 'state')
  await page.getByText('The device told no state yet').first().waitFor()
  await open(page, station, 'values')
  await page.getByText('No reading of a point was seen yet').waitFor()
})

test('the site: who talks to whom by zones and phase, and shifts told on the screen, refused while two hold at once', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${here.product.url}/baselines`)
  expect(await cells(page, 'Pairs of zones')).toEqual([expect.stringMatching(/^in no zone in no zone 3 changes/)])
  await page.getByText('The site has no zones yet').waitFor()
  const found = await violationsInModes(page, async (mode) => await picture(page, `baselines-${mode}`))
  expect.soft(found).toEqual([])
  await page.getByRole('button', { name: 'in no zone' }).click()
  const drawer = page.getByRole('dialog', { name: 'in no zone → in no zone' })
  await drawer.getByRole('region', { name: 'Functions by shift and phase as a table' }).getByText('Write Var').waitFor()
  await drawer.getByRole('region', { name: 'Functions of each pair as a table' }).getByText('PLC Stop').waitFor()
  expect(page.url()).toContain('from=unknown')
  await picture(page, 'baselines-drawer')
  expect.soft(await violationsInModes(page)).toEqual([])
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Change window, shifts and phases' }).click()
  const form = page.getByRole('dialog', { name: 'Change window, shifts and phases' })
  await form.getByLabel('Learn for (hours)').fill('48')
  for (const [at, name, from, to] of [
    [0, 'early', '06:00', '18:00'],
    [1, 'late', '17:30', '06:00'],
  ] as const) {
    await form.getByRole('button', { name: 'Add a shift' }).click()
    await form
      .getByRole('group', { name: `Shift ${at + 1}` })
      .getByLabel(/^Name/)
      .fill(name)
    await form.getByLabel(/^From/).nth(at).fill(from)
    await form
      .getByLabel(/^Until/)
      .nth(at)
      .fill(to)
  }
  await form.getByRole('button', { name: 'Save and learn anew' }).click()
  await form.getByText('Two shifts hold at the same time').waitFor()
  await form.getByText(/Both early and late hold on Sun from 17:30 on/).waitFor()
  await picture(page, 'baselines-form')
  expect.soft(await violationsInModes(page)).toEqual([])
  await form.getByLabel(/^From/).nth(1).fill('18:00')
  await form.getByRole('button', { name: 'Save and learn anew' }).click()
  await form.waitFor({ state: 'detached' })
  const plan = page.getByRole('region', { name: 'Window, shifts and phases' })
  await plan.getByText('18:00 to 06:00 · Sun, Mon, Tue, Wed, Thu, Fri, Sat').waitFor()
  await picture(page, 'baselines-told')
})

test('axe finds nothing in any mode', { timeout: 240_000 }, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  // A module's tabs are those of a device, but for whose they are.
  for (const [name, asset] of [
    ['plc', plc],
    ['station', station],
    ['meter', meter],
  ] as const)
    for (const tab of name === 'meter' ? (['values', 'logons'] as const) : TABS) {
      await open(page, asset, tab)
      const found = await violationsInModes(page, async (mode) => await picture(page, `${name}-${tab}-${mode}`))
      expect.soft(found, `${name} ${tab}`).toEqual([])
    }
})

/** For whoever looks. */
async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true })
}

async function open(page: Page, asset: string, tab: (typeof TABS)[number] | 'summary'): Promise<void> {
  await page.goto(`${here.product.url}/assets/${asset}?tab=${tab}`)
  await page.getByRole('tabpanel').waitFor()
  await settled(page)
}

async function cells(page: Page, table: string): Promise<string[]> {
  const rows = page.getByRole('region', { name: `${table} as a table` }).locator('tbody tr')
  await rows.first().waitFor()
  return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())
}

async function ask(page: Page, path: string, body?: unknown): Promise<unknown> {
  return await page.evaluate(
    async ([url, sent]) => {
      const { csrfToken } = (await (await fetch('/api/session')).json()) as { csrfToken: string }
      const headers = { 'content-type': 'application/json', 'x-penstock-csrf': csrfToken }
      const init = sent === null ? {} : { method: 'POST', headers, body: sent }
      const answer = await fetch(url, init)
      if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as unknown
    },
    [path, body === undefined ? null : JSON.stringify(body)] as const,
  )
}

async function send(page: Page, batch: ObservationBatch): Promise<void> {
  const { items } = (await ask(page, '/api/sites')) as { items: { site: string }[] }
  const token = { name: 'made batches', domain: 'ot', site: items[0]?.site, sourceKind: 'sensor' }
  const { secret } = (await ask(page, '/api/access/tokens', token)) as { secret: string }
  const answer = await fetch(`${here.product.url}/api/ot/observations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sensor: 'made', capture: 'live', batches: [batch] }),
  })
  expect([answer.status, await answer.text()]).toEqual([200, '{"storedTo":0}'])
}

function tellingBatch(): ObservationBatch {
  const at = (second: number) => micros(BEGIN + second * 1_000_000)
  const proof = (frame: number): Proof => ({ file: 0, frame, at: at(frame), offset: 100 * frame, length: 60 })
  const span = (frame: number) => ({ firstAt: at(frame), lastAt: at(600), proof: proof(frame) })
  const binding = (end: typeof PLC) => ({ ...end, vlan: null, ground: 'arp-own' as const, protocol: 'arp', packets: 3 })
  const state = (frame: number, field: StateSeen['field'], value: string, part: string | null = null): StateSeen => ({
    ...{ about: PLC, part, field, value, protocol: 's7comm', method: 'szl-0x0424' },
    ...{ at: at(frame), proof: proof(frame) },
  })
  const value = (register: number, of: Pick<ValueSeen, 'min' | 'max' | 'last' | 'quality'>): ValueSeen => ({
    ...{ server: PLC, protocol: 'modbus-tcp', point: `unit 1 register ${register}` },
    ...{ count: 20, changes: 4, first: of.min, ...of, ...span(20) },
  })
  const module = (unit: number, model: string) => ({
    ...{ about: PLC, field: 'model' as const, value: model, protocol: 'modbus-tcp', basis: 'observed' as const },
    ...{ method: `device-id@unit ${unit}`, proof: proof(10) },
  })
  const exchange = (frame: number, code: string, name: string, kind: ExchangeSeen['kind']): ExchangeSeen => ({
    ...{ client: STATION, server: PLC, protocol: 's7comm', code, name, kind, count: 20, ...span(frame) },
  })
  const logon = { client: STATION, server: PLC, protocol: 'ftp', method: 'password' }
  return {
    ...{ seq: 0, isLast: false, packets: 900, bytes: 60_000, malformed: 0, skipped: {} },
    ...{ firstAt: at(0), lastAt: at(600) },
    bindings: [
      { ...binding(PLC), ...span(1) },
      { ...binding(STATION), ...span(2) },
    ],
    claims: [module(2, 'PM5110'), module(5, 'PM5560')],
    ...{ operations: [], anomalies: [] },
    conversations: [
      {
        ...{ client: STATION, server: PLC, protocol: 's7comm', portGuess: null, transport: 'tcp', serverPort: 102 },
        ...{ sidesFrom: 'content', isAnswered: true, vlans: [], packets: 900, bytes: 60_000, functions: [] },
        ...span(3),
      },
    ],
    values: [
      value(10, { min: 7, max: 7, last: 7, quality: ['stale', 'overflow'] }),
      value(9, { min: -3.5, max: 1200, last: 42, quality: [] }),
      value(11, { min: 0, max: 1, last: 1, quality: [] }),
      { ...value(2, { min: 4, max: 9, last: 5, quality: [] }), point: 'unit 5 register 2' },
    ],
    states: [
      state(11, 'mode', 'run'),
      state(12, 'mode', 'run'),
      state(30, 'mode', 'stop'),
      state(31, 'fault', 'battery low', 'slot 2'),
      state(32, 'mode', 'program', 'unit 5'),
    ],
    transfers: [
      {
        ...{
          kind: 'program',
          direction: 'to-device',
          initiator: STATION,
          device: PLC,
          protocol: 's7comm',
          name: 'OB1',
        },
        ...{ bytes: 1200, announcedBytes: 1400, sha256: '5e'.repeat(32), result: 'complete', ...span(40) },
      },
    ],
    logons: [
      { ...logon, account: 'engineer', result: 'refused', count: 7, ...span(50) },
      { ...logon, account: 'engineer', result: 'accepted', count: 1, ...span(58) },
    ],
    exchanges: [
      exchange(68, '4', 'Read Var', 'read'),
      exchange(70, '5', 'Write Var', 'write'),
      exchange(72, '41', 'PLC Stop', 'control'),
    ],
    discoveries: [{ client: STATION, protocol: 'ethernet-ip', method: 'List Identity', count: 3, ...span(60) }],
  }
}
