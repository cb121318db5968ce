import { existsSync, readFileSync } from 'node:fs'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { ANSWER_KEYS, type PlantFile, parsePlant, readPlant, writePlant } from '@penstock/model/plant'
import { describe, expect, test } from 'vitest'

const text = loadWrenfieldWorksText()
const SAMPLE = new URL('../../../../../shared/samples/reference-plant.json', import.meta.url)

/** The file without its answer keys, taken out by hand. */
function withoutAnswerKeys(): Record<string, unknown> {
  const file = JSON.parse(text) as Record<string, Record<string, unknown>[] & Record<string, unknown>>
  for (const path of ANSWER_KEYS) {
    const parts = path.split('.')
    const last = parts.pop()!
    let nodes: Record<string, unknown>[] = [file]
    for (const part of parts) nodes = nodes.flatMap((node) => node[part.replace('[]', '')] ?? []) as typeof nodes
    for (const node of nodes) delete node[last]
  }
  return file
}

function plantOf(data: unknown): PlantFile {
  const read = parsePlant(data)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

/** Sets a key of a row; undefined takes it out of the JSON. */
function put(row: object | undefined, key: string, value: unknown): void {
  Object.assign(row ?? {}, { [key]: value })
}

/** Faults of the file after `edit` changed it. */
function faultsAfter(edit: (file: ReturnType<typeof fileToEdit>) => void) {
  const file = fileToEdit()
  edit(file)
  const read = readPlant(JSON.stringify(file, null, 1))
  return read.ok ? [] : read.refusal
}

function fileToEdit() {
  return JSON.parse(text) as Record<
    'assets' | 'zones' | 'conduits' | 'flows' | 'functions' | 'lopa',
    Record<string, unknown>[]
  > & {
    about: Record<string, unknown>
  }
}

describe('the reference plant', () => {
  test('is read whole, and its answer keys are gone', () => {
    // A list that the file leaves out is empty.
    expect(plantOf(JSON.parse(text))).toEqual({ jobs: [], drills: [], restsOn: [], ...(withoutAnswerKeys() as object) })
  })

  test('survives writing and reading without loss', () => {
    const plant = plantOf(JSON.parse(text))
    const again = readPlant(writePlant(plant))
    expect(again.ok && again.value.plant).toEqual(plant)
    expect(JSON.parse(writePlant(plant))).toEqual(withoutAnswerKeys())
    expect(again.ok && writePlant(again.value.plant)).toBe(writePlant(plant))
  })

  test('says that a risk names paths which only the answer keys hold', () => {
    const read = readPlant(text)
    expect(read.ok && read.value.warnings.map((one) => [one.path, one.found])).toEqual([
      ['riskRegister[1].linked[1]', '"P-01"'],
      ['riskRegister[1].linked[2]', '"P-06"'],
    ])
  })

  test.skipIf(!existsSync(SAMPLE))('agrees with the sample (../shared/samples/reference-plant.json)', () => {
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(SAMPLE, 'utf8')))
  })

  test('answer keys are those that the file names', () => {
    expect((JSON.parse(text) as { about: { answerKeys: string[] } }).about.answerKeys).toEqual(ANSWER_KEYS)
  })
})

describe('a plant that has only topology', () => {
  const topology = {
    about: { name: 'Two cells', schema: 'reference-plant/2' },
    zones: [
      { id: 'A', name: 'Cell A' },
      { id: 'B', name: 'Cell B', subnet: '10.0.1.0/24' },
    ],
    conduits: [
      { id: 'C', zoneA: 'A', zoneB: 'B', protocols: ['modbus-tcp'], direction: 'both', status: 'as designed' },
    ],
    assets: [{ id: 'PLC', name: 'Controller', zone: 'B', ip: '10.0.1.5' }],
  }

  test('is read, and comes back exactly', () => {
    const plant = plantOf(topology)
    expect(plant.flows).toEqual([])
    expect(JSON.parse(writePlant(plant))).toEqual(topology)
  })
})

describe('bad input names the place and the mend', () => {
  test.each([
    { name: 'a comma too many', text: '{\n "about": {,}}', line: 2, column: 12, expected: 'a key in quotes or }' },
    { name: 'a file cut off', text: '{"about": {"name": "x', line: 1, column: 22, expected: 'a closing quote' },
    { name: 'an empty file', text: '', line: 1, column: 1, expected: 'a value' },
    { name: 'two documents', text: '{}\n{}', line: 2, column: 1, expected: 'the end of the file' },
    { name: 'a bad escape', text: '{"a": "\\x"}', line: 1, column: 9, expected: 'an escape such as \\n or \\u00e9' },
    { name: 'a leading zero', text: '[01]', line: 1, column: 2, expected: 'a value' },
  ])('$name', ({ text: given, line, column, expected }) => {
    const read = readPlant(given)
    expect(read.ok ? [] : read.refusal).toMatchObject([{ code: 'plant.not-json', line, column, expected }])
  })

  test('nesting without end is refused, not followed', () => {
    const read = readPlant('['.repeat(100_000))
    expect(read.ok ? [] : read.refusal).toMatchObject([{ code: 'plant.not-json', expected: 'at most 64 levels' }])
  })

  test('a key given twice', () => {
    const read = readPlant('{"about": {"name": "a",\n"name": "b", "schema": "reference-plant/2"}}')
    expect(read.ok ? [] : read.refusal).toMatchObject([
      { code: 'plant.duplicate-key', path: 'about.name', line: 2, column: 1 },
    ])
  })

  test('a misspelt key, with the right one', () => {
    const faults = faultsAfter((file) => {
      const asset = file.assets[12]!
      asset['zoen'] = asset['zone']
      delete asset['zone']
    })
    expect(faults).toMatchObject([
      { code: 'plant.unknown-key', path: 'assets[12].zoen', id: 'DMZ-JMP1', mend: { code: 'use', value: 'zone' } },
    ])
    expect(faults[0]!.line).toBeGreaterThan(1000)
  })

  test('a misspelt list', () => {
    const read = readPlant('{"about": {"name": "x", "schema": "reference-plant/2"}, "asets": []}')
    expect(read.ok ? [] : read.refusal).toMatchObject([
      { code: 'plant.unknown-key', path: 'asets', mend: { code: 'use', value: 'assets' }, line: 1, column: 57 },
    ])
  })

  test('an answer key that the file does not name', () => {
    const faults = faultsAfter((file) => {
      file.about['answerKeys'] = ANSWER_KEYS.filter((key) => key !== 'zones[].notes')
    })
    expect(faults[0]).toMatchObject({
      code: 'plant.unknown-key',
      path: 'zones[0].notes',
      mend: { code: 'remove-or-name', value: 'zones[].notes' },
    })
  })

  test.each<[string, (file: ReturnType<typeof fileToEdit>) => void, object]>([
    [
      'a duplicate id',
      (file) => file.conduits.push(structuredClone(file.conduits[3]!)),
      {
        code: 'plant.duplicate-id',
        path: 'conduits[18].id',
        id: 'C-04',
        mend: { code: 'rename', value: 'conduits[3]' },
      },
    ],
    [
      'a dangling reference',
      (file) => put(file.flows[0], 'src', 'OPS-KEPP1'),
      {
        code: 'plant.dangling-reference',
        path: 'flows[0].src',
        id: 'FL-001',
        mend: { code: 'use', value: 'OPS-KEP1' },
      },
    ],
    [
      'an asset listed under two zones',
      (file) => file.assets.push({ id: 'OPS-KEP1', name: 'Again', zone: 'Z-PKG' }),
      {
        code: 'plant.two-zones',
        path: 'assets[103].id',
        id: 'OPS-KEP1',
      },
    ],
    [
      'a list of zones where one belongs',
      (file) => put(file.assets[0], 'zone', ['Z-ENT', 'Z-DMZ']),
      {
        code: 'plant.two-zones',
        path: 'assets[0].zone',
        id: 'ENT-FW1',
      },
    ],
    [
      'a first interface in another zone than the asset',
      (file) => put(file.assets[1], 'zone', 'Z-DMZ'),
      {
        code: 'plant.two-zones',
        path: 'assets[1].interfaces[0].zone',
        id: 'ENT-DC1',
      },
    ],
    [
      'an address of one asset under another zone',
      (file) => {
        file.assets.push({ id: 'NEW', name: 'New', zone: 'Z-EXT', ip: '10.20.20.254' })
      },
      { code: 'plant.two-zones', path: 'assets[103].ip', id: 'NEW' },
    ],
    [
      'an address used twice in a zone',
      (file) => {
        file.assets.push({ id: 'NEW', name: 'New', zone: 'Z-ENT', ip: '10.10.0.10' })
      },
      { code: 'plant.duplicate-address', path: 'assets[103].ip', id: 'NEW' },
    ],
    [
      'an address in the subnet of another zone',
      (file) => {
        file.assets.push({ id: 'NEW', name: 'New', zone: 'Z-ENT', ip: '10.20.20.99' })
      },
      { code: 'plant.two-zones', path: 'assets[103].zone', id: 'NEW', mend: { code: 'one-zone', value: 'Z-OPS' } },
    ],
    [
      'an address that is none',
      (file) => put(file.assets[1], 'ip', '10.10.0.999'),
      {
        code: 'plant.wrong-value',
        path: 'assets[1].ip',
        id: 'ENT-DC1',
        expected: 'ip-address',
      },
    ],
    [
      'a word outside its list',
      (file) => put(file.conduits[0], 'direction', 'bth'),
      {
        code: 'plant.wrong-value',
        path: 'conduits[0].direction',
        mend: { code: 'use', value: 'both' },
      },
    ],
    [
      'a probability in percent',
      (file) => put((file.lopa[0]!['conditionalModifiers'] as object[])[0], 'p', 50),
      {
        code: 'plant.out-of-range',
        path: 'lopa[0].conditionalModifiers[0].p',
        expected: 'number at most 1',
      },
    ],
    [
      'more of a group than it has',
      (file) => put((file.functions[9]!['inputs'] as object[])[0], 'k', 4),
      {
        code: 'plant.out-of-range',
        path: 'functions[9].inputs[0].k',
      },
    ],
    [
      'text where a number belongs',
      (file) => put(file.zones[1], 'slTarget', '2'),
      {
        code: 'plant.wrong-type',
        path: 'zones[1].slTarget',
        id: 'Z-ENT',
        found: '"2"',
        expected: 'number',
      },
    ],
    [
      'a missing key',
      (file) => put(file.conduits[2], 'protocols', undefined),
      {
        code: 'plant.missing-key',
        path: 'conduits[2].protocols',
        id: 'C-03',
        mend: { code: 'add', value: 'protocols' },
      },
    ],
    [
      'another schema',
      (file) => put(file.about, 'schema', 'reference-plant/1'),
      {
        code: 'plant.unknown-schema',
        path: 'about.schema',
        mend: { code: 'use', value: 'reference-plant/2' },
      },
    ],
  ])('%s', (_, edit, expected) => {
    const faults = faultsAfter(edit)
    expect(faults).toContainEqual(expect.objectContaining(expected))
    expect(faults.every((one) => one.line !== null)).toBe(true)
  })

  test('several faults are told at once', () => {
    const faults = faultsAfter((file) => {
      file.assets[0]!['nmae'] = 'x'
      file.zones[0]!['slTarget'] = 9
    })
    expect(faults.map((one) => one.path)).toEqual(['zones[0].slTarget', 'assets[0].nmae'])
  })
})
