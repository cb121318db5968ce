// The journey *break-glass*: asked for, approved by the lead of the other domain, ended, and reviewed by an auditor.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasChromium, openBrowser, setMode, settled, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'

let product: Product
let browser: Browser
let founder: Visit

beforeAll(async () => {
  if (!hasChromium) return
  product = await startProduct('demonstration')
  browser = await openBrowser()
  founder = await signedIn(browser, await product.link())
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['PENSTOCK_SHOTS']
  if (folder === undefined) return
  await settled(page)
  await page.screenshot({ path: `${folder}/operating-model-${name}.png`, fullPage: true })
}

/** A new account, signed in, in a browser of its own. */
async function person(name: string, role: string): Promise<Page> {
  const { page } = founder
  await page.goto(`${product.url}/access`)
  await page.getByLabel('Name').fill(name)
  await page.getByRole('checkbox', { name: role, exact: true }).check()
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = new URL((await page.locator('code.secret').textContent()) ?? '')
  const visit = await signedIn(browser, new URL(link.pathname + link.hash, product.url).href)
  return visit.page
}

test('[E09:3] break-glass: asked for, approved by the lead of the domain, ended, and reviewed by an auditor', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const analyst = await person('it-analyst', 'IT analyst')
  const otLead = await person('ot-lead-2', 'OT lead')
  const auditor = await person('auditor', 'Compliance')
  const monitoring = () => analyst.evaluate(async () => (await fetch('/api/ot/operations')).status)
  await analyst.goto(`${product.url}/operating-model?part=break-glass`)
  expect(await monitoring()).toBe(404)
  await shot(analyst, 'glass-empty')
  await analyst.getByLabel('Incident').fill('INC-2041')
  await analyst.getByRole('button', { name: 'Ask for it' }).click()
  const named = { name: 'Break-glass of it-analyst for INC-2041' }
  await analyst.getByRole('article', named).getByText('Asked', { exact: true }).waitFor()
  await otLead.goto(`${product.url}/operating-model?part=break-glass`)
  await otLead.getByRole('article', named).getByRole('button', { name: 'Approve, and open it now' }).click()
  await otLead.getByRole('article', named).getByText('Active', { exact: true }).waitFor()
  expect(await monitoring()).toBe(200)
  await shot(otLead, 'glass-active')
  await otLead.getByRole('article', named).getByLabel('Why not').fill('seen enough')
  await otLead.getByRole('article', named).getByRole('button', { name: 'End it now' }).click()
  await otLead.getByRole('article', named).getByText('Ended', { exact: true }).waitFor()
  expect(await monitoring()).toBe(404)
  await auditor.goto(`${product.url}/operating-model?part=break-glass`)
  await auditor.getByRole('article', named).getByLabel('What you found').fill('within its scope')
  await auditor.getByRole('article', named).getByRole('button', { name: 'Review' }).click()
  await auditor.getByRole('article', named).getByText('within its scope').waitFor()
  await setMode(auditor, 'control-room')
  await shot(auditor, 'glass-reviewed')
}, 180_000)
