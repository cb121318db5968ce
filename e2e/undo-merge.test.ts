// The journey *undo a wrong merge*: two assets become one by keyboard, packets keep arriving, the undo brings both back with all
// their facts, and the register is as before plus what is new.
import type { AssetRecord, AssetRow } from '@penstock/contract/assets'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { hasChromium, signedIn, WHY_SKIPPED } from './browser.ts'
import { openProduct } from './open-product.fixture.ts'

const SECOND_CAPTURE = 'fixtures/captures/lldp/switch-and-plc.pcap'

/** A conclusion of the hub follows the end of a job within seconds. */
const EQUAL_READINGS = 4

const here = openProduct('demonstration', 300_000)

test('[A01] undo a wrong merge: by keyboard, with packets in between, everything as before plus what is new', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await signedIn(here.browser, await here.product.link())
  const keys = page.keyboard
  const before = await settledRegister(page)

  await keys.press('g')
  await keys.press('a')
  await page.getByRole('heading', { level: 1, name: 'Assets' }).waitFor()
  await page.locator('tbody tr a[data-row-link]').first().waitFor()
  // Two rows: the first is picked, the second is passed with shift.
  await keys.press('j')
  await focusedRow(page, 0)
  await keys.press('J')
  await focusedRow(page, 1)
  await page.getByText('2 selected').waitFor()
  const names = await page.locator('tbody tr[data-selected=true] a[data-row-link]').allTextContents()
  await keys.press('m')
  const dialog = page.getByRole('dialog', { name: /^Merge 2 assets/ })
  await dialog.getByText(/^(Its sources agree|Its sources disagree)/).waitFor({ timeout: 60_000 })
  const overrule = dialog.getByRole('checkbox', { name: /all the same/ })
  if ((await overrule.count()) > 0) {
    await overrule.focus()
    await keys.press('Space')
  }
  await dialog.getByRole('textbox', { name: /^Reason/ }).focus()
  await keys.type('they share a cabinet')
  await keys.press('Enter')
  await dialog.waitFor({ state: 'detached', timeout: 60_000 })
  await page.getByText(/^2 assets are now one/).waitFor()
  const merged = await settledRegister(page)
  expect(merged.length).toBe(before.length - 1)
  const gone = before.filter(({ id }) => !merged.some((row) => row.id === id))
  expect(gone).toHaveLength(1)

  // Packets keep arriving.
  await keys.press('g')
  await keys.press('h')
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  await page.locator('input[type=file]').first().setInputFiles(SECOND_CAPTURE)
  await expect.poll(async () => (await rows(page)).length, { timeout: 120_000 }).toBeGreaterThan(merged.length)
  await settledRegister(page)

  // The old address still opens, says where it went, and its activity takes the merge back.
  await page.goto(`${here.product.url}/assets/${gone[0]!.id}?tab=activity`)
  await page.getByText(new RegExp(`^${gone[0]!.reference} was merged into `)).waitFor()
  await page.getByText('they share a cabinet').waitFor()
  await page.getByRole('button', { name: 'Undo: Merged' }).focus()
  await keys.press('Enter')
  await page.getByText('1 decision taken back.').waitFor({ timeout: 60_000 })

  const after = await settledRegister(page)
  expect(after.filter(({ id }) => before.some((row) => row.id === id))).toEqual(before)
  expect(after.length).toBeGreaterThan(before.length)
  await page.goto(`${here.product.url}/assets`)
  for (const name of names) await page.getByRole('link', { name, exact: true }).waitFor()
  expect(complaints).toEqual([])
}, 400_000)

type Told = Omit<AssetRecord, 'version' | 'decisions' | 'peers'>

async function rows(page: Page): Promise<AssetRow[]> {
  return await page.evaluate(async () => {
    const answer = await fetch('/api/assets?limit=500')
    return ((await answer.json()) as { items: AssetRow[] }).items
  })
}

/** Every record of the register, once no job is under way and readings stay the same; without what counts people's decisions. */
async function settledRegister(page: Page): Promise<Told[]> {
  let last = ''
  for (let reading = 0, equal = 0; reading < 120 && equal < EQUAL_READINGS; reading++) {
    const now = JSON.stringify(await rows(page))
    equal = now === last && !(await isBusy(page)) ? equal + 1 : 0
    last = now
    await page.waitForTimeout(1000)
  }
  const ids = (await rows(page)).map(({ id }) => id)
  const records = await page.evaluate(
    (wanted) => Promise.all(wanted.map(async (id) => (await (await fetch(`/api/assets/${id}`)).json()) as AssetRecord)),
    ids,
  )
  const told = records.map(({ version: _version, decisions: _decisions, peers: _peers, ...rest }) => rest)
  return told.sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function isBusy(page: Page): Promise<boolean> {
  return await page.evaluate(async () => {
    const { items } = (await (await fetch('/api/jobs')).json()) as { items: { state: string }[] }
    return items.some(({ state }) => state === 'queued' || state === 'running')
  })
}

async function focusedRow(page: Page, at: number): Promise<void> {
  await page.waitForFunction(
    (index) => document.activeElement?.closest('tr[data-index]')?.getAttribute('data-index') === String(index),
    at,
  )
}
