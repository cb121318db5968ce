// The journey *tune a noisy rule*: own rules are brought with a report, one is tried on an event, suppressed for an address with the approval of
// another role, and what that holds back is counted; the text of a file is compared with the one before.
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { violationsInModes } from './axe.ts'
import { hasChromium, settled, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { invited } from './invited.fixture.ts'
import { openProduct } from './open-product.fixture.ts'

const here = openProduct('empty', 300_000)
/** Where pictures go, for somebody to look at; none are made without it. */
const PICTURES = process.env['PENSTOCK_PICTURES']
const ID = '11111111-0000-4000-8000-000000000001'
const SCAN = `title: Scan of the plant\nid: ${ID}\nlevel: high\ntags: [attack.t0846]
logsource: {product: suricata, service: alert}
detection:\n  selection:\n    alert.signature|contains: scan\n  filter:\n    src_ip: 10.0.0.99\n  condition: selection and not filter\n`
let visit: Visit
let token = ''

beforeAll(async () => {
  if (!hasChromium) return
  visit = await signedIn(here.browser, await here.product.link(), { bypassCsp: true })
  const wanted = { name: 'IDS', domain: 'ot', site: 'default', format: 'suricata-eve', everySeconds: 3600 }
  const made = (await visit.page.evaluate(async (body) => {
    const { csrfToken } = (await (await fetch('/api/session')).json()) as { csrfToken: string }
    const headers = { 'content-type': 'application/json', 'x-penstock-csrf': csrfToken }
    return (await (await fetch('/api/sources', { method: 'POST', headers, body })).json()) as unknown
  }, JSON.stringify(wanted))) as { token: string }
  token = made.token
}, 300_000)

function line(nr: number, source: string): string {
  const alert = { signature: 'a scan', signature_id: nr, severity: 1, category: 'x' }
  const timestamp = new Date(Date.now() + nr).toISOString()
  return JSON.stringify({ timestamp, event_type: 'alert', src_ip: source, dest_ip: '10.0.0.1', host: 'ids', alert })
}

async function send(...lines: readonly string[]): Promise<void> {
  const answer = await fetch(`${here.product.url}/api/ot/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  })
  expect(answer.status).toBe(200)
}

/** What no address opens is held to the rules of access here; the rest in `accessible.test.ts`. */
const ONLY_HERE: readonly string[] = ['report', 'trial', 'suppress', 'technique']

async function picture(page: Page, name: string): Promise<void> {
  await settled(page)
  if (ONLY_HERE.includes(name)) expect(await violationsInModes(page)).toEqual([])
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true })
}

async function bring(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.goto(`${here.product.url}/detection-rules?part=folder`)
  await page.getByRole('heading', { name: 'Bring rules' }).waitFor()
  await page
    .locator('input[type=file]')
    .setInputFiles(
      Object.entries(files).map(([name, text]) => ({ name, mimeType: 'application/yaml', buffer: Buffer.from(text) })),
    )
}

test('tune a noisy rule', { timeout: 300_000 }, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${here.product.url}/detection-rules`)
  await page.getByText('Rules that run').waitFor()
  await page.getByRole('textbox', { name: 'Search' }).fill('told to listen only')
  await page.getByRole('link', { name: 'Modbus device told to listen only' }).waitFor()
  await picture(page, 'rules')

  const broken = SCAN.replace('|contains', '|contians').replace('-000000000001', '-000000000009')
  await bring(page, { 'scan.yml': SCAN, 'broken.yml': broken })
  const report = page.getByRole('region', { name: 'What becomes of each file' })
  await report.getByRole('row', { name: /scan\.yml.*new/ }).waitFor()
  const words = (await report.getByRole('row').filter({ hasText: 'broken.yml' }).textContent()) ?? ''
  for (const word of ['cannot run', 'Line 8:', 'contians']) expect(words).toContain(word)
  await picture(page, 'report')
  await page.getByRole('button', { name: 'Keep them' }).click()
  await page.getByText('Version 1', { exact: true }).waitFor()
  await bring(page, { 'scan.yml': SCAN.replace('level: high', 'level: medium') })
  await page.getByRole('button', { name: 'Keep them' }).click()
  await page.getByText('Version 2', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'scan.yml' }).click()
  await page.getByText('against version 1').waitFor()
  const diff = page.getByRole('region', { name: 'What changed, line by line' })
  expect(await diff.locator('[data-kind=gone], [data-kind=new]').allTextContents()).toEqual([
    expect.stringContaining('level: high'),
    expect.stringContaining('level: medium'),
  ])
  await picture(page, 'diff')

  await page.goto(`${here.product.url}/detection-rules?q=Scan+of+the+plant`)
  const rule = page.getByRole('link', { name: 'Scan of the plant' })
  await rule.waitFor()
  await rule.click()
  await page.getByText('alert.signature|contains: scan').waitFor()
  await picture(page, 'rule')
  await page.getByRole('button', { name: 'Try it on an event' }).click()
  await page.getByRole('combobox', { name: 'Format of the event' }).fill('Suricata')
  await page.getByRole('option', { name: /Suricata/ }).click()
  await page.getByRole('textbox', { name: 'Event', exact: true }).fill(line(0, '10.0.0.99'))
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByText('does not match').waitFor()
  expect(await page.getByText('holds', { exact: true }).count()).toBe(2)
  await picture(page, 'trial')

  await page.goto(`${here.product.url}/detection-rules?q=Scan+of+the+plant`)
  await rule.click()
  await page.getByRole('button', { name: 'Switch off or suppress' }).click()
  await page.getByRole('textbox', { name: 'Address' }).fill('10.0.0.7')
  await page.getByRole('textbox', { name: 'Reason' }).fill('the yearly test of the supplier')
  await picture(page, 'suppress')
  await page.getByRole('button', { name: 'Suppress', exact: true }).click()
  await page.getByText('Nobody approves what they asked for').waitFor()
  await picture(page, 'asked')

  const lead = await invited(here, page, 'second.lead', 'OT lead')
  await lead.goto(`${here.product.url}/detection-rules?part=exceptions`)
  await lead.getByRole('button', { name: 'Approve' }).click()
  await lead.getByText('in force', { exact: true }).waitFor()
  await send(line(1, '10.0.0.7'), line(2, '10.0.0.7'), line(3, '10.0.0.8'))
  await lead.getByText('2 matches in 1 detection').waitFor({ timeout: 60_000 })
  if (PICTURES !== undefined) await lead.screenshot({ path: `${PICTURES}/in-force.png`, fullPage: true })
  await page.goto(`${here.product.url}/detection-rules?q=Scan+of+the+plant`)
  const cells = page.getByRole('row', { name: /Scan of the plant/ }).getByRole('cell')
  await expect.poll(async () => (await cells.allTextContents()).slice(-3, -1), { timeout: 60_000 }).toEqual(['3', '2'])
  await lead.getByLabel('Why it ends').fill('the supplier left')
  await lead.getByRole('button', { name: 'End the suppression' }).click()
  await lead.getByText('ended', { exact: true }).waitFor()
  await lead.context().close()

  // Data of the rule arrives, and no test shows that it works until it meets an event that somebody tries.
  const scans = page.getByRole('link', { name: /T0846 Remote System Discovery/ })
  await page.goto(`${here.product.url}/detection-rules?part=coverage&covered=untested`)
  await scans.click()
  await page.getByText('never as this text').first().waitFor()
  await picture(page, 'technique')
  await page.goto(`${here.product.url}/detection-rules?part=trial&rule=${ID}`)
  await page.getByRole('combobox', { name: 'Format of the event' }).fill('Suricata')
  await page.getByRole('option', { name: /Suricata/ }).click()
  await page.getByRole('textbox', { name: 'Event', exact: true }).fill(line(0, '10.0.0.9'))
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByText('matches', { exact: true }).waitFor()
  await page.goto(`${here.product.url}/detection-rules?part=coverage&covered=covered`)
  await scans.waitFor()
  await page.getByText('1 of 83 techniques covered').waitFor()
  await page.goto(`${here.product.url}/detection-rules?part=coverage`)
  await scans.waitFor()
  await picture(page, 'coverage')
})
