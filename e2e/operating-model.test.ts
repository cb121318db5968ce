// The operating model in the browser: switching the model with its difference and two approvals, and the adviser.
import { beforeAll, expect, test } from 'vitest'
import { hasChromium, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { invited } from './invited.fixture.ts'
import { openProduct } from './open-product.fixture.ts'

const here = openProduct('demonstration', 240_000)
let founder: Visit
beforeAll(async () => {
  if (hasChromium) founder = await signedIn(here.browser, await here.product.link())
}, 60_000)
const person = (name: string, role: string) => invited(here, founder.page, name, role)

test('[E12:2] switch the model: the difference, two domains, and the cells answer by it', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const coordinator = await person('coordinator', 'SOC lead')
  const itLead = await person('it-lead', 'IT lead')
  const otLead = await person('ot-lead', 'OT lead')
  await coordinator.goto(`${here.product.url}/operating-model`)
  await coordinator.getByRole('radio', { name: 'Federated' }).check()
  const propose = coordinator.getByRole('button', { name: 'Propose it' })
  expect(await propose.isDisabled()).toBe(true)
  await coordinator.getByRole('button', { name: 'Show who gains and loses what' }).click()
  await coordinator.getByRole('row', { name: /loses: coordinator OT detections reads nothing everywhere/ }).waitFor()
  await coordinator.getByLabel('Reason').fill('two teams from December on')
  await propose.click()
  const waiting = coordinator.getByRole('article', { name: 'Proposal of Federated' })
  await waiting.getByText('two teams from December on').waitFor()
  expect(await waiting.getByRole('button', { name: 'Approve exactly this' }).count()).toBe(0)
  for (const lead of [itLead, otLead]) {
    await lead.goto(`${here.product.url}/operating-model`)
    await lead.getByRole('button', { name: 'Approve exactly this' }).waitFor()
    await lead.getByRole('button', { name: 'Approve exactly this' }).click()
    if (lead === itLead) await lead.getByText('You approved it already').waitFor()
  }
  await otLead.locator('.model-name', { hasText: 'Federated' }).waitFor()
  await expect.poll(() => otLead.getByText('answers by this version').count()).toBe(2)
  await coordinator.locator('.model-name', { hasText: 'Federated' }).waitFor({ timeout: 15_000 })
  await coordinator.getByText('only through an accepted handoff').waitFor()
}, 180_000)

test('[E13:2] the adviser answers while levels are chosen, and says what would change the answer', async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = founder
  await page.goto(`${here.product.url}/operating-model?part=adviser`)
  await page.getByText('11 factors have no answer.').waitFor()
  await page
    .getByLabel('Begin with a profile')
    .selectOption('electric utility, independence obligations on most of the estate')
  await page.locator('.model-name', { hasText: 'Hybrid' }).waitFor()
  await page.getByText('within 0.05 of Federated').waitFor()
  await page.getByRole('row', { name: /Integrated 0\.583 excluded by rule H2/ }).waitFor()
  await page.getByLabel('Size and number of sites').selectOption('1')
  await page.locator('.model-name', { hasText: 'Federated' }).waitFor()
  await page.getByRole('row', { name: /Hybrid .* needs several sites/ }).waitFor()
})
