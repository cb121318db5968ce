import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Advisory, Matcher, readCsaf } from './index.ts'
import { device } from './made-advisory.fixture.ts'

const SAMPLES = new URL('../../../../../shared/samples/', import.meta.url)

interface SampleAsset {
  readonly id: string
  readonly vendor: string
  readonly product: string
  readonly softwareProduct?: string
  readonly version: string | null
  readonly modelNumber: string | null
  readonly role: string
  readonly expectedAdvisories?: readonly string[]
  readonly possibleAdvisories?: readonly string[]
}

function sampleAdvisories(): readonly Advisory[] {
  const folder = new URL('csaf/', SAMPLES)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const read = readCsaf(readFileSync(new URL(name, folder), 'utf8'))
      if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.refusal)}`)
      return read.value
    })
}

describe.skipIf(!existsSync(SAMPLES))('the reference plant against the sample advisories (../shared/samples)', () => {
  test('each expected advisory is affected, each possible one is to be checked, nothing else is affected', () => {
    const matcher = new Matcher(sampleAdvisories())
    const text = readFileSync(new URL('reference-plant.json', SAMPLES), 'utf8')
    const { assets } = JSON.parse(text) as { assets: readonly SampleAsset[] }
    for (const asset of assets) {
      const { id, vendor, version, modelNumber, role } = asset
      const product = asset.softwareProduct ?? asset.product
      const matches = matcher.match(device({ id, vendor, product, version, modelNumber, role }))
      const graded = (grades: string) =>
        matches.filter(({ grade }) => grades.includes(grade)).map((one) => one.advisoryId)
      expect({ id, affected: graded('AB').sort() }).toEqual({
        id,
        affected: [...(asset.expectedAdvisories ?? [])].sort(),
      })
      expect(graded('C')).toEqual(expect.arrayContaining([...(asset.possibleAdvisories ?? [])]))
    }
  })
})
