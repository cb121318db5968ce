// The journeys *triage ten detections by keyboard* and *from detection to endangered function and the person to call in two steps*: the
// demonstration's packets go through the real sensor, and what the cell's detectors find in them is worked through without a mouse.
import type { DetectionRow } from '@penstock/contract/detections'
import type { TriageQueue } from '@penstock/contract/triage'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { violationsInModes } from './axe.ts'
import { hasChromium, settled, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { invited } from './invited.fixture.ts'
import { openProduct } from './open-product.fixture.ts'

const here = openProduct('demonstration', 240_000)
let visit: Visit

beforeAll(async () => {
  if (hasChromium) visit = await signedIn(here.browser, await here.product.link(), { bypassCsp: true })
}, 240_000)

const WANTED = 10

async function asked<Told>(page: Page, path: string): Promise<Told> {
  return await page.evaluate(async (of) => (await (await fetch(of)).json()) as Told, path)
}

async function queueOf(page: Page): Promise<TriageQueue> {
  return await asked<TriageQueue>(page, '/api/triage')
}

async function closed(page: Page): Promise<readonly DetectionRow[]> {
  return (await asked<{ items: DetectionRow[] }>(page, '/api/ot/detections?state=closed&limit=100')).items
}

test('from detection to endangered function and the person to call in two steps', { timeout: 300_000 }, async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await expect
    .poll(async () => (await queueOf(page)).items.length, { timeout: 120_000, interval: 1000 })
    .toBeGreaterThanOrEqual(WANTED)
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.getByRole('heading', { level: 1, name: 'Triage' }).waitFor()
  await page.locator('[data-row-link]').first().waitFor()
  // One step to the row, one into it.
  await page.keyboard.press('j')
  await page.keyboard.press('p')
  const panel = page.getByRole('region', { name: 'The detection' })
  await panel.getByRole('heading', { name: 'Whom to call' }).waitFor()
  expect(await panel.getByRole('region', { name: 'What is at stake' }).textContent()).toMatch(
    /Worst consequence \d of 5/,
  )
  expect(await panel.getByRole('region', { name: 'Whom to call' }).textContent()).toMatch(/on duty now/)
  await settled(page)
  expect(await violationsInModes(page)).toEqual([])
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page.locator('[data-row-link]').first().waitFor()
})

test('[E03:3] triage ten by keyboard', { timeout: 300_000 }, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${here.product.url}/triage`)
  await page.locator('[data-row-link]').first().waitFor()
  const titles = page.locator('[data-row-link]')
  expect(await titles.count()).toBeGreaterThanOrEqual(WANTED)
  await page.keyboard.press('j')
  for (let done = 1; done <= WANTED; done++) {
    const key = await page.evaluate(() => document.activeElement?.getAttribute('data-triage-key'))
    expect(key).toMatch(/^ot\//)
    await page.keyboard.press(String((done % 4) + 1))
    await expect.poll(async () => (await closed(page)).length, { timeout: 20_000 }).toBe(done)
    // The next that waits has the focus by itself.
    await expect
      .poll(async () => await page.evaluate(() => document.activeElement?.getAttribute('data-triage-key')), {
        timeout: 20_000,
      })
      .not.toBe(done < WANTED ? key : '')
  }
  const verdicts = (await closed(page)).map(({ verdict }) => verdict)
  expect(new Set(verdicts)).toEqual(new Set(['true-positive', 'benign', 'false-positive', 'duplicate']))
  // The last one is taken back by a key.
  await page.keyboard.press('z')
  await expect.poll(async () => (await closed(page)).length, { timeout: 20_000 }).toBe(WANTED - 1)
})

test('acknowledge, comment and take into a case by keyboard; the case names the detection', {
  timeout: 300_000,
}, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = visit
  await page.goto(`${here.product.url}/triage?state=new`)
  await page.locator('[data-row-link]').first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('p')
  const panel = page.getByRole('region', { name: 'The detection' })
  await panel.getByRole('heading', { name: 'What was said' }).waitFor()
  await page.keyboard.press('a')
  await panel.getByText('Acknowledged', { exact: true }).waitFor()
  await page.keyboard.press('c')
  await panel.getByRole('textbox', { name: 'Comment' }).waitFor()
  await page.keyboard.type('Asked the shift: nobody meant this')
  await page.keyboard.press('Control+Enter')
  // The field is gone: keys act again.
  await panel.getByRole('textbox', { name: 'Comment' }).waitFor({ state: 'detached' })
  await panel.getByText('Asked the shift: nobody meant this').waitFor()
  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What is it').waitFor()
  await dialog.getByRole('button', { name: 'To a case' }).waitFor()
  expect.soft(await violationsInModes(page)).toEqual([])
  await dialog.getByLabel('What is it').press('Enter')
  await page.getByText(/^In case INC-/).waitFor()
  await panel.getByText('To a case', { exact: true }).last().waitFor()
  await page.goto(`${here.product.url}/incidents`)
  await page.locator('[data-row-link]').first().click()
  await page.getByRole('tab', { name: /^Evidence/ }).click()
  await page.getByText('detection', { exact: true }).first().waitFor()
  expect(visit.complaints.filter((each) => !each.includes('404'))).toEqual([])
})

test('[E03:3] a coordinator sees both sides, and a verdict of theirs is refused in words and counted', {
  timeout: 300_000,
}, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const page = await invited(here, visit.page, 'soc.lead', 'SOC lead')
  await page.goto(`${here.product.url}/triage`)
  await page.locator('[data-row-link]').first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('p')
  const panel = page.getByRole('region', { name: 'The detection' })
  await panel.getByText('The OT team says what this was', { exact: false }).waitFor()
  await page.keyboard.press('2')
  await panel.getByText('Only the team of this domain', { exact: false }).first().waitFor()
  await page.getByText('1 verdict of people without a role in OT was refused.').waitFor()
})
