// The reference plant with the firmware of one device swapped: what differs is that device, as the ranges of the advisories say.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { parsePlant } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DeviceIdentity, Matcher } from './index.ts'
import { advisoryOf, device } from './made-advisory.fixture.ts'

const read = parsePlant(JSON.parse(loadWrenfieldWorksText()))
if (!read.ok) throw new Error(JSON.stringify(read.refusal[0]))
const devices: readonly DeviceIdentity[] = read.value.plant.assets.flatMap(
  ({ id, vendor, product, version, modelNumber }) =>
    vendor == null || product == null
      ? []
      : [device({ id, vendor, product, version: version ?? null, modelNumber: modelNumber ?? null })],
)

/** An advisory for each order number that devices of the plant have: affected below version 4. */
const numbered = devices.filter(({ modelNumber }) => modelNumber !== null && /^[\w-]{6,}$/.test(modelNumber))
const advisories = [...new Map(numbered.map((one) => [one.modelNumber!, one])).values()].map(
  ({ vendor, product, modelNumber }, at) =>
    advisoryOf({
      id: `MADE-31-${100 + at}-01`,
      vendor,
      leaves: [{ product, range: '< 4.0', models: [modelNumber!] }],
      remedies: [{ text: 'Update to version 4.0 or later' }],
    }),
)
const matcher = new Matcher(advisories)

type Told = ReadonlyMap<string, readonly string[]>

function toldOf(all: readonly DeviceIdentity[]): Told {
  return new Map(
    all.map((one) => [one.id, matcher.match(one).map(({ advisoryId, grade }) => `${advisoryId} ${grade}`)]),
  )
}

test('another version makes that one device affected or not, by the range of its advisory, and changes nothing else', () => {
  const before = toldOf(devices)
  expect(numbered.length).toBeGreaterThan(20)
  fc.assert(
    fc.property(fc.constantFrom(...numbered), fc.integer({ min: 0, max: 9 }), fc.nat(20), (swapped, major, minor) => {
      const version = `${major}.${minor}`
      const after = toldOf(devices.map((one) => (one.id === swapped.id ? { ...one, version } : one)))
      for (const { id } of devices) if (id !== swapped.id) expect(after.get(id)).toEqual(before.get(id))
      const own = advisories.find(({ leaves }) => leaves[0]!.identifiers.models[0] === swapped.modelNumber)!
      expect(after.get(swapped.id)).toContain(`${own.id} ${major < 4 ? 'A' : 'N'}`)
    }),
  )
})
