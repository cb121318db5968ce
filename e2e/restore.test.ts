// The journey *restore last night's backup*: a plant, its nightly backup, damage by hand, the restore from the page, and the register as it
// was. On the way, the Settings screen in every mode.
import { newIdentity } from '@penstock/server/backup'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { violationsInModes } from './axe.ts'
import { hasChromium, signedIn, WHY_SKIPPED } from './browser.ts'
import { openProduct } from './open-product.fixture.ts'

/** Proving and restoring start three engines each; a busy machine takes its time. */
const PATIENCE_MS = 400_000

const here = openProduct('demonstration', 400_000)

test('restore last night’s backup', { timeout: 1_500_000 }, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const keys = newIdentity()
  const { page, context } = await signedIn(here.browser, await here.product.link(), { bypassCsp: true })
  await page.getByRole('heading', { name: /^Seen but not allowed: [1-9]/ }).waitFor({ timeout: 180_000 })

  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByText('No backup yet').waitFor()
  await look(page, 'empty')
  await page.getByRole('textbox', { name: 'Recipients' }).fill(keys.recipient)
  await page.getByRole('textbox', { name: 'Every day at (UTC)' }).fill(inAMinute())
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Next:').waitFor()
  // Night falls within a minute.
  const row = page.getByRole('row', { name: /nightly.*✓/ })
  await row.waitFor({ timeout: PATIENCE_MS })
  const reference = (await row.getByRole('rowheader').textContent()) ?? ''
  const register = await registerOf(page)
  expect(register.length).toBeGreaterThan(10)

  await damage(page)
  expect(await registerOf(page)).not.toEqual(register)

  await row.getByRole('button', { name: 'Restore…' }).click()
  await look(page, 'restore')
  const form = page.getByRole('form', { name: 'Restore it' })
  await form.getByRole('textbox', { name: 'Type the reference' }).fill(reference)
  await form.getByRole('textbox', { name: 'Private key' }).fill(keys.identity)
  await form.getByRole('button', { name: 'Restore it' }).click()
  await page.getByRole('heading', { name: 'Sign in to Penstock' }).waitFor({ timeout: PATIENCE_MS })

  await page.goto(await here.product.link())
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor()
  expect(await registerOf(page)).toEqual(register)
  await context.close()
})

function inAMinute(): string {
  return new Date(Date.now() + 60_000).toISOString().slice(11, 16)
}

/** axe in each mode, and a picture of each for whoever looks. */
async function look(page: Page, name: string): Promise<void> {
  const found = await violationsInModes(page, async (mode) => {
    await page.waitForTimeout(300)
    await page.screenshot({ path: `/tmp/penstock-settings-${name}-${mode}.png`, fullPage: true })
  })
  expect(found, name).toEqual([])
}

interface Row {
  readonly id: string
  readonly reference: string
  readonly name: string | null
  readonly vendor: string | null
  readonly zone: string | null
}

async function registerOf(page: Page): Promise<readonly Row[]> {
  return await page.evaluate(async () => {
    const { items } = (await (await fetch('/api/assets?limit=500')).json()) as { items: Row[] }
    return items
      .map(({ id, reference, name, vendor, zone }) => ({ id, reference, name, vendor, zone }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
  })
}

/** Somebody edits three assets who should not have. */
async function damage(page: Page): Promise<void> {
  const statuses = await page.evaluate(async () => {
    const { csrfToken } = (await (await fetch('/api/session')).json()) as { csrfToken: string }
    const { items } = (await (await fetch('/api/assets?limit=3')).json()) as { items: Row[] }
    const edits = items.map(async ({ id }) => {
      const { version } = (await (await fetch(`/api/assets/${id}`)).json()) as { version: number }
      const body = JSON.stringify({ version, fields: { name: 'WRONG' }, reason: 'by mistake' })
      const headers = { 'content-type': 'application/json', 'x-penstock-csrf': csrfToken }
      return (await fetch(`/api/assets/${id}`, { method: 'PATCH', headers, body })).status
    })
    return await Promise.all(edits)
  })
  expect(statuses).toEqual([200, 200, 200])
}
