// The journey *enrol a sensor*: a code made on the page, the real command that uses it, what the screen says while the sensor listens,
// after it stopped, and once it was revoked.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violationsInModes } from './axe.ts'
import { hasChromium, openBrowser, signedIn, WHY_SKIPPED } from './browser.ts'
import { expectRefused, penstock } from './command-line.fixture.ts'
import { PENSTOCK, ROOT } from './penstock-process.fixture.ts'
import { type Product, startProduct } from './product.ts'

const CAPTURE = readFileSync(join(ROOT, 'fixtures/captures/modbus/reads.pcap'))
const HEARTBEAT_S = 4
const state = mkdtempSync(join(tmpdir(), 'penstock-sensor-'))
let product: Product
let browser: Browser
let sensor: ChildProcess | null = null

beforeAll(async () => {
  if (!hasChromium) return
  product = await startProduct('empty')
  browser = await openBrowser()
}, 300_000)
afterAll(async () => {
  sensor?.kill('SIGKILL')
  await browser?.close()
  await product?.stop()
  rmSync(state, { recursive: true, force: true })
})

test('a sensor is enrolled by a code, listens, falls silent, is revoked, and is then refused', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await signedIn(browser, await product.link())
  await page.getByRole('link', { name: 'Sensors', exact: true }).click()
  await page.getByText('No sensor yet').waitFor()
  await page.getByRole('button', { name: 'Enrol a sensor' }).click()
  await page.getByRole('textbox', { name: 'Sensor' }).fill('Hall 3 mirror')
  await page.getByRole('textbox', { name: 'Segments' }).fill('cell A, cell B')
  await page.getByRole('button', { name: 'Make a code' }).click()
  const code = (await page.locator('.sensor-code-text').textContent()) ?? ''
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  expect(await page.locator('.sensor-commands').textContent()).toContain(`--to ${product.url} --code ${code}`)

  const enrol = ['sensor', 'enrol', '--to', product.url, '--code', code, '--state', state]
  const { code: exit, out, err } = await penstock(enrol)
  expect(err).toBe('')
  expect(exit).toBe(0)
  const token = readFileSync(join(state, 'token'), 'utf8').trim()
  expect(statSync(join(state, 'token')).mode & 0o777).toBe(0o600)
  expect(out).not.toContain(token)
  expectRefused(await penstock([...enrol, '--replace']), { code: 1, says: 'sensors.code-refused' })
  expect(readFileSync(join(state, 'token'), 'utf8').trim(), 'a refused code leaves the token').toBe(token)

  const run = ['sensor', 'run', '--state', state, '--stdin', '--every', '0.5', '--heartbeat', String(HEARTBEAT_S)]
  sensor = spawn(process.execPath, [PENSTOCK, ...run], { cwd: ROOT, stdio: ['pipe', 'ignore', 'inherit'] })
  sensor.stdin?.write(CAPTURE)
  const row = page.getByRole('row', { name: /Hall 3 mirror/ }).first()
  await row.getByText('listening').waitFor({ timeout: 60_000 })
  await page.getByText('1 of 1 sensor').waitFor()
  await page.getByRole('row', { name: /^cell A/ }).waitFor()

  await page.getByRole('link', { name: 'Assets', exact: true }).click()
  await page.getByText('192.0.2.20').first().waitFor({ timeout: 60_000 })

  // The pipe stays open and nothing comes: no traffic is another word than silence.
  await page.getByRole('link', { name: 'Sensors', exact: true }).click()
  await row.getByText('no traffic').waitFor({ timeout: 60_000 })
  const stopped = once(sensor, 'exit')
  sensor.kill('SIGTERM')
  expect(await stopped).toEqual([0, null])
  await row.getByText('silent').waitFor({ timeout: 60_000 })

  await row.getByRole('link', { name: 'Hall 3 mirror' }).click()
  await page.waitForURL((url) => url.searchParams.has('sensor'))
  await page.getByRole('heading', { name: 'Hall 3 mirror' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Hall 3 mirror' }).waitFor()
  const revoke = page.getByRole('button', { name: 'Revoke' })
  expect(await revoke.isDisabled()).toBe(true)
  await page.getByLabel('Type the name of the sensor').fill('Hall 3 mirror')
  await revoke.click()
  await row.getByText('revoked').waitFor()
  const refused = await penstock(['sensor', 'run', '--state', state, '--stdin'], CAPTURE)
  expect(refused.err).toContain('401')
  expect(refused.code).toBe(1)
  expect(complaints).toEqual([])
}, 300_000)

test('axe finds nothing on the list and the open sensor, in any mode', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = await signedIn(browser, await product.link(), { bypassCsp: true })
  await page.goto(`${product.url}/sensors`)
  await page.getByRole('link', { name: 'Hall 3 mirror' }).click()
  await page.getByRole('heading', { name: 'Hall 3 mirror' }).waitFor()
  const found = await violationsInModes(page, async (mode) => {
    if (process.env['PENSTOCK_PICTURES'] === 'keep')
      await page.screenshot({ path: join(tmpdir(), `penstock-sensors-${mode}.png`), fullPage: true })
  })
  expect(found).toEqual([])
}, 120_000)
