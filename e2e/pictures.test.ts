// The pictures of the README: Home and the zone map with the demonstration plant. They are made into build/images at each
// run and copied to docs/images when they are missing there or PENSTOCK_PICTURES=keep asks for it.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasChromium, MODES, openBrowser, setMode, signedIn, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'

const MADE = 'build/images'
const KEPT = 'docs/images'

let product: Product
let browser: Browser

beforeAll(async () => {
  if (!hasChromium) return
  product = await startProduct('demonstration')
  browser = await openBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

test('Home shows the planted breaches and unregistered devices, the map the same in every mode and in grey', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = await signedIn(browser, await product.link(), { mode: 'light' })
  await page.getByRole('heading', { name: 'Seen but not allowed: 8' }).waitFor({ timeout: 90_000 })
  await page.getByRole('heading', { name: /^Unregistered talkers: [1-9]/ }).waitFor()
  mkdirSync(MADE, { recursive: true })
  await keep(page, 'home')
  await page.goto(`${product.url}/unregistered`)
  for (const { ip } of plantedDevices()) await page.getByRole('article').getByText(ip).first().waitFor()
  await page.goto(`${product.url}/zones`)
  await page.getByRole('button', { name: /^C-15, .*seen, not allowed/ }).waitFor()
  await keep(page, 'zones')
  expect(await severities(page)).toEqual({ marks: 7, words: true })
  for (const mode of MODES) {
    await setMode(page, mode)
    await page.reload()
    await page.getByRole('button', { name: /^C-15, / }).waitFor()
    await page.screenshot({ path: `${MADE}/zones-${mode}.png` })
  }
  await page.evaluate(() => {
    document.documentElement.style.filter = 'grayscale(1)'
  })
  await page.screenshot({ path: `${MADE}/zones-grey.png` })
}, 120_000)

/** The devices that the plant file plants as talkers; the product itself drops this answer key. */
function plantedDevices(): readonly { readonly ip: string }[] {
  const { unregistered } = JSON.parse(readFileSync(product.files.plantFile, 'utf8')) as {
    readonly unregistered: readonly { readonly ip: string }[]
  }
  expect(unregistered.length).toBe(3)
  return unregistered
}

/** What is left of the severities when the hue is gone: their shapes on the map, and words in the list. */
async function severities(page: Page): Promise<{ marks: number; words: boolean }> {
  const marks = await page.locator('.map .conduit svg.mark').count()
  const list = page.getByRole('region', { name: /^Conduits and other traffic/ })
  return { marks, words: (await list.getByText('seen, not allowed').count()) === marks }
}

async function keep(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(500)
  const made = `${MADE}/${name}.png`
  await page.screenshot({ path: made })
  expect(readFileSync(made).length, 'a picture with something on it').toBeGreaterThan(40_000)
  const kept = `${KEPT}/${name}.png`
  if (existsSync(kept) && process.env['PENSTOCK_PICTURES'] !== 'keep') return
  mkdirSync(KEPT, { recursive: true })
  copyFileSync(made, kept)
}
