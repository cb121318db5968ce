// The journey *hunt and promote to a case*: a stock hunt finds a task that was planted and never ran, says what it could not see, and the
// row becomes a case; the other domain reaches nothing of it; a central team under the hybrid model sees pseudonyms.
import { readdirSync } from 'node:fs'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { violationsInModes } from './axe.ts'
import { hasChromium, settled, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { invited } from './invited.fixture.ts'
import { openProduct } from './open-product.fixture.ts'

const here = openProduct('empty', 300_000)
const HOST = 'ENG-WS1.plant.example'
/** Where pictures go, for somebody to look at; none are made without it. */
const PICTURES = process.env['PENSTOCK_PICTURES']
let visit: Visit

beforeAll(async () => {
  if (!hasChromium) return
  visit = await signedIn(here.browser, await here.product.link(), { bypassCsp: true })
  const { token } = (await asked(visit.page, '/api/sources', {
    ...{ name: 'Windows of OT', domain: 'ot', site: 'default', format: 'windows-xml', everySeconds: 3600 },
  })) as { token: string }
  const answer = await fetch(`${here.product.url}/api/ot/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: lines().join('\n'),
  })
  expect(answer.status).toBe(200)
}, 300_000)

/** A quarter of ordinary tasks that ran, and one that did not. */
function lines(): string[] {
  const day = (count: number): string => new Date(Date.now() - count * 86_400_000).toISOString()
  const tasks = 'Microsoft-Windows-TaskScheduler'
  const security = 'Microsoft-Windows-Security-Auditing'
  const event = (at: string, [provider, channel, id]: readonly [string, string, number], data: object) =>
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/><EventID>${id}</EventID><TimeCreated SystemTime='${at}'/><Channel>${channel}</Channel><Computer>${HOST}</Computer></System><EventData>${Object.entries(
      data,
    )
      .map(([name, value]) => `<Data Name='${name}'>${String(value)}</Data>`)
      .join('')}</EventData></Event>`
  const made = (at: string, name: string, who: string) =>
    event(at, [security, 'Security', 4698], { SubjectUserName: who, TaskName: name })
  return [
    ...Array.from({ length: 80 }, (_, at) => [
      made(day(80 - at), `\\Vendor\\Update ${at}`, 'SYSTEM'),
      event(day(79.9 - at), [tasks, `${tasks}/Operational`, 200], { TaskName: `\\Vendor\\Update ${at}` }),
    ]).flat(),
    made(day(41), '\\Vendor\\Update 99', 'eng1'),
  ]
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true })
}

async function asked(page: Page, path: string, body?: object): Promise<unknown> {
  return await page.evaluate(
    async ([to, given]) => {
      const { csrfToken } = (await (await fetch('/api/session')).json()) as { csrfToken: string }
      const headers = { 'content-type': 'application/json', 'x-penstock-csrf': csrfToken }
      const answer = await fetch(to!, given === undefined ? {} : { method: 'POST', headers, body: given })
      return answer.ok ? ((await answer.json()) as unknown) : answer.status
    },
    [path, body === undefined ? undefined : JSON.stringify(body)],
  )
}

test('[E07] hunt and promote to a case', { timeout: 300_000 }, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${here.product.url}/hunt`)
  await page.getByText('No hypothesis yet').waitFor()
  // Of a domain its stock hunts; the founder leads OT.
  const stock = page.getByRole('region', { name: 'Stock hunts as a table' })
  await stock.locator('tbody tr').first().waitFor()
  expect(await stock.locator('tbody tr').count()).toBe(6)

  await picture(page, 'empty')
  // Its own question, by keyboard: first the fault with its place, then rows.
  await page.keyboard.press('n')
  await page.getByLabel(/^Hypothesis/).fill('A task waits on an engineering host')
  await page.getByLabel(/^In words/).fill('Somebody made a task to come back with; it has not run since.')
  const exact = page.getByLabel('Exact form')
  await exact.fill('{"where":{"all":[{"field":"class","op":"is","value":"1006"},{"field":"password","op":"there"}]}}')
  await page.getByText(/^where\.all\.1\.field: /).waitFor()
  await exact.fill(
    '{"where":{"field":"class","op":"is","value":"1006"},"never":{"where":{"field":"activity","op":"is","value":"6"},"same":["device","ocsf.job.name"]}}',
  )
  await page.getByRole('button', { name: 'Add a comparison' }).press('Enter')
  await page.getByLabel('Field 2').fill('activity')
  await page.getByLabel('Value 2').fill('1')
  expect(JSON.parse(await exact.inputValue())).toMatchObject({
    where: { all: [{ field: 'class' }, { field: 'activity', op: 'is', value: '1' }] },
    never: { same: ['device', 'ocsf.job.name'] },
  })
  await picture(page, 'form')
  await page.getByLabel('Days back').fill('90')
  await page.getByLabel('Techniques').fill('T1053.005')
  await page.getByLabel('Runs by itself').selectOption('week')
  await page.getByRole('button', { name: 'Save', exact: true }).press('Enter')

  await page.getByRole('button', { name: 'Run now in OT' }).click()
  await page.getByText('found 1 row').first().waitFor()
  const rows = page.getByRole('region', { name: 'Rows that were found as a table' })
  await rows.getByRole('link', { name: HOST }).first().waitFor()
  const blind = page.getByText('What this run could not see').locator('..')
  expect(await blind.textContent()).toMatch(/days of 90 lie before the first kept event/)
  await settled(page)
  await picture(page, 'found')
  expect(await violationsInModes(page)).toEqual([])

  await rows.getByRole('checkbox').last().check()
  await page.getByRole('button', { name: 'Promote 1 row to a case' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Team').fill('ot-soc')
  await dialog.getByRole('button', { name: 'Open the case' }).click()
  await page.getByRole('heading', { level: 1, name: 'A task waits on an engineering host' }).waitFor()
  const caseUrl = page.url().split('?')[0]!
  await page.getByRole('tab', { name: /^Evidence/ }).click()
  await page
    .getByText(/Scheduled Job Activity/)
    .first()
    .waitFor()
  expect(await page.locator('main').textContent()).toMatch(/[0-9a-f]{64}/)
  await page.getByRole('tab', { name: /^Observables/ }).click()
  await page.getByText('eng1', { exact: true }).waitFor()
  await page.getByRole('tab', { name: /^Hypotheses/ }).click()
  await page.getByText('Somebody made a task to come back with').waitFor()

  // The run names its case, also after leaving the page.
  await page.goto(`${here.product.url}/hunt`)
  await page.getByRole('region', { name: 'Saved hypotheses as a table' }).getByRole('link', { name: /^INC-/ }).click()
  await page.waitForURL((url) => url.href.startsWith(caseUrl))
})

/** What a sensor of the cell saw: a master that writes all day, and one write by somebody else. */
function seen(): object {
  const now = Date.now()
  const proof = (at: number) => ({ file: 0, frame: 1, at, offset: 24, length: 60 })
  const end = (ip: string) => ({ mac: null, ip })
  const write = (minutes: number, client: string, target: string) => {
    const at = (now - minutes * 60_000) * 1000
    const words = { protocol: 's7comm', kind: 'write', code: '0x05', name: 'write var', result: 'ok', count: 1 }
    return { at, ...words, client: end(client), server: end('10.30.1.10'), target, proof: proof(at) }
  }
  const operations = [
    ...Array.from({ length: 40 }, (_, at) => write(at * 30 + 60, '10.20.0.10', 'DB1.0')),
    write(45, '10.20.0.77', 'DB7.0'),
  ]
  const counts = { packets: 41, bytes: 4100, malformed: 0, skipped: {}, firstAt: null, lastAt: null, isLast: false }
  return { seq: 0, ...counts, bindings: [], claims: [], conversations: [], operations, anomalies: [] }
}

test('[E07] what own sensors saw is hunted too, and its packet stands in the case', { timeout: 300_000 }, async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  const wanted = { name: 'Sensor of the line', domain: 'ot', site: 'default', sourceKind: 'sensor' }
  const { secret } = (await asked(page, '/api/access/tokens', wanted)) as { secret: string }
  const sent = await fetch(`${here.product.url}/api/ot/observations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sensor: 'sensor of the line', capture: 'live', batches: [seen()] }),
  })
  expect(sent.status, await sent.text()).toBe(200)
  await page.goto(`${here.product.url}/hunt`)
  await page.getByRole('button', { name: /^For own sensors: take up SH-10, / }).click()
  const rows = page.getByRole('region', { name: 'Rows that were found as a table' })
  // Telemetry follows behind the answer to the sensor.
  await expect
    .poll(
      async () => {
        await page.getByRole('button', { name: 'Run now in OT' }).click()
        await page
          .getByText(/^found /)
          .first()
          .waitFor()
        return await rows.locator('tbody tr').allTextContents()
      },
      { timeout: 60_000, interval: 2000 },
    )
    .toHaveLength(1)
  await rows.getByRole('link', { name: '10.20.0.77' }).waitFor()
  const blind = page.getByText('What this run could not see').locator('..')
  expect(await blind.textContent()).toMatch(/days of 30 lie before anything was heard/)
  await settled(page)
  await picture(page, 'sensors')
  expect(await violationsInModes(page)).toEqual([])
  await rows.getByRole('checkbox').last().check()
  await page.getByRole('button', { name: 'Promote 1 row to a case' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Team').fill('ot-soc')
  await dialog.getByRole('button', { name: 'Open the case' }).click()
  await page.getByRole('heading', { level: 1, name: 'Writing host that is rare for its controller' }).waitFor()
  await page.getByRole('tab', { name: /^Evidence/ }).click()
  await page
    .getByText(/write var · DB7\.0 · 10\.20\.0\.77 → 10\.30\.1\.10/)
    .first()
    .waitFor()

  // Another subject has other fields: the form begins anew.
  await page.goto(`${here.product.url}/hunt?write=true`)
  await page.getByLabel('Asked of').selectOption('conversations')
  expect(JSON.parse(await page.getByLabel('Exact form').inputValue())).toEqual({
    of: 'conversations',
    where: { field: 'client-ip', op: 'is', value: '' },
  })
  await picture(page, 'conversations')
})

test('an analyst of the other domain reaches nothing of it by any path', { timeout: 120_000 }, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { items } = (await asked(visit.page, '/api/ot/hunts')) as { items: { id: string; last: { id: string } }[] }
  const [hunt] = items
  const other = await invited(here, visit.page, 'it.hunter', 'IT analyst')
  await other.goto(`${here.product.url}/hunt`)
  await other.getByText('No hypothesis yet').waitFor()
  expect(await other.getByRole('region', { name: 'Stock hunts as a table' }).locator('tbody tr').count()).toBe(6)
  const absent = 'hnt_00000000000000000000000000'
  for (const path of ['', `/${hunt!.id}`, `/runs/${hunt!.last.id}`, `/${absent}`])
    expect([path, await asked(other, `/api/ot/hunts${path}`)]).toEqual([path, 404])
  for (const id of [hunt!.id, absent]) {
    expect(await asked(other, `/api/ot/hunts/${id}/runs`, {})).toBe(404)
    expect(await asked(other, `/api/it/hunts/${id}`)).toBe(404)
  }
  expect(await asked(other, `/api/it/hunts/runs/${hunt!.last.id}`)).toBe(404)
})

test('[E08:3] nobody without a session is given a row of it by any page or file', { timeout: 120_000 }, async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const rows = [
    HOST,
    'Update 99',
    'Windows of OT',
    'Sensor of the line',
    '10.20.0.77',
    'DB7.0',
    'waits on an engineering',
  ]
  const files = readdirSync('build/web', { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice('build/web'.length))
  expect(files.length).toBeGreaterThan(10)
  // Neither is there an example of a plant: what formats of logs look like and what plants hold is for who signed in.
  const { assets } = JSON.parse(loadWrenfieldWorksText()) as { assets: { id: string }[] }
  rows.push(...assets.map(({ id }) => id))
  const said: string[] = []
  for (const address of ['/', '/hunt', '/incidents', '/hunt?write=true', ...files]) {
    const answer = await fetch(here.product.url + address)
    const text = await answer.text()
    expect([address, answer.status, text.length > 0]).toEqual([address, 200, true])
    said.push(...rows.filter((row) => text.includes(row)).map((row) => `${address}: ${row}`))
  }
  expect(said).toEqual([])
  // The same words are found where they may be read.
  const own = JSON.stringify(await asked(visit.page, '/api/ot/operations'))
  expect(['10.20.0.77', 'DB7.0'].filter((row) => own.includes(row))).toEqual(['10.20.0.77', 'DB7.0'])
})
