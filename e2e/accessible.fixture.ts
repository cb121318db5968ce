// axe finds nothing on any screen in any mode, with the demonstration plant and with nothing in it, and the
// content security policy is not offended by any screen.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations, violationsInModes } from './axe.ts'
import { hasChromium, openBrowser, settled, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'

const SCREENS = [
  '/',
  '/assets',
  '/assets?q=vendor:siemens+unknown:colour',
  '/unregistered',
  '/unregistered?state=closed',
  '/shadow',
  '/shadow?q=state:adopted+severity:loud&asOf=2026-11-01T00:00:00Z',
  '/vulnerabilities',
  '/vulnerabilities?q=kev:yes+grade:Z&asOf=2026-11-01T00:00:00Z',
  '/gaps',
  '/gaps?missing=owner',
  '/zones',
  '/zones?open=C-09&highlight=breach',
  '/zones?compare=2026-09-01T00:00:00Z',
  '/segmentation',
  '/segmentation?part=rings',
  '/segmentation?part=firewalls',
  '/segmentation?part=levels',
  '/segmentation?part=records',
  '/segmentation?part=rules&format=cisco-asa',
  '/assets?asOf=2026-11-01T00:00:00Z',
  '/assets?compare=2026-09-01T00:00:00Z&change=added',
  '/drift',
  '/drift?of=zones&gap=breach&gaps=closed',
  '/process',
  '/process?down=DCS-SWA,DCS-SWB&hours=24&open=F-DCS',
  '/process?answer=ranking&asOf=2026-01-01T00:00:00Z',
  '/process?answer=recovery&down=F-SIS,OPS-HV1,PKG-SW1',
  '/process?answer=targets',
  '/process?answer=sectors',
  '/process?answer=hidden&down=SIS-MP1,PKG-TF-PLC',
  '/process?answer=management',
  '/paths?goal=SIS-MP1',
  '/vendors',
  '/vendors?vendor=V-ERP',
  '/blueprint',
  '/operating-model',
  '/operating-model?part=adviser',
  '/operating-model?part=rehearsal',
  '/operating-model?part=rehearsal&scenario=XD-01',
  '/operating-model?part=break-glass',
  '/operating-model?part=calls',
  '/triage',
  '/triage?state=closed&q=nothing-like-it',
  '/incidents',
  '/incidents?part=handoffs',
  '/playbooks',
  '/playbooks?model=federated&scenario=XD-03',
  '/incidents?part=suspicions',
  '/soc-metrics',
  '/soc-metrics?days=90&severity=2&behind=detect&of=ot',
  '/hunt',
  '/hunt?write=true',
  '/operating-model?part=segregation',
  '/detection-rules',
  '/detection-rules?standing=faulty&q=nothing-like-it',
  '/detection-rules?part=chains&q=XD-01',
  '/detection-rules?part=coverage',
  '/detection-rules?part=coverage&matrix=enterprise&technique=T1078',
  '/detection-rules?part=exceptions',
  '/detection-rules?part=folder',
  '/detection-rules?part=trial',
  '/breaches',
  '/traffic',
  '/traffic?compare=2026-09-01T00:00:00Z',
  '/traffic?q=kind:write+kind:colour&asOf=2026-01-01T00:00:00Z',
  '/traffic?view=graph&highlight=breach',
  '/traffic?view=graph&by=asset&q=verdict:not-allowed',
  '/baselines',
  '/plant',
  '/sensors',
  '/sensors?enrol=true&hours=1',
  '/sources',
  '/sources?enrol=true',
  '/sources?edr=true&ot=10.20.0.0/16',
  '/jobs',
  '/access',
  '/access?show=guests',
  '/settings',
  '/account',
  '/audit',
  '/audit?action=session&from=2026-01-01T00:00:00Z',
  '/nothing-here',
]

/** Of a fact that only the demonstration plant has. */
const WHAT_IF = '/paths?goal=SIS-MP1&without=key-switch%3ASIS-MP1&all=true'

/** The tests of every screen on a product of that kind: a file each, so that they run side by side. */
export function everyScreen(kind: 'demonstration' | 'empty'): void {
  let product: Product
  let browser: Browser
  let visit: Visit

  beforeAll(async () => {
    if (!hasChromium) return
    product = await startProduct(kind)
    browser = await openBrowser()
    visit = await signedIn(browser, await product.link(), { bypassCsp: true })
    if (kind === 'demonstration') await untilRead(visit.page)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  test('axe finds nothing on any screen in any mode', { timeout: 900_000 }, async ({ skip }) => {
    skip(!hasChromium, WHY_SKIPPED)
    const screens =
      kind === 'demonstration' ? [...SCREENS, WHAT_IF, ...(await recordOf(visit.page, product.url))] : SCREENS
    for (const screen of screens) {
      await visit.page.goto(product.url + screen)
      await settled(visit.page)
      expect.soft(await violationsInModes(visit.page), screen).toEqual([])
    }
  })

  test('palette, key list, menus, drawer and dialogs are clean too', async ({ skip }) => {
    skip(!hasChromium, WHY_SKIPPED)
    const { page } = visit
    await page.goto(`${product.url}/assets`)
    await settled(page)
    const lists = kind === 'demonstration' ? LIST_OVERLAYS : []
    for (const open of [...OVERLAYS, ...lists, agree]) {
      await open(page)
      await page.waitForTimeout(400)
      expect.soft(await violations(page), open.name).toEqual([])
      await page.keyboard.press('Escape')
      await page.waitForTimeout(400)
    }
  }, 240_000)

  test('signed out, the sign-in page is clean', async ({ skip }) => {
    skip(!hasChromium, WHY_SKIPPED)
    const context = await browser.newContext({ bypassCSP: true })
    const page = await context.newPage()
    await page.goto(`${product.url}/assets`)
    await page.getByRole('heading', { name: 'Sign in to Penstock' }).waitFor()
    expect(await violations(page)).toEqual([])
    await context.close()
  })

  test('no screen offends the content security policy', async ({ skip }) => {
    skip(!hasChromium, WHY_SKIPPED)
    const { page, complaints, context } = await signedIn(browser, await product.link())
    for (const screen of SCREENS) {
      await page.goto(product.url + screen)
      await settled(page)
    }
    expect(complaints.filter((each) => !each.includes('404'))).toEqual([])
    await context.close()
  }, 120_000)
}

const OVERLAYS = [
  async function palette(page: Page) {
    await page.keyboard.press('Control+k')
  },
  async function keyList(page: Page) {
    await page.keyboard.press('?')
  },
  async function lookMenu(page: Page) {
    await page.getByRole('button', { name: 'Look' }).click()
  },
  async function jobTray(page: Page) {
    await page.getByRole('button', { name: /jobs? runs?$/ }).click()
  },
]

const LIST_OVERLAYS = [
  async function columns(page: Page) {
    await page.getByRole('button', { name: 'Columns' }).click()
  },
  async function peek(page: Page) {
    await page.keyboard.press('j')
    await page.keyboard.press('p')
  },
  async function importDialog(page: Page) {
    await page.getByRole('button', { name: 'Import', exact: true }).click()
  },
  async function views(page: Page) {
    await page.getByRole('button', { name: 'Views' }).click()
  },
  async function saveView(page: Page) {
    await page.keyboard.press('b')
    await page.getByRole('textbox', { name: 'Name' }).waitFor()
  },
  async function mergeAssets(page: Page) {
    await page.locator('tbody tr a[data-row-link]').first().focus()
    await page.keyboard.press('J')
    await page.keyboard.press('m')
    await page.getByRole('textbox', { name: /^Reason/ }).waitFor({ timeout: 60_000 })
  },
  async function bulkEdit(page: Page) {
    await page.keyboard.press('e')
    await page.getByRole('textbox', { name: /^Reason/ }).waitFor()
  },
  async function editAsset(page: Page) {
    await page.locator('tbody tr a[data-row-link]').first().click()
    await page.getByRole('tab', { name: 'Activity' }).waitFor()
    await page.keyboard.press('e')
    await page.getByRole('textbox', { name: /^Reason/ }).waitFor()
  },
  async function splitAsset(page: Page) {
    await page.keyboard.press('s')
    await page.getByRole('button', { name: 'Show both devices' }).waitFor()
  },
]

/** Last, because it leaves the list. */
async function agree(page: Page) {
  await page.getByRole('link', { name: 'Drift' }).click()
  await page.getByRole('button', { name: 'Agree on a state' }).click()
  await page.getByRole('textbox', { name: /^Reason/ }).waitFor()
}

async function untilRead(page: Page): Promise<void> {
  await page.getByRole('heading', { name: /^Seen but not allowed: [1-9]/ }).waitFor({ timeout: 90_000 })
}

/** The addresses of some asset's record and of each of its tabs. */
async function recordOf(page: Page, url: string): Promise<readonly string[]> {
  await page.goto(`${url}/assets`)
  const href = await page.locator('a[data-row-link]').first().getAttribute('href')
  const tabs = ['state', 'values', 'baseline', 'transfers', 'logons', 'activity']
  return href === null ? [] : [href, ...tabs.map((tab) => `${href}?tab=${tab}`)]
}
