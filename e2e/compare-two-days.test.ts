// The journey *compare two days*: a second survey comes in, and what it found is told beside the day before it, as lists and on the
// map, by mouse and by keyboard. Every moment stands in the address, and nothing can be changed away from now.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasChromium, openBrowser, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { SURVEY, secondSurvey, type TwoDays } from './two-days.fixture.ts'

let product: Product
let browser: Browser
let visit: Visit
let days: TwoDays

beforeAll(async () => {
  if (!hasChromium) return
  product = await startProduct('empty')
  browser = await openBrowser()
  visit = await signedIn(browser, await product.link())
  const { page } = visit
  const { plantFile } = product.files
  days = secondSurvey(readFileSync(plantFile, 'utf8'))
  const second = join(dirname(plantFile), 'second-survey.plant.json')
  writeFileSync(second, days.text)
  // Each survey says which day it is of.
  await importPlant(page, plantFile)
  await importPlant(page, second)
}, 400_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

test('[A11] compare two days by mouse: assets, map and conversations, and back', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = visit
  await page.getByRole('link', { name: 'Assets', exact: true }).first().click()
  await page.getByRole('button', { name: 'Import', exact: true }).waitFor()
  const bar = page.getByRole('region', { name: 'Time', exact: true })

  // One moment: named, read only, in the address.
  await bar.getByLabel('As of').fill(fieldOf(days.before))
  await bar.getByLabel('As of').press('Enter')
  await page.getByText(/^As it was on Oct 5, 2026/).waitFor()
  const filter = page.getByRole('combobox', { name: 'Filter assets' })
  await filter.fill(SURVEY.removedAsset)
  await page.getByRole('link', { name: SURVEY.removedAsset }).waitFor()
  await filter.fill(SURVEY.addedAsset)
  await page.getByText('No asset matches').first().waitFor()
  await filter.fill('')
  expect(await page.getByRole('button', { name: 'Import', exact: true }).count()).toBe(0)
  expect(await page.getByRole('checkbox').count()).toBe(0)
  expect(new URL(page.url()).searchParams.get('asOf')).toContain('2026-10-05')

  // Two moments, as a list.
  await bar.getByRole('button', { name: 'Compare two moments' }).click()
  await bar.getByLabel('To', { exact: true }).fill(fieldOf(days.after))
  await bar.getByLabel('To', { exact: true }).press('Enter')
  await bar.getByLabel('From').fill(fieldOf(days.before))
  await bar.getByLabel('From').press('Enter')
  await page.getByText(/^What changed in .* from Oct 5, 2026.* to Oct 7, 2026/).waitFor()
  const changes = page.getByRole('list', { name: 'Changes' })
  await changes.getByText(SURVEY.addedAsset).first().waitFor()
  const told = async () =>
    await changes
      .locator(':scope > li')
      .evaluateAll((items) =>
        items.map((item) => `${item.getAttribute('data-change')} ${item.querySelector('b')?.textContent}`),
      )
  expect(await told()).toEqual([
    `removed ${SURVEY.removedAsset}`,
    `changed ${SURVEY.changedAsset}`,
    `added ${SURVEY.addedAsset}`,
  ])
  const row = changes.getByRole('row', { name: /^Firmware/ })
  expect(await row.getByRole('cell').allInnerTexts()).toEqual(expect.arrayContaining([...SURVEY.firmware]))
  await page.getByRole('button', { name: '1 removed' }).click()
  await page.waitForURL(/change=removed/)
  await expect.poll(told).toEqual([`removed ${SURVEY.removedAsset}`])
  await page.getByRole('button', { name: '1 removed' }).click()

  // By name, in the address too; the file holds what the list holds.
  const name = page.getByRole('textbox', { name: 'Name contains' })
  await name.fill(SURVEY.addedAsset.toLowerCase())
  await expect.poll(told).toEqual([`added ${SURVEY.addedAsset}`])
  await page.waitForURL(/diffText=/)
  const href = await page.getByRole('link', { name: 'Changes as CSV' }).getAttribute('href')
  const csv = await (await page.request.get(product.url + href)).text()
  expect(csv).toContain(SURVEY.addedAsset)
  expect(csv).not.toContain(SURVEY.removedAsset)
  await name.fill('')
  await page.getByRole('button', { name: '1 removed' }).click()
  await expect.poll(told).toEqual([`removed ${SURVEY.removedAsset}`])

  // What is gone opens as it was.
  await changes.locator('summary').click()
  await changes.getByRole('link', { name: 'Open the asset' }).click()
  await page.getByRole('heading', { level: 1, name: SURVEY.removedAsset }).waitFor()
  await page.getByText(/^As it was on Oct 5, 2026/).waitFor()
  for (const name of ['Edit', 'Confirm']) expect(await page.getByRole('button', { name }).count()).toBe(0)
  await page.goBack()
  await page.waitForURL(/compare=/)

  // The same two days on the map: marks and words, and what is gone is drawn.
  await page.getByRole('link', { name: 'Zones & conduits', exact: true }).click()
  await page.waitForURL((url) => url.pathname === '/zones' && url.searchParams.has('compare'))
  const map = page.locator('.map')
  await map.getByRole('button', { name: new RegExp(`^${SURVEY.removedConduit}, .*, removed$`) }).waitFor()
  await map.getByRole('button', { name: new RegExp(`^${SURVEY.addedConduit}, .*, added$`) }).waitFor()
  expect(await map.getByRole('button', { name: SURVEY.addedZone }).first().textContent()).toContain('+')
  expect(await map.getByRole('button', { name: SURVEY.renamedZone }).first().textContent()).toContain('~')
  expect(await map.locator('[data-change]').filter({ hasText: 'C-05' }).count()).toBe(0)
  await changes.getByText(SURVEY.removedConduit).first().click()
  await changes
    .locator('li', { hasText: SURVEY.removedConduit })
    .getByRole('button', { name: 'Show on the map' })
    .click()
  await page.getByRole('heading', { level: 2, name: new RegExp(`^${SURVEY.removedConduit}:`) }).waitFor()

  // Traffic comes in now: it is of neither day, and up to now it was added.
  const twoDays = new URL(page.url()).search
  await page.goto(product.url)
  await page.locator('input[type=file]').first().setInputFiles(product.files.captureFile)
  await page.getByRole('heading', { name: /^Seen but not allowed: [1-9]/ }).waitFor({ timeout: 180_000 })
  await page.goto(`${product.url}/zones${twoDays}`)
  await page.getByRole('link', { name: 'Traffic', exact: true }).first().click()
  await page.getByText('Nothing differs between these two moments').waitFor()
  await bar.getByRole('slider', { name: 'Instant shown' }).press('End')
  await page.getByRole('button', { name: /^\+?\s*[1-9]\d* added/ }).waitFor()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await page.waitForURL((url) => !url.searchParams.has('compare') && !url.searchParams.has('asOf'))
  await page.getByRole('link', { name: 'Export CSV' }).waitFor()
  await page.goBack()
  await page.waitForURL(/compare=/)
  expect(complaints).toEqual([])
}, 400_000)

test('[A11] compare two days by keyboard: the handle, the comparison and now', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  const keys = page.keyboard
  await page.goto(`${product.url}/`)
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  await keys.press('g')
  await keys.press('a')
  const handle = page.getByRole('slider', { name: 'Instant shown' })
  await handle.waitFor()
  await page.locator('tbody tr').first().waitFor()
  await keys.press('t')
  await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('datetime-local')
  await tabTo(page, 'Instant shown')
  expect(await handle.getAttribute('aria-valuetext')).toBe('Now')
  for (let step = 0; step < 3; step++) await keys.press('ArrowLeft')
  await page.waitForURL(/asOf=/)
  await page.getByText(/^As it was on /).waitFor()
  expect(await handle.evaluate((slider) => slider === document.activeElement), 'the handle is still held').toBe(true)
  expect(await handle.getAttribute('aria-valuetext')).toMatch(/\d{4}.*\d{2}:\d{2}:\d{2}/)
  // Three arrow keys in a row are one step back.
  await page.goBack()
  await page.waitForURL((url) => !url.searchParams.has('asOf'))
  await page.goForward()
  await page.waitForURL(/asOf=/)
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await keys.press('d')
  await page.waitForURL(/compare=/)
  await page.getByText(/^What changed in /).waitFor()
  await tabTo(page, 'Earlier instant')
  await keys.press('Home')
  await page.getByRole('list', { name: 'Changes' }).getByText(SURVEY.addedAsset).first().waitFor()
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await keys.press('0')
  await page.waitForURL((url) => url.search === '')
  await page.getByRole('button', { name: 'Import', exact: true }).waitFor()
}, 120_000)

test('[A11] drift is told from the state that was agreed on, and each gap has its day', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/drift`)
  await page.getByText('No state was agreed on yet').first().waitFor()
  await page.getByRole('button', { name: 'Agree on a state' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('textbox', { name: 'Name of the state' }).fill('As handed over')
  await form.getByRole('textbox', { name: 'Reason' }).fill('site acceptance test')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await form.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'What moved since As handed over' }).waitFor()
  await page.getByText('Nothing differs between these two moments').waitFor()
  await page.getByText('by founder').waitFor()

  await rename(page)
  const changes = page.getByRole('list', { name: 'Changes' })
  await changes.getByText('Renamed by hand').first().waitFor({ timeout: 60_000 })
  await page.getByText('Assets: 1', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'The same on its own screen' }).click()
  await page.waitForURL((url) => url.pathname === '/assets' && url.searchParams.get('clock') === 'learned')
  await changes.getByText('Renamed by hand').first().waitFor()

  await page.goto(`${product.url}/drift`)
  const gaps = page.getByRole('region', { name: 'Gaps' })
  await gaps.getByLabel('Kind of gap').selectOption('breach')
  await page.waitForURL(/gap=breach/)
  await gaps.getByRole('img', { name: /^Open gaps from / }).waitFor()
  await expect.poll(() => gaps.locator('.gaps > li').count()).toBeGreaterThan(0)
  expect(await gaps.locator('.gaps > li').allInnerTexts()).toEqual(
    expect.not.arrayContaining([expect.stringContaining('Owner unknown')]),
  )
}, 120_000)

/** As the date field spells it, in the browser's own zone (London). */
function fieldOf(iso: string): string {
  const hourLater = new Date(Date.parse(iso) + 3_600_000)
  return hourLater.toISOString().slice(0, 19)
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) === name) return
  }
  throw new Error(`Tab does not reach ${name}`)
}

async function importPlant(page: Page, file: string): Promise<void> {
  await page.getByRole('link', { name: 'Plant file', exact: true }).click()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /^Choose a/ }).click()
  await (await choosing).setFiles(file)
  await page.getByRole('button', { name: 'Import it' }).click({ timeout: 60_000 })
  await page.getByRole('link', { name: 'See zones and conduits' }).click({ timeout: 120_000 })
  await page.getByRole('heading', { level: 1, name: 'Zones & conduits' }).waitFor()
}

/** By the product's own form. */
async function rename(page: Page): Promise<void> {
  await page.goto(`${product.url}/assets?q=${encodeURIComponent(SURVEY.addedAsset)}`)
  await page.getByRole('link', { name: SURVEY.addedAsset }).click()
  await page.getByRole('button', { name: 'Edit' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Renamed by hand')
  await form.getByRole('textbox', { name: /^Reason/ }).fill('label on the cabinet')
  await form.getByRole('button', { name: 'Save with reason' }).click()
  await form.waitFor({ state: 'detached', timeout: 60_000 })
  await page.goto(`${product.url}/drift`)
}
