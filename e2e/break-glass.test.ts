// The journey *break-glass*: asked for, approved by the lead of the other domain, ended, and reviewed by an auditor.
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

test('[E09:3] break-glass: asked for, approved by the lead of the domain, ended, and reviewed by an auditor', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const analyst = await person('it-analyst', 'IT analyst')
  const otLead = await person('ot-lead-2', 'OT lead')
  const auditor = await person('auditor', 'Compliance')
  const monitoring = () => analyst.evaluate(async () => (await fetch('/api/ot/operations')).status)
  await analyst.goto(`${here.product.url}/operating-model?part=break-glass`)
  expect(await monitoring()).toBe(404)
  await analyst.getByLabel('Incident').fill('INC-2041')
  await analyst.getByRole('button', { name: 'Ask for it' }).click()
  const named = { name: 'Break-glass of it-analyst for INC-2041' }
  await analyst.getByRole('article', named).getByText('Asked', { exact: true }).waitFor()
  await otLead.goto(`${here.product.url}/operating-model?part=break-glass`)
  await otLead.getByRole('article', named).getByRole('button', { name: 'Approve, and open it now' }).click()
  await otLead.getByRole('article', named).getByText('Active', { exact: true }).waitFor()
  expect(await monitoring()).toBe(200)
  await otLead.getByRole('article', named).getByLabel('Why not').fill('seen enough')
  await otLead.getByRole('article', named).getByRole('button', { name: 'End it now' }).click()
  await otLead.getByRole('article', named).getByText('Ended', { exact: true }).waitFor()
  expect(await monitoring()).toBe(404)
  await auditor.goto(`${here.product.url}/operating-model?part=break-glass`)
  await auditor.getByRole('article', named).getByLabel('What you found').fill('within its scope')
  await auditor.getByRole('article', named).getByRole('button', { name: 'Review' }).click()
  await auditor.getByRole('article', named).getByText('within its scope').waitFor()
}, 180_000)
