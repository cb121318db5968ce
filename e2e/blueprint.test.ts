// The journey *is the plant becoming what we agreed on?*: no blueprint yet, a draft edited and agreed on, stages and deviations of the living
// plant, a planned link refused with its way, and what no sensor hears.
import { expect, test } from 'vitest'
import { violations, violationsInModes } from './axe.ts'
import { hasChromium, setMode, settled, signedIn, WHY_SKIPPED } from './browser.ts'
import { openProduct } from './open-product.fixture.ts'

const here = openProduct('demonstration', 180_000)

interface Draft {
  placements: { asset: string; zone: string; also?: string[] }[]
  [key: string]: unknown
}

const STAGE = {
  id: 'ST-1',
  name: 'Safety station apart',
  owner: 'Automation',
  due: '2027-03-31',
  proves: 'no card of a safety station stands in operations',
  moves: ['SIS-EWS1', 'PHY-NVR1'],
  closes: ['C-07'],
  sensors: ['S-SIS'],
  controls: [{ conduit: 'C-06', device: 'SIS-FW1' }],
}

test('[D09] from no blueprint to the deviations of the living plant, stage by stage; a planned link into control is refused', async ({
  skip,
}) => {
  skip(!hasChromium, WHY_SKIPPED)
  const { page, context, complaints } = await signedIn(here.browser, await here.product.link(), { bypassCsp: true })
  await page.goto(`${here.product.url}/blueprint`)
  await page.getByText('Nobody agreed on a blueprint yet').waitFor()
  await settled(page)

  const answer = await context.request.get(`${here.product.url}/api/sites/default/blueprint/file?draft=true`)
  const draft = (await answer.json()) as Draft
  const place = (asset: string, zone: string) => ({ asset, zone })
  const target = {
    ...draft,
    aim: 'Safety apart from operations, and nobody past the DMZ',
    placements: draft.placements.map((one) =>
      one.asset === 'SIS-EWS1'
        ? place('SIS-EWS1', 'Z-SIS')
        : one.asset === 'PHY-NVR1'
          ? place('PHY-NVR1', 'Z-ENT')
          : one,
    ),
    sensors: [{ id: 'S-SIS', segment: 'Z-SIS' }],
    stages: [STAGE],
  }
  await page.getByRole('button', { name: 'Agree on a blueprint' }).first().click()
  const choose = page.locator('input[type=file]')
  const send = async (name: string, content: object) => {
    await choose.setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) })
    await page.getByLabel('Reason').fill('board of September')
    await page.getByRole('button', { name: 'Agree', exact: true }).click()
  }
  await send('faulty.json', { ...target, placements: [place('SIS-EWS1', 'Z-SSI')] })
  await page.getByText('Z-SSI is no zone of this blueprint → write Z-SIS').waitFor()
  expect(await violations(page)).toEqual([])
  await send('target.json', target)
  await page.getByText('board of September').first().waitFor()

  // The living plant: what the demonstration's traffic shows counts beside what its file declares.
  await page.getByText('Asset with cards in further zones: SIS-EWS1').waitFor({ timeout: 60_000 })
  await page.getByText('Asset in another zone: PHY-NVR1').waitFor()
  await page.getByText('Conduit that nobody planned: C-15').waitFor()
  await page.getByText('Traffic that nobody planned: Z-PKG → Z-ENT').waitFor({ timeout: 60_000 })
  await page.getByText('Safety station apart').first().click()
  await page.getByText('Conduit closed: C-07').waitFor()
  await settled(page)
  expect(await violationsInModes(page)).toEqual([])

  await page.getByLabel('Kind', { exact: true }).selectOption('asset-elsewhere')
  await page.getByText('1 deviation, the last first').waitFor()
  await page.getByLabel('Who starts (asset)').fill('ENT-ERP1')
  await page.getByLabel('Who answers (asset)').fill('OPS-BAT1')
  await page.getByLabel(/^Protocol/).fill('https')
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await page.getByText('ENT-ERP1 → OPS-BAT1 → DCS-FCS1').first().waitFor()
  await page.getByText('ENT-ERP1 → OPS-BAT1 → DCS-FCS1').first().click()
  await page.getByText('conduits[id=C-05].protocols').first().waitFor()
  await page.getByLabel('Coverage of').selectOption('design')
  await page.getByText('no sensor stands where it passes').first().waitFor({ state: 'detached' })
  await settled(page)
  expect(await violationsInModes(page)).toEqual([])
  await setMode(page, 'dark')
  expect(complaints.filter((each) => !each.includes('422'))).toEqual([])
}, 240_000)
