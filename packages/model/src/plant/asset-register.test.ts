import {
  ASSET_COLUMNS,
  type AssetRow,
  atOnce,
  csvRegisterHead,
  csvRegisterLines,
  decodeText,
  type ExportRow,
  openCsvRegister,
  type PlantFault,
  rowWith,
} from '@penstock/model/plant'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const cell = fc.option(
  fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('=1+1', "'=x", "''@a", '-', '+44', 'a"b', 'a,b;c', 'x\r\ny', '\ty', '\ufeffz', 'Straße'),
  ),
  { nil: null },
)

const care = Object.fromEntries(
  ASSET_COLUMNS.slice(ASSET_COLUMNS.indexOf('deputy'), ASSET_COLUMNS.indexOf('note') + 1).map((name) => [name, cell]),
) as Record<
  (typeof ASSET_COLUMNS)[number] &
    (
      | 'deputy'
      | 'location'
      | 'sparePart'
      | 'sparesInStock'
      | 'firmwareKept'
      | 'lastBackupAt'
      | 'backupPlace'
      | 'maintenanceWindow'
      | 'supportEnd'
      | 'supplier'
      | 'contract'
      | 'note'
    ),
  typeof cell
>

const row = fc.record({
  ...care,
  id: fc.string({ minLength: 1 }).filter((id) => id.trim() !== ''),
  name: cell,
  site: cell,
  zone: cell,
  role: cell,
  purdueLevel: fc.constantFrom(null, '0', '3.5'),
  vendor: cell,
  product: cell,
  model: cell,
  orderNumber: cell,
  hardware: cell,
  firmware: cell,
  serial: cell,
  macs: fc.array(fc.constantFrom('00:11:22:33:44:55', '66:77:88:99:aa:bb'), { maxLength: 0 }),
  ips: fc.array(fc.ipV4(), { maxLength: 0 }),
  function: cell,
  ownerGroup: cell,
  ownerPerson: cell,
  ownerConfirmedOn: fc.constantFrom(null, '2026-10-01'),
  notes: cell,
})

function write(rows: readonly AssetRow[]): string {
  const columns = [...ASSET_COLUMNS]
  return (
    csvRegisterHead('a test, with "quotes"; and separators', columns) + csvRegisterLines(rows as ExportRow[], columns)
  )
}

function read(text: string): { columns: readonly string[]; rows: AssetRow[]; faults: PlantFault[] } {
  const file = atOnce(openCsvRegister(text))
  if (!file.ok) return { columns: [], rows: [], faults: [...file.refusal] }
  const lines = [...file.value.rows()]
  const rows = lines.flatMap(({ row }) => row ?? [])
  return { columns: file.value.columns, rows, faults: lines.flatMap(({ faults }) => faults ?? []) }
}

function faultsOf(text: string): PlantFault[] {
  return read(text).faults
}

describe('the asset register', () => {
  test('survives CSV without loss, and no cell of it runs in a spreadsheet', () => {
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: (one) => one.id, maxLength: 5 }), (rows) => {
        const text = write(rows)
        expect(read(text)).toMatchObject({ rows, faults: [] })
        const cells = text.slice(1).match(/(?<=^|,|\r\n)("(?:[^"]|"")*"|[^,\r\n"]*)(?=,|\r\n)/g) ?? []
        expect(cells.length).toBeGreaterThanOrEqual((rows.length + 1) * ASSET_COLUMNS.length)
        for (const written of cells) expect(written).not.toMatch(/^"?[=+@\t\r-]/)
      }),
    )
  })

  test('keeps addresses', () => {
    const rows = [rowWith({ id: 'A', macs: ['00:11:22:33:44:55'], ips: ['10.0.0.1', 'fe80::1'] })]
    expect(read(write(rows)).rows).toEqual(rows)
  })

  test('may leave columns out and come with semicolons', () => {
    const { columns, rows } = read('id;zone\nA;Z-1\n\nB;"x;y"')
    expect(columns).toEqual(['id', 'zone'])
    expect(rows.map((one) => [one.id, one.zone])).toEqual([
      ['A', 'Z-1'],
      ['B', 'x;y'],
    ])
  })

  test.each<[string, string, object[]]>([
    [
      'a formula',
      'id,name\nA,=HYPERLINK("x")'.replaceAll('"', "'"),
      [
        {
          code: 'plant.csv-formula',
          path: 'row 2 name',
          line: 2,
          column: 3,
          mend: { code: 'use', value: "'=HYPERLINK('x')" },
        },
      ],
    ],
    ['a formula in quotes', 'id,name\nA,"=cmd|"" /c calc""!A0"', [{ code: 'plant.csv-formula', line: 2, column: 3 }]],
    [
      'a misspelt column',
      'id,vendr\nA,x',
      [{ code: 'plant.csv-unknown-column', line: 1, column: 4, mend: { code: 'use', value: 'vendor' } }],
    ],
    ['no id column', 'name\nA', [{ code: 'plant.csv-missing-column', mend: { code: 'add', value: 'id' } }]],
    ['an empty file', '', [{ code: 'plant.csv-missing-column' }]],
    ['a column twice', 'id,id\nA,A', [{ code: 'plant.duplicate-key', line: 1, column: 4 }]],
    ['too many cells', 'id,name\nA,b,c', [{ code: 'plant.csv-shape', line: 2, found: '3 cells' }]],
    ['an open quote', 'id,name\nA,"b\nC,d', [{ code: 'plant.csv-shape', line: 2, column: 3 }]],
    [
      'a quote inside a cell',
      'id,name\nA,b"c"',
      [{ code: 'plant.csv-shape', line: 2, column: 3, mend: { code: 'quote', value: '"b""c"""' } }],
    ],
    ['no id', 'id,name\n,b', [{ code: 'plant.wrong-value', line: 2, column: 1 }]],
    ['an address that is none', 'id,ips\nA,10.0.0.300', [{ code: 'plant.wrong-value', path: 'row 2 ips' }]],
    ['an id twice', 'id,name\nA,x\nA,y', [2, 3].map((line) => ({ code: 'plant.duplicate-id', line, column: 1 }))],
    [
      'an asset in two zones',
      'id,zone\nA,Z-1\nA,Z-2',
      [2, 3].map((line) => ({ code: 'plant.two-zones', line, id: 'A' })),
    ],
    ['a row after lines that end in CR LF', 'id,name\r\nA,x\r\nB,=z', [{ code: 'plant.csv-formula', line: 3 }]],
    ['a row after lines that end in CR', 'id,name\rA,x\rB,=z', [{ code: 'plant.csv-formula', line: 3 }]],
    [
      'a line after a cell with line ends',
      'id,name\nA,"x\r\ny"\nB,=z',
      [{ code: 'plant.csv-formula', line: 4, column: 3 }],
    ],
  ])('%s is told with its place', (_, text, faults) => {
    expect(faultsOf(text)).toMatchObject(faults)
  })

  test.each(['id,name\nA,-', 'id,name\nA,-12.5', 'id,site,ips\nA,s1,10.0.0.1\nB,s2,10.0.0.1'])(
    '%j is sound',
    (text) => {
      expect(faultsOf(text)).toEqual([])
    },
  )
})

test('a faulty row does not keep the others out', () => {
  const { rows, faults } = read('id,ips\nA,10.0.0.1\nB,10.0.0.300\nC,10.0.0.3')
  expect(rows.map(({ id }) => id)).toEqual(['A', 'C'])
  expect(faults).toMatchObject([{ line: 3, code: 'plant.wrong-value' }])
})

test('columns that Penstock computed, and ones that it does not know, are left aside with a word', () => {
  const file = atOnce(openCsvRegister('# words\nID,Order Number,breaches (computed),rack unit\nA,1,2,3'))
  expect(file.ok && file.value.columns).toEqual(['id', 'orderNumber'])
  expect(file.ok && file.value.mapping.map(({ why }) => why)).toEqual(['taken', 'taken', 'computed', 'unknown'])
})

test.each([
  ['a name of 1 MB', `id,name\nA,${'x'.repeat(2 ** 20)}`, 'plant.wrong-value'],
  [
    'ten thousand columns',
    `id,${Array.from({ length: 10_000 }, (_, at) => `c${at}`).join(',')}\nA`,
    'plant.out-of-range',
  ],
  ['a row of ten thousand cells', `id,name\nA${','.repeat(10_000)}`, 'plant.csv-shape'],
  ['half a surrogate pair', 'id,name\nA,\ud800', 'plant.wrong-value'],
])('%s is a fault, and a short one', (_, text, code) => {
  const faults = faultsOf(text)
  expect(faults).toMatchObject([{ code }])
  expect(JSON.stringify(faults).length).toBeLessThan(1000)
})

describe('bytes to text', () => {
  test('UTF-8 and UTF-16 come out as they went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isBig) => {
        fc.pre(!text.includes('\u0000'))
        const utf8 = decodeText(new TextEncoder().encode(text))
        expect(utf8).toEqual({ ok: true, value: { text: text.replace(/^\ufeff/, ''), encoding: 'utf-8' } })
        const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
        if (isBig) utf16.swap16()
        const encoding = isBig ? 'utf-16be' : 'utf-16le'
        expect(decodeText(utf16)).toEqual({ ok: true, value: { text, encoding } })
      }),
    )
  })

  test('flipped bytes are refused exactly where the platform decoder refuses them', () => {
    const strict = new TextDecoder('utf-8', { fatal: true })
    const valid = fc.string({ unit: 'binary', minLength: 1 }).map((text) => new TextEncoder().encode(text))
    fc.assert(
      fc.property(valid, fc.nat(), fc.nat(255), (bytes, at, value) => {
        bytes[at % bytes.length] = value
        fc.pre(
          !bytes.includes(0) && !(bytes[0] === 0xff && bytes[1] === 0xfe) && !(bytes[0] === 0xfe && bytes[1] === 0xff),
        )
        let text: string | null = null
        try {
          text = strict.decode(bytes)
        } catch {}
        const read = decodeText(bytes)
        expect(read.ok ? read.value.text : null).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  test('a Windows-1252 umlaut is named with its place', () => {
    const bytes = Buffer.from('id,name\nA,K\xfchler', 'latin1')
    const read = decodeText(bytes)
    expect(read.ok ? null : read.refusal).toMatchObject({
      code: 'plant.not-text',
      found: 'byte 0xfc at position 11',
      line: 2,
      column: 4,
      mend: { code: 'save-as', value: 'UTF-8' },
    })
  })

  test.each([
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80])],
    ['an overlong form', Buffer.from([0xe0, 0x80, 0x80])],
    ['UTF-16 without its mark', Buffer.from('ab', 'utf16le')],
    ['half a UTF-16 unit', Buffer.from([0xff, 0xfe, 0x41])],
    ['a lone surrogate', Buffer.from([0xff, 0xfe, 0x00, 0xd8])],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ])('%s is no text', (_, bytes) => {
    expect(decodeText(bytes).ok).toBe(false)
  })
})
