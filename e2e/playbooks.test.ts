// A playbook from the library into a case, step by step: what the rules refuse is refused with its reason, and what was done stands with who and when.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violationsInModes } from './axe.ts'
import { hasChromium, openBrowser, settled, signedIn, type Visit, WHY_SKIPPED } from './browser.ts'
import { type Product, startProduct } from './product.ts'

let product: Product
let browser: Browser
let ot: Visit

beforeAll(async () => {
  if (!hasChromium) return
  product = await startProduct('empty')
  browser = await openBrowser()
  ot = await signedIn(browser, await product.link(), { bypassCsp: true })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const [START, LOOK, TOUCH, SAFE, END] = ['start', 'action', 'action', 'action', 'end'].map(
  (kind, i) => `${kind}--0000000${i}-2222-4333-8444-555555555555`,
) as [string, string, string, string, string]
const EXTENSION = 'extension-definition--6f1c2c0e-8d2b-5e0a-9b63-1b7a3c5f2a10'

function step(name: string, next: string, safety_class: string) {
  const extension = { safety_class, lane: 'ot', role: 'analyst' }
  return { type: 'action', name, on_completion: next, step_extensions: { [EXTENSION]: extension } }
}

const DOCUMENT = {
  ...{ type: 'playbook', spec_version: 'cacao-2.0', name: 'Program of the boiler changed' },
  id: 'playbook--00000000-2222-4333-8444-555555555555',
  workflow_start: START,
  workflow: {
    [START]: { type: 'start', on_completion: LOOK },
    [LOOK]: step('Compare the running program', TOUCH, 'observe'),
    [TOUCH]: step('Load the released program', SAFE, 'ot-touch'),
    [SAFE]: step('Reset the trip', END, 'safety-system'),
    [END]: { type: 'end' },
  },
}

async function importFile(page: Page, document: unknown): Promise<void> {
  const buffer = Buffer.from(JSON.stringify(document))
  await page.locator('input[type=file]').setInputFiles({ name: 'playbook.json', mimeType: 'application/json', buffer })
}

test('[E15] a playbook is brought along, run step by step with evidence, and what nobody exercised is marked', {
  timeout: 300_000,
}, async ({ skip }) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page } = ot
  await page.goto(`${product.url}/playbooks`)
  await page.getByText('48 playbooks, 48 never exercised').waitFor()
  expect(await violationsInModes(page)).toEqual([])
  await page.getByRole('button', { name: 'Import CACAO 2.0' }).click()
  await importFile(page, {
    ...DOCUMENT,
    workflow: { ...DOCUMENT.workflow, [LOOK]: step('x', 'action--none', 'observe') },
  })
  await page.getByText(`workflow.${LOOK}.on_completion`).waitFor()
  await importFile(page, DOCUMENT)
  await page.getByRole('heading', { level: 1, name: DOCUMENT.name }).waitFor()
  await page.getByText('never exercised').waitFor()
  await page.getByText('Never through Penstock').waitFor()
  await settled(page)
  expect(await violationsInModes(page)).toEqual([])

  await page.goto(`${product.url}/incidents`)
  await page.getByText('No case of your domain runs').waitFor()
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What is it').fill('Program of the boiler changed at night')
  await dialog.getByLabel('Consequence').selectOption('4')
  await dialog.getByLabel('Team').fill('ot-soc')
  await dialog.getByRole('button', { name: 'Open a case' }).click()
  await page.getByRole('tab', { name: /^Playbooks/ }).click()
  await page.getByLabel('Playbook', { exact: true }).selectOption({ label: `${DOCUMENT.name} (never exercised)` })
  await page.getByRole('button', { name: 'Begin a playbook' }).click()

  const form = page.getByRole('form', { name: 'Record this step' })
  await form.getByLabel('Words').fill('The running program differs in block 7')
  await form.getByLabel('Artefact', { exact: true }).fill('upload.zip')
  await form.getByLabel('SHA-256 of the artefact').fill('ab'.repeat(32))
  await form.getByRole('button', { name: 'Record this step' }).click()
  await page.getByText('The running program differs in block 7').waitFor()
  await page.getByText('ab'.repeat(32)).waitFor()

  // What touches OT: not without the process owner and a way back.
  await form.getByRole('button', { name: 'Record this step' }).click()
  await form.getByText('What touches OT takes the process owner and a named rollback').first().waitFor()
  await form.getByLabel('Process owner who agreed').fill('Shift lead of unit 2')
  await form.getByLabel('How it is undone').fill('Load the program of Tuesday again')
  await form.getByRole('button', { name: 'Record this step' }).click()
  await page.getByText('agreed by Shift lead of unit 2').waitFor()

  // A safety system: never.
  await form.getByRole('button', { name: 'Record this step' }).click()
  await form.getByText('Penstock does nothing to a safety system').first().waitFor()
  await form.getByLabel('What came of it').selectOption('refused')
  await form.getByLabel('Words').fill('The functional safety engineer was called')
  await form.getByRole('button', { name: 'Record this step' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByText('The functional safety engineer was called').waitFor()
  await settled(page)
  expect(await violationsInModes(page)).toEqual([])
  await page.goto(`${product.url}/playbooks`)
  await page.getByText('49 playbooks, 48 never exercised').waitFor()
})
