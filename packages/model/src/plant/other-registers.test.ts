// Registers of other systems: NetBox's CSV and CycloneDX, read with their places and written without loss.
import {
  ASSET_COLUMNS,
  type AssetRow,
  atOnce,
  BOM_END,
  bomComponents,
  bomHead,
  type ExportRow,
  netboxHead,
  netboxKind,
  netboxLines,
  openCycloneDx,
  openNetboxDevices,
  openNetboxInterfaces,
  type ReadRow,
  type RegisterFile,
  rowWith,
} from '@penstock/model/plant'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

function rowsOf(opened: ReturnType<typeof openCycloneDx>): ReadRow[] {
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  return [...opened.value.rows()]
}

function fileOf(opened: ReturnType<typeof openCycloneDx>): RegisterFile {
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal))
  return opened.value
}

const FORM_3 = 'name,device_role,manufacturer,device_type,serial,asset_tag,site,location,rack,status,primary_ip4'
const TABLE_4 = 'Name,Status,Site,Location,Rack,Role,Manufacturer,Type,Serial number,Asset tag,IP Address'

describe("NetBox's CSV", () => {
  test.each([
    [
      'the import form of 3.x',
      `${FORM_3}\nPLC-1,plc,Siemens,S7-1516,00123,TAG-1,Works,Hall 3,R-7,active,10.0.0.1/24\n`,
    ],
    [
      'the device table of 4.x',
      `${TABLE_4}\nPLC-1,Active,Works,Hall 3,R-7,plc,Siemens,S7-1516,00123,TAG-1,10.0.0.1/24\n`,
    ],
  ])('%s is read by its own heads', (_, text) => {
    expect(netboxKind(text)).toBe('netbox-devices')
    const file = fileOf(atOnce(openNetboxDevices(text)))
    expect(file).toMatchObject({ addresses: 'some', matchesByName: true })
    expect(file.mapping.filter(({ why }) => why === 'unknown').map(({ head }) => head.toLowerCase())).toEqual([
      'status',
    ])
    expect([...file.rows()]).toMatchObject([
      {
        line: 2,
        row: {
          id: 'TAG-1',
          name: 'PLC-1',
          role: 'plc',
          vendor: 'Siemens',
          product: 'S7-1516',
          serial: '00123',
          location: 'Hall 3 / R-7',
          ips: ['10.0.0.1'],
          // The only site of the file is the one that is imported into, whatever NetBox calls it.
          site: null,
        },
      },
    ])
  })

  test('of several sites each row keeps its own, and faults name line and column of the file', () => {
    const text = `${FORM_3}\nA,plc,S,X,,,one,,,active,10.0.0.1/24\nB,plc,S,X,,,two,,,active,10.0.0.300/24\nC,=cmd(),S,X,,,two,,,active,\n`
    expect(rowsOf(atOnce(openNetboxDevices(text)))).toMatchObject([
      { row: { id: 'A', site: 'one' } },
      { line: 3, faults: [{ column: 26, code: 'plant.wrong-value' }] },
      { line: 4, faults: [{ column: 3, code: 'plant.csv-formula' }] },
    ])
  })

  test('interfaces become the addresses of their device, line by line checked', () => {
    const text =
      'device,name,mac_address,ip_addresses\nA,e0,00-11-22-33-44-55,10.0.0.1/24\nA,e1,00:11:22:33:44:66,\nB,e0,nonsense,\n'
    expect(netboxKind(text)).toBe('netbox-interfaces')
    const file = fileOf(atOnce(openNetboxInterfaces(text)))
    expect(file.isOnlyKnown).toBe(true)
    expect([...file.rows()]).toMatchObject([
      { line: 4, faults: [{ code: 'plant.wrong-value', path: 'row 4 macs' }] },
      { line: 2, row: { id: 'A', macs: ['00-11-22-33-44-55', '00:11:22:33:44:66'], ips: ['10.0.0.1'] } },
    ])
  })

  test('a CSV of ours and any other are not taken for it', () => {
    expect(netboxKind('id,name,role,vendor\n')).toBeNull()
    expect(netboxKind('')).toBeNull()
  })
})

const DEVICE = {
  type: 'device',
  'bom-ref': 'plc-1',
  name: 'Line 1 PLC',
  version: 'HW 3',
  cpe: 'cpe:2.3:h:siemens:s7-1516_pn\\/dp:-:*:*:*:*:*:*:*',
  supplier: { name: 'Control Supplies' },
  manufacturer: { name: 'Siemens' },
  components: [
    { type: 'firmware', name: 'firmware', version: 'V2.8.3' },
    { type: 'device', name: 'CP 1543' },
  ],
  properties: [
    { name: 'cdx:device:serialNumber', value: '000123' },
    { name: 'cdx:device:macAddress', value: '00:11:22:33:44:55' },
    { name: 'cdx:device:macAddress', value: '00:11:22:33:44:66' },
    { name: 'cdx:device:location', value: 'Hall 3' },
  ],
}

function bom(components: readonly unknown[], specVersion = '1.6'): string {
  return JSON.stringify({ bomFormat: 'CycloneDX', specVersion, version: 1, components }, null, 1)
}

describe('CycloneDX', () => {
  test.each(['1.4', '1.5', '1.6'])(
    'devices of a hardware bill of %s are assets, their firmware with them',
    (version) => {
      const file = fileOf(openCycloneDx(bom([{ type: 'library', name: 'x' }, DEVICE], version)))
      expect(file.mapping.map(({ head, why }) => `${head}: ${why}`)).toEqual([
        '1 × library: unknown',
        '1 × device: taken',
        '1 × device / firmware: taken',
        '1 × device / device: unknown',
      ])
      const [read] = [...file.rows()]
      expect(read?.row).toMatchObject({
        id: 'plc-1',
        name: 'Line 1 PLC',
        vendor: 'Siemens',
        product: 's7-1516 pn/dp',
        supplier: 'Control Supplies',
        firmware: 'V2.8.3',
        hardware: 'HW 3',
        serial: '000123',
        macs: ['00:11:22:33:44:55', '00:11:22:33:44:66'],
        location: 'Hall 3',
      })
      expect(read?.line).toBe(10)
    },
  )

  test('what is wrong is told by the line of its component, and the others stand', () => {
    const broken = { ...DEVICE, 'bom-ref': 'plc-2', properties: [{ name: 'cdx:device:macAddress', value: 'x' }] }
    const rows = rowsOf(openCycloneDx(bom([broken, DEVICE, DEVICE, { type: 'device' }])))
    expect(rows.map(({ faults }) => faults?.[0]?.code ?? 'sound')).toEqual([
      'plant.wrong-value',
      'sound',
      'plant.duplicate-id',
      'plant.wrong-type',
    ])
    expect(rows[3]?.faults?.[0]?.path).toBe('components[3].name')
  })

  test.each([
    ['another version', bom([], '1.2'), 'plant.wrong-value'],
    ['no components', '{"bomFormat":"CycloneDX","specVersion":"1.6"}', 'plant.missing-key'],
    ['broken JSON', '{"bomFormat":"CycloneDX",', 'plant.not-json'],
    [
      'a hundred thousand components in each other',
      `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[${'{"components":['.repeat(100_000)}`,
      'plant.not-json',
    ],
  ])('%s is refused with its place', (_, text, code) => {
    const opened = openCycloneDx(text)
    expect(opened.ok ? [] : opened.refusal).toMatchObject([{ code }])
  })

  test('dependencies that run in a circle are nothing to a register', () => {
    const circle = bom([DEVICE]).replace(
      '"version": 1',
      '"version": 1, "dependencies": [{ "ref": "plc-1", "dependsOn": ["plc-1"] }]',
    )
    expect(circle).toContain('dependsOn')
    expect(rowsOf(openCycloneDx(circle)).length).toBe(1)
  })
})

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
  fc.constantFrom(
    '=cmd()',
    '<script>alert(1)</script>',
    "'@x",
    '\u202eabc',
    'שלום',
    '-',
    '"quoted", and; more',
    'line\nbreak',
  ),
)
const plain = text.filter((one) => !one.includes('\0') && one.isWellFormed())
const hostileRow = fc.record({
  id: plain.filter((one) => one.trim() !== ''),
  name: fc.option(plain),
  site: fc.constant('default'),
  zone: fc.option(plain),
  vendor: fc.option(plain),
  product: fc.option(plain),
  firmware: fc.option(plain),
  serial: fc.option(plain),
  supplier: fc.option(plain),
  location: fc.option(plain),
  notes: fc.option(plain),
  note: fc.option(plain),
  role: fc.option(plain),
  ips: fc.uniqueArray(fc.ipV4(), { maxLength: 3 }),
  macs: fc.constantFrom([], ['00:11:22:33:44:55']),
})
const register = fc.uniqueArray(hostileRow, { selector: ({ id }) => id, maxLength: 6 })

/** A row without its empty texts: an empty cell and an unknown one are the same. */
function known(row: Partial<AssetRow>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value.length > 0))
}

test('[A04] a register goes out as CycloneDX 1.6 and comes back without loss, hostile names included', () => {
  fc.assert(
    fc.property(register, (rows) => {
      const columns = [...ASSET_COLUMNS]
      const words = {
        serialNumber: 'urn:uuid:0',
        at: '2026-01-01T00:00:00Z',
        version: '0',
        scope: 's',
        count: rows.length,
      }
      const out = rows.map((row) => rowWith(row) as ExportRow)
      const written = bomHead(words) + bomComponents(out, columns, true) + BOM_END
      const parsed = JSON.parse(written) as { specVersion: string; components: { type: string; name: string }[] }
      expect(parsed.specVersion).toBe('1.6')
      for (const component of parsed.components)
        expect([component.type, typeof component.name]).toEqual(['device', 'string'])
      expect(rowsOf(openCycloneDx(written)).map(({ row }) => known(row ?? {}))).toEqual(out.map(known))
    }),
  )
})

test("a register goes out as NetBox's CSV and comes back as far as NetBox has columns", () => {
  fc.assert(
    fc.property(register, (rows) => {
      const out = rows.map((row) => rowWith(row) as ExportRow)
      const back = rows.length === 0 ? [] : rowsOf(atOnce(openNetboxDevices(netboxHead() + netboxLines(out))))
      const columns = ['id', 'name', 'vendor', 'product', 'serial', 'location', 'note', 'role'] as const
      const part = (row: Partial<AssetRow> | null) =>
        known(Object.fromEntries(columns.map((column) => [column, row?.[column] ?? null])))
      expect(back.map(({ row }) => part(row))).toEqual(out.map(part))
      for (const line of netboxLines(out).split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@\t]/)
    }),
  )
})
