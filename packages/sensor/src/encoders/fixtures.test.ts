// The committed captures are what their generator makes, and their expectations stand beside them.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allFixtures, expectedText } from '../../../../fixtures/captures/make.ts'

const FOLDER = new URL('../../../../fixtures/captures/', import.meta.url)
const fixtures = allFixtures()

describe('captures', () => {
  test.each(fixtures)('$path', (fixture) => {
    const stem = new URL(fixture.path, FOLDER).pathname
    expect(Buffer.compare(readFileSync(`${stem}.${fixture.extension}`), fixture.bytes)).toBe(0)
    expect(readFileSync(`${stem}.expected.jsonl`, 'utf8')).toBe(expectedText(fixture))
  })

  test('no file stands there that the generator does not make', () => {
    const made = fixtures.flatMap((fixture) => [
      `${fixture.path}.${fixture.extension}`,
      `${fixture.path}.expected.jsonl`,
    ])
    const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    const found = names.filter((name) => /\.(pcapng|pcap|gz|jsonl)$/.test(name))
    expect(found.toSorted()).toEqual(made.toSorted())
  })
})
