// The screens when something is not as wished: a lost server, refused files, somebody else's rights, hostile names.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasChromium, openBrowser, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'

interface Plant {
  readonly assets: readonly object[]
  readonly zones: readonly object[]
}

const folder = mkdtempSync(join(tmpdir(), 'penstock-e2e-files-'))
let product: Product
let browser: Browser
let visit: Visit

beforeAll(async () => {
  if (!hasChromium) return
  product = await startProduct('empty')
  browser = await openBrowser()
  visit = await signedIn(browser, await product.link())
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
  rmSync(folder, { recursive: true })
})

test('nothing yet: every screen says why and the one next step', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/assets`)
  await page.getByText('No asset yet').waitFor()
  await page.getByRole('link', { name: 'Read a capture on Home' }).waitFor()
  await page.goto(`${product.url}/zones`)
  await page.getByRole('link', { name: 'Import the plant file' }).waitFor()
  await page.goto(`${product.url}/breaches`)
  await page.getByText('Nothing is judged yet: no traffic was observed').waitFor()
  expect(await page.getByText('No open breach').count()).toBe(0)
  await page.goto(`${product.url}/segmentation`)
  await page.getByText('No traffic was seen yet: there is nothing to propose from').waitFor()
  expect(await page.getByText('Nothing is proposed').count()).toBe(0)
  await page.goto(`${product.url}/unregistered`)
  await page.getByText('Nobody is known to talk yet').waitFor()
  expect(await page.getByText('Everything that talks is registered').count()).toBe(0)
  await page.goto(`${product.url}/assets/ast_00000000000000000000000000`)
  await page.getByText('There is no such thing here').waitFor()
  await page.goto(`${product.url}/no-such-screen`)
  await page.getByText('There is no such thing here').waitFor()
})

test('a file that is no capture is refused with its code, what was not done and the next step', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  const file = join(folder, 'notes.pcap')
  writeFileSync(file, 'this is no capture')
  await page.goto(product.url)
  await choose(page, 'Choose a capture', file)
  const notice = page.getByRole('alert')
  await notice.getByText('The file is no packet capture').waitFor()
  expect(await notice.textContent()).toContain('Not read: notes.pcap')
  expect(await notice.textContent()).toContain('observations.not-a-capture')
})

test.for([
  {
    fault: 'a misspelt key',
    place: 'subnett',
    mend: 'take it out',
    spoil: (plant: Plant) => Object.assign(plant.zones[0]!, { subnett: '10.0.0.0/8' }),
  },
  {
    fault: 'a dangling zone',
    place: 'Z-OPSS',
    mend: 'Z-OPS',
    spoil: (plant: Plant) => Object.assign(plant.assets[3]!, { zone: 'Z-OPSS' }),
  },
])('a plant file with $fault names the place and the mend; nothing is imported', async (row, { skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  const plant = JSON.parse(readFileSync(product.files.plantFile, 'utf8')) as Plant
  row.spoil(plant)
  const file = join(folder, 'faulty.json')
  writeFileSync(file, JSON.stringify(plant))
  await page.goto(`${product.url}/plant`)
  await choose(page, 'Choose a plant file', file)
  await page.getByText('The plant file has faults').waitFor()
  const faults = await page.getByRole('table').textContent()
  expect(faults).toContain(row.place)
  expect(faults).toContain(row.mend)
  expect(await page.getByRole('button', { name: 'Import it' }).count()).toBe(0)
  await page.getByText('No plant file was imported').waitFor()
})

test('the own account takes a password and an authenticator, and both open the door', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/account`)
  await page.getByLabel('New password').fill('twelve quiet pumps')
  await page.getByRole('button', { name: 'Choose password' }).click()
  await page.getByText('The password is set.').waitFor()
  await page.getByRole('button', { name: 'Enrol an authenticator' }).click()
  await page.getByRole('img', { name: /^QR code/ }).waitFor()
  const secret = (await page.locator('.secret').textContent())?.replaceAll(' ', '') ?? ''
  await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, 0))
  await page.getByRole('button', { name: 'Confirm code' }).click()
  await page.getByText('An authenticator is enrolled.').waitFor()

  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Penstock' }).waitFor()
  const enter = async (code: string) => {
    await page.getByLabel('Name').fill('founder')
    await page.locator('input[autocomplete=current-password]').fill('twelve quiet pumps')
    await page.getByRole('textbox', { name: 'Code' }).fill(code)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  await enter('000000')
  await page.getByText('Name, password or code is wrong').waitFor()
  // The next code: one that was used already is not taken a second time.
  await enter(codeOf(secret, 1))
  await page.getByRole('heading', { level: 1, name: 'Own account' }).waitFor()
}, 150_000)

test('an invited person comes in by link, sees no traffic of a domain that is not theirs, and nothing of administration', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/access`)
  await page.getByLabel('Name').fill('auditor')
  await page.getByRole('checkbox', { name: 'IT analyst' }).check()
  await page.getByRole('checkbox', { name: 'OT analyst' }).check()
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByText('One person holds rights in one domain only').waitFor()
  await page.getByRole('checkbox', { name: 'IT analyst' }).uncheck()
  await page.getByRole('checkbox', { name: 'OT analyst' }).uncheck()
  await page.getByRole('checkbox', { name: 'Compliance' }).check()
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = await page.locator('code.secret').textContent()

  const guest = await signedIn(
    browser,
    new URL(new URL(link ?? '').pathname + new URL(link ?? '').hash, product.url).href,
  )
  await guest.page.getByText('Your roles have no monitoring domain').waitFor()
  const rail = guest.page.getByRole('navigation', { name: 'Screens' })
  expect(await rail.getByRole('link').allTextContents()).toEqual([
    'Home',
    'Breaches',
    'Shadow',
    'Assets',
    'Unregistered talkers',
    'Zones & conduits',
    'Process',
    'Segmentation',
    'Vulnerabilities',
    'Visibility gaps',
    'Paths',
    'Vendors',
    'Drift',
    'Plant file',
    'Blueprint',
    'Operating model',
    'SOC metrics',
    'Audit log',
    'Own account',
  ])
  await guest.page.goto(`${product.url}/audit`)
  await guest.page.getByRole('button', { name: 'Verify all chains' }).click()
  for (const chain of ['Hub', 'IT cell', 'OT cell'])
    await guest.page.getByRole('row', { name: new RegExp(`^${chain} ✓? ?Intact`) }).waitFor()
  await guest.context.close()

  await page.reload()
  await page.getByRole('link', { name: 'auditor' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('dialog').getByText('suspended', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page
    .getByRole('row', { name: /^auditor/ })
    .getByText('suspended')
    .waitFor()
}, 150_000)

test('names from the wire are shown as what they are', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(product.url)
  await page.getByRole('button', { name: 'Name the site' }).click()
  await page.getByRole('textbox', { name: 'Name of the site' }).fill('<img src=x onerror=alert(1)>\u202Ekrow')
  await page.getByRole('button', { name: 'Save name' }).click()
  await page.getByRole('button', { name: 'Rename' }).waitFor()
  expect(await page.locator('.site-name-text').textContent()).toBe('<img src=x onerror=alert(1)>‹U+202E›krow')
  expect(await page.locator('main img').count()).toBe(0)
})

test('a row with a fault is told by line and column and left out; the rest is registered, and a long list draws few rows', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  const row = (at: number) => `PUMP-${at},Pump ${String(at).padStart(3, '0')},10.9.${at >> 8}.${at & 255}`
  const rows = Array.from({ length: 450 }, (_, at) => row(at + 1))
  const file = join(folder, 'pumps.csv')
  await page.goto(`${product.url}/assets`)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  writeFileSync(file, ['id,name,ips', ...rows.with(6, 'PUMP-7,Pump,10.9.999.7')].join('\n'))
  await choose(page, 'Choose a file', file)
  await page.getByText('1 row has faults and is left out').waitFor()
  expect(await page.getByRole('dialog').getByRole('table').textContent()).toContain('8ips')
  await page.getByRole('button', { name: 'Add 449, change 0, leave out 1' }).waitFor()
  writeFileSync(file, ['id,name,ips', ...rows].join('\n'))
  await choose(page, 'Choose another file', file)
  await page.getByRole('button', { name: 'Add 450, change 0', exact: true }).click()
  await page.getByText('Added 450').waitFor({ timeout: 30_000 })
  await page.keyboard.press('Escape')
  await page.getByText(/^450 assets, 200 loaded$/).waitFor()
  await expect
    .poll(
      async () => {
        await page.locator('.table-frame').evaluate((frame) => frame.scrollTo(0, frame.scrollHeight))
        return await page.getByText(/^450 assets$/).count()
      },
      { timeout: 20_000 },
    )
    .toBe(1)
  await page.locator('.table-frame').evaluate((frame) => frame.scrollTo(0, frame.scrollHeight))
  await page.getByRole('link', { name: 'Pump 450' }).waitFor()
  expect(await page.locator('tbody tr[data-index]').count()).toBeLessThan(100)
}, 150_000)

test('a lost server shows one banner and keeps the last data', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${product.url}/plant`)
  await page.getByText('No plant file was imported').waitFor()
  await product.stop()
  await page.getByText(/^Connection lost\. What you see is as of \d\d:\d\d:\d\d/).waitFor({ timeout: 30_000 })
  expect(await page.getByText('Connection lost').count()).toBe(1)
  expect(await page.getByText('No plant file was imported').isVisible()).toBe(true)
}, 150_000)

async function choose(page: Page, button: string, file: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).click()
  await (await choosing).setFiles(file)
}

/** The code of an authenticator, `later` steps of 30 s from now (RFC 6238, by a program of its own). */
function codeOf(secret: string, later: number): string {
  const script = `const { createHmac } = require('node:crypto')
    const bits = [...process.argv[1]].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
    const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))
    const step = Buffer.alloc(8)
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + Number(process.argv[2])))
    const mac = createHmac('sha1', key).update(step).digest()
    const at = mac[19] & 15
    console.log(String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0'))`
  return execFileSync(process.execPath, ['-e', script, secret, String(later)], { encoding: 'utf8' }).trim()
}
