// The journey *which advisories concern us?*: nothing yet, an archive brought in, the queue in OT order, why, a decision, the asset's page.

import { madeCsaf } from '@penstock/testkit/advisories'
import { expect, test } from 'vitest'
import { violations } from './axe.ts'
import { hasChromium, setMode, settled, signedIn, WHY_SKIPPED } from './browser.ts'
import { openProduct } from './open-product.fixture.ts'

const here = openProduct('demonstration', 180_000)

const TRICON = {
  id: 'MADE-31-010-01',
  title: 'Made: Tricon main processor',
  vendor: 'Schneider Electric',
  leaves: [{ product: 'Tricon Main Processor 3008', range: '< 10.5', models: ['3008'] }],
  weaknesses: [
    { cve: 'CVE-2031-0100', cvss: 'CVSS:3.1/AV:A/AC:H/PR:H/UI:R/S:U/C:L/I:L/A:L', status: { known_affected: [0] } },
  ],
  remedies: [{ text: 'Update to version 10.5 or later' }],
}
const PRINTER = {
  id: 'MADE-31-012-01',
  title: 'Made: office printer',
  vendor: 'HP',
  leaves: [{ product: 'LaserJet Enterprise M611', range: 'vers:all/*' }],
}

test('[F02] from an empty queue to a decision on the safety controller', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await signedIn(here.browser, await here.product.link(), { bypassCsp: true })
  await page.goto(`${here.product.url}/vulnerabilities`)
  await page.getByText('No advisory was brought in yet').waitFor()

  await page.getByRole('button', { name: 'Import advisories', exact: true }).click()
  const dialog = page.getByRole('dialog')
  for (const [name, content] of [
    ['tricon.json', JSON.stringify(madeCsaf(TRICON))],
    ['printer.json', JSON.stringify(madeCsaf(PRINTER))],
    ['broken.json', '{ "document": {} }'],
  ] as const) {
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
    await dialog.locator('.exchange-recent').getByText(name).first().waitFor({ timeout: 30_000 })
  }
  await dialog.getByText('1 file could not be read').first().click()
  await dialog.getByText('$.document.csaf_version').first().waitFor()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')

  // The score is low, the safety function is at stake: first; the printer, critical by its score, comes after.
  const rows = page.locator('tbody tr')
  await expect.poll(async () => await rows.count(), { timeout: 30_000 }).toBe(2)
  expect(await rows.first().textContent()).toContain('SIS-MP1')
  await setMode(page, 'dark')

  await rows.first().getByRole('button', { name: 'Made: Tricon main processor' }).click()
  const drawer = page.getByRole('dialog', { name: 'Match' })
  await drawer.getByText('safety impact is catastrophic').waitFor()
  await drawer.getByText('Update to version 10.5 or later', { exact: true }).waitFor()
  expect(await violations(page)).toEqual([])
  await setMode(page, 'light')
  await drawer.getByLabel('At', { exact: true }).fill('2026-01-01T06:00')
  await drawer.getByText('It was not published yet.').waitFor()
  await drawer.getByLabel('Which stop or change').fill('TAR 2040')
  await drawer.getByLabel('By when').fill('2040-01-01T06:00')
  await drawer.getByLabel('Reason').fill('no access before')
  await drawer.getByRole('button', { name: 'Decide', exact: true }).click()
  await drawer.getByText('Planned for a stop').first().waitFor()
  await drawer.getByText('no access before').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(async () => await rows.count()).toBe(1)

  await page.goto(`${here.product.url}/vulnerabilities?q=zone:Z-SIS`)
  await rows.first().getByRole('link', { name: 'SIS-MP1' }).click()
  await page.getByRole('heading', { name: 'Vulnerabilities (1)' }).waitFor()
  await settled(page)
  expect(complaints).toEqual([])
}, 240_000)
