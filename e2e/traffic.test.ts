// Traffic in the browser: filtered by keyboard, restored from its address, exported as seen, and drawn with lists that say the same.
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
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
  await visit.page.getByRole('heading', { name: /^Seen but not allowed: [1-9]/ }).waitFor({ timeout: 90_000 })
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const rowsOf = (page: Page) => page.getByRole('region', { name: 'Traffic' }).locator('tbody tr')
const cellsOf = async (page: Page) =>
  (await rowsOf(page).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())

test('a filter typed by keyboard stands in the address, and the address gives the view back', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/traffic`)
  await rowsOf(page).first().waitFor()
  const all = await rowsOf(page).count()
  await page.keyboard.press('/')
  await page.keyboard.type('verdict:not-allowed')
  await page.waitForURL(/q=verdict(:|%3A)not-allowed/)
  // What was typed so far was asked for too: some of that has no row at all.
  await page.waitForFunction((before) => {
    const { length } = document.querySelectorAll('tbody tr')
    return length > 0 && length < before
  }, all)
  const filtered = await cellsOf(page)
  expect(filtered.length).toBeGreaterThan(0)
  expect(filtered.every((text) => text.includes('not allowed'))).toBe(true)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Last seen' }).click()
  await page.waitForURL(/sort=lastAt/)
  await page.waitForTimeout(500)
  const sorted = await cellsOf(page)
  expect(sorted.toSorted()).toEqual(filtered.toSorted())
  const again = await visit.context.newPage()
  await again.goto(page.url())
  await rowsOf(again).first().waitFor()
  expect(await cellsOf(again)).toEqual(sorted)
  await again.close()
  await page.getByRole('button', { name: 'Remove verdict:not-allowed' }).click()
  await page.waitForFunction((before) => document.querySelectorAll('tbody tr').length === before, all)
}, 150_000)

test('a row opens by keyboard on its functions, its rule and the packet that proves it', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/traffic?q=verdict:not-allowed`)
  await rowsOf(page).first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Conversation' })
  await drawer.getByText('Known since').waitFor()
  await page.waitForURL(/peek=cnv_/)
  expect(await drawer.textContent()).toContain('not allowed')
  await drawer
    .getByRole('button', { name: /packet/i })
    .first()
    .click()
  await page
    .getByText(/^Packet \d|frame \d/i)
    .first()
    .waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
}, 150_000)

test('the export is the view: filter, order and columns', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/traffic?q=kind:read&sort=bytes`)
  await rowsOf(page).first().waitFor()
  const clients = await page.locator('tbody [data-row-link]').allInnerTexts()
  const heads = await page.locator('thead th').allInnerTexts()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ])
  const [about = '', head = '', ...lines] = readFileSync(await download.path(), 'utf8')
    .replace('\ufeff', '')
    .trimEnd()
    .split('\r\n')
  expect(about).toMatch(/^"?# /)
  expect(head.split(',')).toHaveLength(heads.length)
  expect(lines.map((line) => line.split(',')[0]?.replaceAll('"', ''))).toEqual(clients)
  expect(clients.length).toBeGreaterThan(1)
}, 150_000)

test('the graph has a twin for the keyboard: every edge in a list, its panel opened and shown in the table', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = visit
  await page.goto(`${product.url}/traffic`)
  await rowsOf(page).first().waitFor()
  await page.keyboard.press('v')
  await page.keyboard.press('g')
  await page.waitForURL(/view=graph/)
  const picture = page.getByRole('img', { name: /^Graph of/ })
  await picture.waitFor()
  await page.locator('.traffic-canvas canvas').first().waitFor()
  const edges = page.getByRole('region', { name: /^Edges:/ }).getByRole('button')
  const nodes = page.getByRole('region', { name: /^Nodes:/ }).getByRole('button')
  expect(await picture.getAttribute('aria-label')).toContain(
    `Graph of ${await nodes.count()} nodes and ${await edges.count()} edges`,
  )
  await edges.first().focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/open=/)
  await page.getByRole('button', { name: 'Show in the table' }).click()
  await page.waitForURL((url) => !url.search.includes('view=graph') && url.search.includes('from'))
  await rowsOf(page).first().waitFor()
  // Assets are drawn for a question only.
  await page.goto(`${product.url}/traffic?view=graph&by=asset`)
  await page.getByText('Ask a question first').waitFor()
  await page.getByRole('button', { name: 'Who writes to whom?' }).click()
  await page.getByRole('img', { name: /^Graph of/ }).waitFor()
  await nodes.first().focus()
  await page.keyboard.press('Enter')
  const before = await nodes.count()
  const expand = page.getByRole('button', { name: 'Add its other conversations' })
  await expand.click()
  await page.waitForURL(/expand=/)
  await page.waitForTimeout(1000)
  expect(await nodes.count()).toBeGreaterThanOrEqual(before)
  expect(complaints).toEqual([])
}, 150_000)

test('away from now the frame says so, and what was not known then is not there', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/traffic?asOf=2020-01-01T00:00:00Z`)
  await page.getByText('No conversation was known at this instant').waitFor()
  await page.getByText('As it was known on').waitFor()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await rowsOf(page).first().waitFor()
  expect(page.url()).not.toContain('asOf')
}, 150_000)

test('without WebGL the table takes the place of the graph, with a sentence', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, context } = await signedIn(browser, await product.link())
  await page.addInitScript(() => {
    // The pages ask for no other kind of drawing here.
    HTMLCanvasElement.prototype.getContext = () => null
  })
  await page.goto(`${product.url}/traffic?view=graph`)
  await page.getByText('it has no WebGL 2').waitFor()
  await rowsOf(page).first().waitFor()
  await context.close()
}, 150_000)

test('an asset and a conduit lead to their traffic', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/zones?open=C-09`)
  await page.getByRole('link', { name: 'Conversations of this edge' }).click()
  await page.waitForURL(/conduit/)
  await rowsOf(page).first().waitFor()
  await page.getByRole('button', { name: /^Remove conduit/ }).waitFor()
  await page.locator('tbody a[href^="/assets/ast_"]').first().click()
  // The rail has a link of this name, too, and is there before the asset is.
  await page.getByRole('main').getByRole('link', { name: 'Traffic', exact: true }).click()
  await page.waitForURL(/q=asset/)
  await rowsOf(page).first().waitFor()
}, 150_000)

test('shadow infrastructure is found, filtered and opened on its packet by keyboard; the file is what the list shows', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/shadow`)
  const rows = page.getByRole('region', { name: 'Shadow infrastructure' }).locator('tbody tr')
  await rows.first().waitFor({ timeout: 60_000 })
  // The worst first: an agent beside a controller.
  expect(await rows.first().textContent()).toMatch(/Critical.*yes/)
  await page.keyboard.press('/')
  await page.keyboard.type(' indicator:maker:cellular-router')
  await page.waitForURL(/cellular-router/)
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
  await page.keyboard.press('Escape')
  const downloaded = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export CSV' }).click()
  const lines = readFileSync(await (await downloaded).path(), 'utf8')
    .trimEnd()
    .split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[2]).toContain('Cellular routers and modems (InHand)')
  await page.keyboard.press('j')
  await page.keyboard.press('p')
  const drawer = page.getByRole('dialog', { name: 'Finding' })
  await drawer
    .getByRole('button', { name: /^Packet/ })
    .first()
    .click()
  await page
    .getByRole('dialog', { name: /^Packet/ })
    .getByText(/00 18 05 4a/i)
    .first()
    .waitFor()
}, 150_000)

test('Home counts what waits by severity and leads to it; the list of an instant before tells what was known then', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(product.url)
  const panel = page.getByRole('region', { name: /^Shadow infrastructure: [1-9]/ })
  const critical = panel.getByRole('link', { name: /Critical/ })
  // `1 Critical 9`: the severity, its name, how many.
  const count = /\d+$/.exec(((await critical.textContent()) ?? '').trim())?.[0]
  await critical.click()
  await page.waitForURL(/severity(:|%3A)1/)
  await page
    .getByRole('status')
    .filter({ hasText: `${count} finding` })
    .first()
    .waitFor()
  await page.goto(`${product.url}/shadow?asOf=2026-01-01T00:00:00Z`)
  await page.getByText('Nothing waited for a decision then').waitFor()
  await page.getByRole('button', { name: 'Back to now' }).first().click()
  await page.getByRole('region', { name: 'Shadow infrastructure' }).locator('tbody tr').first().waitFor()
}, 150_000)
