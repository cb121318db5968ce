// The journey *part the plant*: a proposal is refused, asked again and accepted; a firewall's rules turn a boundary; levels are stated by
// evidence; a record of it all is made. In the browser, with nothing that the content security policy would refuse.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasChromium, openBrowser, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'

let product: Product
let browser: Browser
let visit: Visit

beforeAll(async () => {
  if (!hasChromium) return
  product = await startProduct('demonstration')
  browser = await openBrowser()
  visit = await signedIn(browser, await product.link())
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

test('[D01] a proposal from what was seen is refused, asked again, accepted, and on the map', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/segmentation`)
  await page.getByText('OPS-BKP1').first().waitFor({ timeout: 90_000 })
  await page.getByText('comes to a safety system from elsewhere than control').waitFor()
  const decide = async (name: string, reason: string) => {
    await page.getByRole('button', { name }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Why').fill(reason)
    await dialog.getByRole('button', { name }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await decide('Refuse C-DMZ-OPS', 'nobody asked for it')
  await page.getByText('nobody asked for it').waitFor()
  await decide('Ask again about C-DMZ-OPS', 'somebody did')
  await decide('Accept C-DMZ-OPS', 'a trial of four weeks')
  await page.getByRole('heading', { name: 'Conduits proposed' }).waitFor({ state: 'detached' })
  await page.goto(`${product.url}/zones?open=C-DMZ-OPS`)
  await page.getByRole('heading', { name: /^C-DMZ-OPS/ }).waitFor()
}, 180_000)

test('[D02] a boundary is told with its controls, and the flow that breaks it', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/segmentation?part=rings`)
  const boundary = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'corporate | OT control' }) })
  await boundary.getByText('broken', { exact: true }).waitFor()
  await boundary.getByText('FL-048').waitFor()
  await page.getByRole('tab', { name: 'Firewalls' }).click()
  await page.getByLabel('Device').selectOption('ENT-FW1')
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Bring in a configuration' }).click(),
  ])
  const text =
    'table inet filter {\n chain forward {\n  type filter hook forward priority filter; policy drop;\n }\n}\n'
  await chooser.setFiles({ name: 'ent-fw1.nft', mimeType: 'text/plain', buffer: Buffer.from(text) })
  await page.getByRole('heading', { name: 'Configurations brought in: 1' }).waitFor()
  await page.getByRole('heading', { name: 'ENT-FW1', exact: true }).waitFor()
}, 120_000)

test('levels are stated by evidence, and a record is made that somebody else has to approve', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = visit
  await page.goto(`${product.url}/segmentation?part=levels&of=zone:Z-SIS`)
  await page.getByLabel('Requirement of IEC 62443-3-3').fill('SR 1.1')
  await page.getByLabel('What shows it').fill('walk-down\naccounts export')
  await page.getByRole('button', { name: 'Keep the assessment' }).click()
  await page.getByText('1 requirement assessed').waitFor()
  await page.getByRole('tab', { name: 'Records' }).click()
  await page.getByRole('button', { name: 'Make a record' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What for').fill('yearly review')
  await dialog.getByRole('button', { name: 'Make a record' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('Somebody else has to approve what you made.').waitFor()
  await page.getByText('The plant says the same now').waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Requirements specification (CRS) as PDF' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^cyber-security-requirements_.*\.pdf$/)
  expect(complaints).toEqual([])
}, 180_000)
