// The screens with the demonstration plant in them. The pictures of the README, Home and the zone map, are made into
// build/images at each run and copied to docs/images when they are missing there or PENSTOCK_PICTURES=keep asks for it.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { hasChromium, MODES, setMode, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { openProduct } from './open-product.fixture.ts'

const MADE = 'build/images'
const KEPT = 'docs/images'

const here = openProduct('demonstration', 180_000)

let shared: Visit | null = null
/** For tests that need no session of their own: signing in is limited to ten a minute. */
async function visited(): Promise<Visit> {
  shared ??= await signedIn(here.browser, await here.product.link())
  await shared.page.goto(`${here.product.url}/`)
  await shared.page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  return shared
}

test('Home shows the planted breaches and unregistered devices, the map the same in every mode and in grey', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = await signedIn(here.browser, await here.product.link(), { mode: 'light' })
  await page.getByRole('heading', { name: 'Seen but not allowed: 8' }).waitFor({ timeout: 90_000 })
  await page.getByRole('heading', { name: 'Unregistered talkers: 3' }).waitFor()
  mkdirSync(MADE, { recursive: true })
  await keep(page, 'home')
  await page.goto(`${here.product.url}/unregistered`)
  for (const { ip } of plantedDevices()) await page.getByRole('article').getByText(ip).first().waitFor()
  await page.goto(`${here.product.url}/zones`)
  await page.getByRole('button', { name: /^C-15, .*seen, not allowed/ }).waitFor()
  await keep(page, 'zones')
  expect(await severities(page)).toEqual({ marks: 7, words: true })
  for (const mode of MODES) {
    await setMode(page, mode)
    await page.getByRole('button', { name: /^C-15, / }).waitFor()
    await page.screenshot({ path: `${MADE}/zones-${mode}.png` })
  }
  await page.evaluate(() => {
    document.documentElement.style.filter = 'grayscale(1)'
  })
  await page.screenshot({ path: `${MADE}/zones-grey.png` })
}, 120_000)

test('[A03] an asset is reached by Ctrl K, its name and Enter; its fields open on the packet that said so', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, context } = await signedIn(here.browser, await here.product.link())
  await page.keyboard.press('Control+k')
  await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] input'))
  await page.keyboard.type('boiler control')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Boiler control PLC' }).waitFor()
  for (const [question, answer] of Object.entries({
    'What is it?': 'Siemens',
    'Where is it?': 'Package units and tank farm',
    'Who owns it?': 'P-OT-ENG-2',
  })) {
    const told = page.locator('.three > div').filter({ hasText: question })
    expect(await told.textContent()).toContain(answer)
    expect(await told.locator('time').count(), `${question} has a date`).toBe(1)
  }
  await page.locator('.fields summary').filter({ hasText: 'Name' }).click()
  await page
    .locator('.source')
    .filter({ hasText: 'lldp' })
    .getByRole('button', { name: /^Packet/ })
    .click()
  await page.getByRole('dialog').getByText('blr-plc').first().waitFor()
  await context.close()
}, 150_000)

test('what I see I can send: filter, sort and columns stand in the address, and the export equals the list', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, context } = await signedIn(here.browser, await here.product.link())
  await page.goto(`${here.product.url}/assets?q=vendor:siemens&sort=-name`)
  await page.getByRole('button', { name: 'Remove vendor:siemens' }).waitFor()
  const names = await page.locator('a[data-row-link]').allTextContents()
  expect(names.length).toBeGreaterThan(3)
  expect(names).toEqual([...names].sort().reverse())
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Model' }).click()
  await page.keyboard.press('Escape')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: 'Export' })
      .click()
      .then(() => page.getByRole('menuitem', { name: 'CSV', exact: true }).click()),
  ])
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  // The words about the file and the head come first.
  expect(lines.length - 2).toBe(names.length)
  expect(lines[1]).toMatch(/^id,name,status \(computed\),role,vendor,product,/)
  await page.reload()
  await page.getByRole('columnheader', { name: 'Model' }).waitFor()
  expect(await page.locator('a[data-row-link]').allTextContents()).toEqual(names)
  await context.close()
}, 150_000)

test('a change of another person shows without a reload', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const one = await signedIn(here.browser, await here.product.link())
  const other = await signedIn(here.browser, await here.product.link())
  for (const { page } of [one, other]) {
    await page.goto(`${here.product.url}/assets?q=boiler`)
    await page.getByRole('link', { name: 'Boiler panel' }).click()
    await page.getByRole('heading', { level: 1, name: 'Boiler panel' }).waitFor()
  }
  await other.page.getByRole('button', { name: 'Edit fields' }).click()
  await other.page.getByLabel('Name').fill('Boiler panel, north side')
  await other.page.getByLabel('Reason').fill('label on the door')
  await other.page.getByRole('button', { name: 'Save with reason' }).click()
  await one.page.getByRole('heading', { level: 1, name: 'Boiler panel, north side' }).waitFor({ timeout: 5_000 })
  await Promise.all([one.context.close(), other.context.close()])
}, 150_000)

test('[F03:3] which paths lead to the safety controller, and what cuts them all? by keyboard', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await visited()
  await page.getByRole('heading', { name: 'Seen but not allowed: 8' }).waitFor({ timeout: 90_000 })
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await page.getByRole('heading', { level: 1, name: 'Paths' }).waitFor()
  await page.getByRole('textbox', { name: 'Find a goal by name or id' }).focus()
  await page.keyboard.type('safety logic solver')
  const goal = page.getByRole('button', { name: /^Safety logic solver/ })
  await goal.focus()
  await page.keyboard.press('Enter')
  // By what is declared they are 45; where sensors told equal devices apart, each has ways of its own.
  await page.getByText(/^4[57] ways, the cheapest first/).waitFor()
  const mailed = page.locator('.paths-way summary').filter({ hasText: 'ENT-WS-PE → DMZ-JMP1 → OPS-EWS1' }).first()
  await mailed.focus()
  await page.keyboard.press('Enter')
  const hops = page.locator('.paths-way[open] .paths-hops')
  await hops.getByText('accounts[id=ACC-24].systems').first().waitFor()
  expect(await hops.textContent()).toContain('in IT records: ')
  // The console's key: one fact cuts all, and eight goals more are saved with it.
  const cut = page.getByRole('button', { name: 'What if it is gone? the key switch of SIS-MP1 stands in PROGRAM' })
  await cut.first().focus()
  await page.keyboard.press('Enter')
  await page.getByText('9 goals are no longer reached; 58 still are').waitFor()
  await page.getByText('No way leads there').waitFor()
  await page.getByRole('button', { name: 'All there again' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(/^4[57] ways/).waitFor()
  expect(complaints).toEqual([])
}, 150_000)

test('[D03] why is this conduit red? by mouse: the rule, the way, the facts and the place in the plant file', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await visited()
  await page.getByRole('heading', { name: 'Seen but not allowed: 8' }).waitFor({ timeout: 90_000 })
  await page.getByRole('link', { name: 'Zones & conduits' }).click()
  await page.locator('.edges button').filter({ hasText: 'C-06' }).click()
  const panel = page.locator('.edge-panel')
  await panel.getByRole('heading', { name: /^C-06: / }).waitFor()
  await panel.getByRole('heading', { name: /^Why it is red/ }).waitFor()
  await panel.getByText('Z-DCS → C-06 → Z-SIS').waitFor()
  await panel.getByText('Facts, and where the plant file says so').first().click()
  await panel.getByText('conduits[id=C-06].functionLimits').waitFor()
  expect(await panel.textContent()).toContain('IEC 61511-1 cl. 11.2')
  expect(new URL(page.url()).searchParams.get('open')).toBe('C-06')
  expect(complaints).toEqual([])
}, 150_000)

test('[D03] the same by keyboard alone, on a conduit that carries what nobody allowed: down to the packet', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await visited()
  await page.getByRole('heading', { name: 'Seen but not allowed: 8' }).waitFor({ timeout: 90_000 })
  await page.keyboard.press('g')
  await page.keyboard.press('z')
  await page.getByRole('heading', { level: 1, name: 'Zones & conduits' }).waitFor()
  await page.locator('.edges button').filter({ hasText: 'C-07' }).focus()
  await page.keyboard.press('Enter')
  const panel = page.locator('.edge-panel')
  await panel.getByRole('heading', { name: /^Why it is red/ }).waitFor()
  const told = (await panel.textContent()) ?? ''
  expect(told).toContain('has no device that enforces it')
  await panel
    .getByRole('button', { name: /^Packet/ })
    .first()
    .focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /the proof$/ }).waitFor()
  expect(complaints).toEqual([])
}, 150_000)

test('[B04:3] this vendor is compromised: what does it touch, and how is it cut off? by keyboard', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await visited()
  await page.getByRole('heading', { name: 'Seen but not allowed: 8' }).waitFor({ timeout: 90_000 })
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.getByRole('heading', { level: 1, name: 'Vendors' }).waitFor()
  await page.getByRole('textbox', { name: 'Find a vendor by name or id' }).focus()
  await page.keyboard.type('lindale')
  await page.getByRole('button', { name: /^Lindale Business Systems/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(/^It reaches 69 assets: 9 in IT, 55 in OT, 5 between them; .* through IT into OT\.$/).waitFor()
  const cuts = page.locator('.vendors-cuts')
  expect(await cuts.textContent()).toContain('Close the remote access ERP consultants RA-08 now')
  await page.getByText('Then nothing of the plant is reached from it any more.').waitFor()
  const way = page.locator('.vendors-ways summary').filter({ hasText: 'vendor → IT → OT' }).first()
  await way.focus()
  await page.keyboard.press('Enter')
  const hops = page.locator('.vendors-ways details[open] .vendors-hops')
  await hops
    .getByText(/in IT records/)
    .first()
    .waitFor()
  expect(await hops.textContent()).toContain('in OT records')
  expect(complaints).toEqual([])
}, 150_000)

test('[B06:3] a vendor’s sessions beside its register, by mouse: to the conversation that shows a weakness', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await visited()
  await page.goto(`${here.product.url}/vendors`)
  await page.getByRole('button', { name: /^Eastmoor Chillers/ }).click()
  const register = page.getByRole('region', { name: 'Sessions against the register' })
  await register.getByText('After its end').first().waitFor({ timeout: 90_000 })
  const weaknesses = page.getByRole('region', { name: 'Weaknesses of its access' })
  await weaknesses.getByText('Ended, and still open').waitFor()
  await weaknesses.getByRole('link', { name: 'session' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Traffic' }).waitFor()
  await page.getByRole('dialog').waitFor()
  expect(complaints).toEqual([])
}, 150_000)

test('[C04:3] what fails if this switch is down? by mouse, from its page to the lines that stop', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await visited()
  await page.goto(`${here.product.url}/assets?q=bus`)
  await page.getByRole('link', { name: 'Control bus switch A' }).click()
  await page.getByRole('link', { name: 'What fails if this is down?' }).click()
  await page.getByRole('heading', { level: 1, name: 'Process' }).waitFor()
  await page.getByText('No function stops: what is left carries them').waitFor()
  // Its twin carries the network; with both down the lines stop.
  await page.getByRole('combobox', { name: 'Take a function or asset down' }).fill('bus switch b')
  await page.getByRole('option', { name: /^Control bus switch B/ }).click()
  await page.getByText('5 of 47 functions stop').waitFor()
  await page.getByRole('button', { name: /^Chlorine storage and supply stands/ }).waitFor()
  const line = page.getByRole('row', { name: /^Process control/ }).first()
  expect(await line.textContent()).toContain('25.1 h')
  expect(await line.textContent()).toContain('longer than the 12 h that can be borne')
  await page.getByRole('button', { name: 'Next change' }).click()
  await page.getByText('After 24.1 h: 4 functions stand').waitFor()
  await page.getByRole('button', { name: /^Control network runs now/ }).waitFor()
  await page.getByRole('tab', { name: 'What it stands or falls with' }).click()
  await page.getByRole('combobox', { name: 'What is taken down' }).selectOption('2')
  await page.getByRole('button', { name: 'Control bus switch A + Control bus switch B' }).waitFor()
  // The stations were seen to ask the clock for the time, and the plant file does not say that control needs it.
  await page.getByRole('tab', { name: 'Hosts it rests on' }).click()
  await page.getByText('Does Process control need time (NTP) from Time server?').waitFor()
  expect(complaints).toEqual([])
}, 150_000)

test('[C04:3] [C07:2] the same by keyboard alone: found, stepped through, restored, and sent as a link', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = await visited()
  const keys = page.keyboard
  await keys.press('g')
  await keys.press('f')
  await page.getByRole('heading', { level: 1, name: 'Process' }).waitFor()
  for (const host of ['virtualisation host 1', 'virtualisation host 2']) {
    await page.getByText('Take a function or asset down').waitFor()
    await keys.press('/')
    await keys.type(host)
    await keys.press('Enter')
    await page.getByRole('button', { name: new RegExp(`^${host}: up again`, 'i') }).waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  }
  await page.getByText('8 of 47 functions stop').waitFor()
  // Twelve hours of open sessions carry process control without its directory.
  await page.getByText('After 12 h: 8 functions stand').waitFor()
  await keys.press('[')
  await page.getByText('After 8 h: 5 functions stand').waitFor()
  await page.getByRole('button', { name: /^Process control runs now/ }).waitFor()
  await keys.press(']')
  await page.getByText('After 12 h: 8 functions stand').waitFor()
  await page.getByRole('button', { name: /^Virtualisation platform stands/ }).focus()
  await keys.press('ArrowRight')
  await keys.press('Enter')
  await page.getByRole('button', { name: 'Close' }).waitFor()
  await page.getByRole('tab', { name: 'What stops' }).focus()
  await keys.press('ArrowRight')
  await keys.press('ArrowRight')
  await page
    .getByRole('row', { name: /^Virtualisation platform/ })
    .getByText('8 h, held', { exact: true })
    .waitFor()
  await page.getByText('2 tasks, in the best of 2 orders.').waitFor()
  const sent = page.url()
  await page.goto('about:blank')
  await page.goto(sent)
  await page.getByText('2 tasks, in the best of 2 orders.').waitFor()
  await page.getByRole('button', { name: 'Close' }).waitFor()
}, 150_000)

test('the picture of sectors is computed from a file, and a file that is none is told where', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await visited()
  await page.goto(`${here.product.url}/process`)
  await page.getByRole('tab', { name: 'Sectors' }).click()
  const choose = page.locator('input[type=file][aria-label="Choose a file of sectors"]')
  const bytesOf = (text: string) => ({ name: 'sectors.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  await choose.setInputFiles(bytesOf('{"sectors":["Power","Water"],"a":[[0,0.8],[0.2,0]],"c":[0,0.6]}'))
  await page.getByRole('row', { name: 'Water 71.4 %' }).waitFor()
  await page.getByRole('row', { name: 'Power 57.1 %' }).waitFor()
  await choose.setInputFiles(bytesOf('{"sectors":["Power"],"a":[["x"]],"c":[0]}'))
  await page.getByRole('alert').getByText('a[0][0]').waitFor()
  expect(complaints).toEqual([])
}, 150_000)

test('[A06] [C07] an owner confirms a host in IT, and what-if shows the function lost; a drill takes the place of what was stated', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await visited()
  await page.goto(`${here.product.url}/process?down=DMZ-MFT1&hours=72`)
  await page.getByText('No function stops: what is left carries them').waitFor()
  await page.getByRole('tab', { name: 'Hosts it rests on' }).click()
  const asked = page
    .getByRole('listitem')
    .filter({ hasText: 'Does Batch and recipe management need information from File transfer broker?' })
  await asked.getByRole('button', { name: 'Answer' }).click()
  // Purpose, owner and hours are those of the information flow in the plant file; whether it is needed only the owner says.
  await asked.getByLabel('Is it needed?').selectOption('yes')
  expect(await asked.getByLabel('Runs without it for').inputValue()).toBe('24 h')
  expect(await asked.getByLabel('Purpose').inputValue()).toBe('production orders')
  await asked.getByRole('button', { name: 'Keep this answer' }).click()
  await asked.waitFor({ state: 'detached' })
  await page.getByRole('tab', { name: 'What stops' }).click()
  await page.getByText('2 of 47 functions stop').waitFor()

  await page.goto(`${here.product.url}/process?answer=targets`)
  await page.getByRole('button', { name: 'Record a drill of Process control: lasts without logon' }).click()
  await page.getByLabel('What was done').fill('Both directory servers off the network')
  await page.getByLabel('Done by').fill('Shift B')
  await page.getByLabel('Ran on without it for').fill('9.5')
  await page.getByRole('dialog').getByRole('button', { name: 'Record a drill' }).click()
  await page
    .getByRole('row', { name: /^Process control lasts without logon 12 h 12 h 9\.5 h .*contradicted/ })
    .waitFor()
  await page.goto(`${here.product.url}/process?down=OPS-DC1,OPS-DC2&hours=72`)
  await page.getByRole('row', { name: /^Process control 9\.5 h/ }).waitFor()
  expect(complaints).toEqual([])
}, 150_000)

/** The devices that the plant file plants as talkers; the product itself drops this answer key. */
function plantedDevices(): readonly { readonly ip: string }[] {
  const { unregistered } = JSON.parse(readFileSync(here.product.files.plantFile, 'utf8')) as {
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
