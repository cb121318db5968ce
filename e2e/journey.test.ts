// The main journey of the first issue, once by mouse and once by keyboard alone:
// drop a capture → name the site → review assets → import the plant → see the breach on the map, and why its conduit is red.
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, openBrowser, signedIn, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'

describe.each(['mouse', 'keyboard'] as const)('from a capture to the breach, by %s', (hand) => {
  let product: Product
  let browser: Browser

  beforeAll(async () => {
    if (!hasChromium) return
    product = await startProduct('empty')
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
  })

  test('[A02] [A03] drop a capture, name the site, review assets, import the plant, see the breach', async ({
    skip,
  }) => {
    skip(!hasChromium, WHY_SKIPPED)
    const { page, complaints } = await signedIn(browser, await product.link())
    expect(new URL(page.url()).hash, 'the one-time token leaves the address').toBe('')
    await (hand === 'mouse' ? byMouse(page, product) : byKeyboard(page, product))
    expect(complaints).toEqual([])
  }, 180_000)
})

async function byMouse(page: Page, { files }: Product): Promise<void> {
  await dropOn(page, '.drop', files.captureFile)
  const review = page.getByRole('link', { name: 'Review the assets', exact: true })
  await review.waitFor({ timeout: 60_000 })

  await page.getByRole('button', { name: 'Name the site' }).click()
  await page.getByRole('textbox', { name: 'Name of the site' }).fill('Wrenfield Works')
  await page.getByRole('button', { name: 'Save name' }).click()
  await page.getByRole('button', { name: 'Rename' }).waitFor()

  await review.click()
  await expectAssets(page)
  await page.getByRole('combobox', { name: 'Filter assets' }).fill('vendor:siemens')
  await page.waitForURL((url) => url.searchParams.get('q') === 'vendor:siemens')
  await page.locator('tbody tr').nth(1).locator('a[data-row-link]').click()
  await expectRecord(page)

  await page.getByRole('link', { name: 'Plant file' }).click()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a plant file' }).click()
  await (await choosing).setFiles(files.plantFile)
  await page.getByText(/^Would add \d+/).waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Import it' }).click()
  await page.getByRole('link', { name: 'See zones and conduits' }).click({ timeout: 60_000 })

  await page.getByRole('button', { name: /^C-15, .*seen, not allowed/ }).click()
  await expectBreach(page)
  await page
    .getByRole('button', { name: /^Packet / })
    .first()
    .click()
  await expectPacket(page)
}

async function byKeyboard(page: Page, { files }: Product): Promise<void> {
  const keys = page.keyboard
  await page.getByRole('button', { name: 'Choose a capture' }).waitFor()
  const choosing = page.waitForEvent('filechooser')
  await keys.press('u')
  await (await choosing).setFiles(files.captureFile)
  await page.getByRole('link', { name: 'Review the assets', exact: true }).waitFor({ timeout: 60_000 })

  await keys.press('n')
  await keys.type('Wrenfield Works')
  await keys.press('Enter')
  await page.getByRole('button', { name: 'Rename' }).waitFor()

  await keys.press('g')
  await keys.press('a')
  await expectAssets(page)
  await keys.press('/')
  await keys.type('vendor:siemens')
  await page.waitForURL((url) => url.searchParams.get('q') === 'vendor:siemens')
  await page.getByRole('button', { name: 'Remove vendor:siemens' }).waitFor()
  await keys.press('Escape')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await keys.press('j')
  await keys.press('j')
  await expectRow(page, '1')
  await keys.press('p')
  await page.getByRole('dialog', { name: 'Asset in brief' }).getByText('What is it?').waitFor()
  await keys.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expectRow(page, '1')
  await keys.press('Enter')
  await expectRecord(page)

  await keys.press('g')
  await keys.press('p')
  await page.getByRole('heading', { level: 1, name: 'Plant file' }).waitFor()
  const plantChoosing = page.waitForEvent('filechooser')
  await tabTo(page, 'Choose a plant file')
  await keys.press('Enter')
  await (await plantChoosing).setFiles(files.plantFile)
  await page.getByText(/^Would add \d+/).waitFor({ timeout: 60_000 })
  await tabTo(page, 'Import it')
  await keys.press('Enter')
  await page.getByRole('link', { name: 'See zones and conduits' }).waitFor({ timeout: 60_000 })

  await keys.press('g')
  await keys.press('z')
  await page.getByRole('button', { name: /^C-15, / }).waitFor()
  await tabTo(page, 'External and internet')
  await keys.press('ArrowDown')
  expect(await isAt(page, 'External and internet'), 'an arrow key goes on').toBe(false)
  for (let step = 0; step < 60 && !(await isAt(page, 'C-15,')); step++) await keys.press(']')
  expect(await isAt(page, 'C-15,'), 'the next key reaches the conduit').toBe(true)
  await keys.press('Enter')
  await expectBreach(page)
  await tabTo(page, 'Packet ')
  await keys.press('Enter')
  await expectPacket(page)
}

async function expectAssets(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Assets' }).waitFor()
  const count = await page.getByText(/^\d+ assets$/).textContent()
  expect(Number.parseInt(count ?? '', 10)).toBeGreaterThan(50)
}

/** The record answers what, where and who, and each field opens on its sources. */
async function expectRecord(page: Page): Promise<void> {
  await page.waitForURL(/\/assets\/ast_/)
  for (const question of ['What is it?', 'Where is it?', 'Who owns it?'])
    await page.getByRole('term').filter({ hasText: question }).waitFor()
  await page.getByRole('heading', { name: 'Fields and where they come from' }).waitFor()
}

async function expectBreach(page: Page): Promise<void> {
  const panel = page.getByRole('region', { name: /^C-15: / })
  await panel.getByRole('heading', { name: 'Seen, not allowed' }).waitFor()
  await panel.getByText('1 Critical').waitFor()
  await panel.getByText('Only an undocumented conduit joins these zones').waitFor()
  expect(new URL(page.url()).searchParams.get('open')).toBe('C-15')
  // Why is this conduit red? The plan says so, too: the sentence, the way, and where the plant file says it.
  await panel.getByRole('heading', { name: /^Why it is red: \d+ findings of the plan$/ }).waitFor()
  await panel.getByText('is known from a survey only').waitFor()
  await panel.getByText('EXT-INET → Z-EXT → C-15 → Z-REM → REM-PLC1').first().waitFor()
  await panel.getByText('Facts, and where the plant file says so').nth(2).click()
  await panel.getByText('conduits[id=C-15].status').waitFor()
  await page.getByRole('region', { name: /^Findings of the plan: \d+$/ }).waitFor()
}

async function expectPacket(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Packet .* the proof$/ })
  await dialog.getByRole('row').nth(1).waitFor()
  expect(await dialog.getByRole('row').count()).toBeGreaterThan(2)
}

/** The focus stands in the row with this index. */
async function expectRow(page: Page, index: string): Promise<void> {
  const at = () => page.evaluate(() => document.activeElement?.closest('tr')?.dataset['index'])
  await expect.poll(at, { timeout: 10_000 }).toBe(index)
}

/** Drops a file as the browser would: the same events with the same data transfer. */
async function dropOn(page: Page, selector: string, file: string): Promise<void> {
  const base64 = readFileSync(file).toString('base64')
  const transfer = await page.evaluateHandle((content) => {
    const binary = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([binary], 'wrenfield.pcap', { type: 'application/octet-stream' }))
    return data
  }, base64)
  await page.locator(selector).waitFor()
  for (const event of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent(selector, event, { dataTransfer: transfer })
}

/** Presses Tab until the focus stands on a thing whose name begins so. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 120; step++) {
    if (await isAt(page, name)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${name}`)
}

async function isAt(page: Page, name: string): Promise<boolean> {
  return await page.evaluate((wanted) => {
    const at = document.activeElement
    const text = at?.getAttribute('aria-label') ?? at?.textContent ?? ''
    return text.trim().startsWith(wanted)
  }, name)
}
