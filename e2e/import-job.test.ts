// The journey *a large register*: the file's rows are compared in a job, which is cancelled from the page Jobs, let go on, and done.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { hasChromium, signedIn, WHY_SKIPPED } from './browser.ts'
import { openProduct } from './open-product.fixture.ts'

/** So many that the job still runs when it is cancelled. */
const ROWS = 40_000
const here = openProduct('empty', 300_000)
const folder = mkdtempSync(join(tmpdir(), 'penstock-import-job-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a register file is imported as a job that is cancelled, resumed and done', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, complaints } = await signedIn(here.browser, await here.product.link())
  const file = join(folder, 'valves.csv')
  writeFileSync(file, `id,name\n${Array.from({ length: ROWS }, (_, at) => `V-${at},Valve ${at}`).join('\n')}\n`)
  await page.goto(`${here.product.url}/assets`)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('dialog').locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: `Add ${ROWS.toLocaleString('en')}, change 0` }).click({ timeout: 120_000 })
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click({ timeout: 60_000 })
  await dialog.getByRole('button', { name: 'Resume', exact: true }).waitFor({ timeout: 60_000 })
  await page.keyboard.press('Escape')

  // Nothing was stored, and the page Jobs lets it go on.
  await page.goto(`${here.product.url}/jobs`)
  const job = page.locator('article.job', { hasText: 'valves.csv' })
  await job.getByText('cancelled').waitFor()
  const imports = await page.request.get(`${here.product.url}/api/sites/default/assets/imports`)
  expect(await imports.json()).toEqual({ items: [] })
  await job.getByRole('button', { name: 'Resume', exact: true }).click()
  await job.getByText(`${ROWS.toLocaleString('en')} entries added`).waitFor({ timeout: 200_000 })
  expect(complaints).toEqual([])
}, 400_000)
