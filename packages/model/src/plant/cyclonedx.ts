// CycloneDX JSON (ECMA-424, 1.4 to 1.6) as a register and back: each device of the bill is an asset. Names of the `cdx:device`
// property taxonomy are read and written; what the register knows beyond them stands under `penstock:`, so that nothing is lost.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import { fault, type PlantFault, shown } from './fault.ts'
import { lineAndColumn, walkJson } from './json-places.ts'
import {
  ASSET_COLUMNS,
  type AssetColumn,
  type AssetRow,
  type ExportColumn,
  type ExportRow,
  isComputed,
  listOfCell,
  rowWith,
  textOfCell,
} from './register-columns.ts'
import { type MappedColumn, type ReadRow, type RegisterFile, wrongForm } from './register-file.ts'

const OWN = 'penstock:'
const VERSIONS = ['1.4', '1.5', '1.6']

/** Properties of the CycloneDX taxonomy for devices that the register has a column for. */
const TAXONOMY = {
  'cdx:device:serialNumber': 'serial',
  'cdx:device:macAddress': 'macs',
  'cdx:device:location': 'location',
  'cdx:device:function': 'function',
  'cdx:device:deviceType': 'role',
  'cdx:device:sku': 'orderNumber',
} as const satisfies Record<string, AssetColumn>

const Party = z.object({ name: z.string().optional() })
const Property = z.object({ name: z.string(), value: z.string().optional() })
const Part = z.object({ type: z.string(), name: z.string(), version: z.string().optional() })
const Component = z.object({
  type: z.string(),
  name: z.string(),
  'bom-ref': z.string().optional(),
  version: z.string().optional(),
  description: z.string().optional(),
  publisher: z.string().optional(),
  cpe: z.string().optional(),
  manufacturer: Party.optional(),
  supplier: Party.optional(),
  properties: z.array(Property).optional(),
  components: z.array(Part).optional(),
})
type Component = z.infer<typeof Component>

/** True for a text that says it is CycloneDX, whatever else is wrong with it. */
export function isCycloneDx(text: string): boolean {
  return /"bomFormat"\s*:\s*"CycloneDX"/.test(text)
}

export function openCycloneDx(text: string): Result<RegisterFile, readonly PlantFault[]> {
  const starts: number[] = []
  const broken = walkJson(text, (path, offset, isKey) => {
    if (!isKey && path.length === 2 && path[0] === 'components') starts.push(offset)
  })
  if (broken !== null) {
    const place = lineAndColumn(text, broken.offset)
    const found = shown(text.slice(broken.offset, broken.offset + 20))
    return refuse([fault({ code: 'plant.not-json', ...place, found, expected: broken.expected })])
  }
  const bom = JSON.parse(text) as { readonly specVersion?: unknown; readonly components?: unknown }
  if (!VERSIONS.includes(String(bom.specVersion))) {
    const expected = VERSIONS.join(', ')
    return refuse([
      fault({
        code: 'plant.wrong-value',
        path: 'specVersion',
        line: 1,
        column: 1,
        found: shown(bom.specVersion),
        expected,
      }),
    ])
  }
  if (!Array.isArray(bom.components))
    return refuse([
      fault({ code: 'plant.missing-key', path: 'components', line: 1, column: 1, expected: 'a list of components' }),
    ])
  const components: readonly unknown[] = bom.components
  const lines = linesOf(text, starts)
  return accept({
    mapping: mappingOf(components),
    columns: ['id'],
    addresses: 'some',
    rowCount: null,
    matchesByName: false,
    rows: () => rowsOf(components, lines),
  })
}

/** Lines of offsets that ascend. */
function linesOf(text: string, offsets: readonly number[]): number[] {
  let [line, at] = [1, 0]
  return offsets.map((offset) => {
    for (let end = text.indexOf('\n', at); end >= 0 && end < offset; end = text.indexOf('\n', at)) {
      line += 1
      at = end + 1
    }
    return line
  })
}

function* rowsOf(components: readonly unknown[], lines: readonly number[]): Generator<ReadRow> {
  const firstLine = new Map<string, number>()
  for (const [at, given] of components.entries()) {
    const line = lines[at] ?? 1
    const path = `components[${at}]`
    const parsed = Component.safeParse(given)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      const where = [path, ...(issue?.path ?? [])].join('.')
      yield {
        line,
        row: null,
        faults: [
          fault({
            code: 'plant.wrong-type',
            path: where,
            line,
            column: 1,
            found: 'another form',
            expected: issue?.message ?? null,
          }),
        ],
      }
      continue
    }
    if (parsed.data.type !== 'device') continue
    const said = saidBy(parsed.data)
    const row = rowOf(said)
    const faults = faultsOf(said, line)
    const before = firstLine.get(row.id)
    if (before !== undefined) {
      const mend = { code: 'rename', value: `line ${before}` } as const
      faults.push(fault({ code: 'plant.duplicate-id', path: `row ${line} id`, line, column: 1, found: row.id, mend }))
    }
    firstLine.set(row.id, line)
    if (faults.length > 0) yield { line, row: null, faults }
    else yield { line, row, faults: null, columns: [...said.keys()] }
  }
}

/** What a device says, by column. A bill of ours says everything in its own properties. */
function saidBy(component: Component): Map<AssetColumn, string> {
  const said = new Map<AssetColumn, string>()
  const properties = component.properties ?? []
  const isOurs = properties.some(({ name }) => name === `${OWN}id`)
  const say = (column: AssetColumn, text: string | undefined) => {
    if (text !== undefined && text !== '') said.set(column, text)
  }
  if (isOurs) {
    for (const { name, value } of properties) {
      const column = ASSET_COLUMNS.find((one) => name === OWN + one)
      if (column !== undefined) say(column, value)
    }
    return said
  }
  const firmware = component.components?.find(({ type }) => type === 'firmware')
  const system = component.components?.find(({ type }) => type === 'operating-system')
  const [, cpeVendor, cpeProduct] = /^cpe:2\.3:[aoh]:([^:]+):([^:]+):/.exec(component.cpe ?? '') ?? []
  for (const { name, value } of properties) {
    const column = (TAXONOMY as Readonly<Record<string, AssetColumn>>)[name]
    const more = column === 'macs' ? said.get('macs') : undefined
    if (column !== undefined) say(column, more === undefined ? value : `${more} ${value ?? ''}`)
  }
  say('name', component.name)
  say('vendor', component.manufacturer?.name ?? component.publisher ?? component.supplier?.name ?? wordOf(cpeVendor))
  say('product', wordOf(cpeProduct))
  if (component.manufacturer?.name !== undefined) say('supplier', component.supplier?.name)
  const systemText = system === undefined ? undefined : `${system.name} ${system.version ?? ''}`.trim()
  const part = firmware?.version ?? systemText
  say('firmware', part ?? component.version)
  if (part !== undefined) say('hardware', component.version)
  say('notes', component.description)
  say('id', component['bom-ref'] ?? said.get('serial') ?? component.name)
  return said
}

/** A word of a CPE: escapes and underscores are its spelling, not the name's. */
function wordOf(text: string | undefined): string | undefined {
  return text === undefined || text === '*' || text === '-' ? undefined : text.replaceAll('\\', '').replaceAll('_', ' ')
}

function rowOf(said: ReadonlyMap<AssetColumn, string>): AssetRow {
  const values = [...said].map(([column, text]) => [
    column,
    column === 'macs' || column === 'ips' ? listOfCell(text) : text,
  ])
  return rowWith({ id: '', ...(Object.fromEntries(values) as Partial<AssetRow>) })
}

function faultsOf(said: ReadonlyMap<AssetColumn, string>, line: number): PlantFault[] {
  return [...said].flatMap(([column, text]) => {
    const expected = wrongForm(column, text)
    const place = { path: `row ${line} ${column}`, line, column: 1, found: shown(text) }
    return expected === null ? [] : [fault({ code: 'plant.wrong-value', ...place, expected })]
  })
}

/** What is taken of a bill and what is not, by kind of component. */
function mappingOf(components: readonly unknown[]): MappedColumn[] {
  const kinds = new Map<string, number>()
  const count = (kind: string) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  for (const given of components) {
    const parsed = Component.safeParse(given)
    if (!parsed.success) continue
    count(parsed.data.type)
    if (parsed.data.type === 'device') for (const part of parsed.data.components ?? []) count(`device / ${part.type}`)
  }
  const taken: Readonly<Record<string, AssetColumn>> = {
    device: 'id',
    'device / firmware': 'firmware',
    'device / operating-system': 'firmware',
  }
  return [...kinds].slice(0, 50).map(([kind, number]): MappedColumn => {
    const to = taken[kind] ?? null
    return { head: `${number} × ${kind}`, to, why: to === null ? 'unknown' : 'taken' }
  })
}

export interface BomWords {
  readonly serialNumber: string
  readonly at: string
  readonly version: string
  readonly scope: string
  readonly count: number
}

/** The begin of a bill, up to its first component. */
export function bomHead({ serialNumber, at, version, scope, count }: BomWords): string {
  const head = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber,
    version: 1,
    metadata: {
      timestamp: at,
      tools: { components: [{ type: 'application', name: 'Penstock', version }] },
      properties: [
        { name: `${OWN}scope`, value: scope },
        { name: `${OWN}count`, value: String(count) },
      ],
    },
  }
  return `${JSON.stringify(head, null, 1).slice(0, -2)},\n "components": [`
}

/** Components, each on a line of its own; `isFirst` of the file has no comma before it. */
export function bomComponents(rows: readonly ExportRow[], columns: readonly ExportColumn[], isFirst: boolean): string {
  return rows
    .map((row, at) => `${isFirst && at === 0 ? '' : ','}\n${JSON.stringify(componentOf(row, columns))}`)
    .join('')
}

export const BOM_END = '\n ]\n}\n'

function componentOf(row: ExportRow, columns: readonly ExportColumn[]) {
  const has = (column: ExportColumn) => columns.includes(column)
  const ref = `${row.site ?? ''}/${row.id}`
  const taxonomy = Object.entries(TAXONOMY).flatMap(([name, column]) =>
    has(column) ? valuesOf(row[column]).map((value) => ({ name, value })) : [],
  )
  const own = columns.flatMap((column) => {
    const value = textOfCell(row[column])
    return value === '' ? [] : [{ name: `${OWN}${isComputed(column) ? 'computed:' : ''}${column}`, value }]
  })
  return {
    type: 'device',
    'bom-ref': ref,
    ...(has('vendor') && row.vendor !== null ? { manufacturer: { name: row.vendor } } : {}),
    ...(has('supplier') && row.supplier !== null ? { supplier: { name: row.supplier } } : {}),
    name: (has('name') ? row.name : null) ?? row.id,
    ...(has('notes') && row.notes !== null ? { description: row.notes } : {}),
    ...(has('firmware') && row.firmware !== null
      ? { components: [{ type: 'firmware', 'bom-ref': `${ref}#firmware`, name: 'firmware', version: row.firmware }] }
      : {}),
    properties: [...taxonomy, ...own],
  }
}

function valuesOf(value: string | null | readonly string[]): readonly string[] {
  return value === null ? [] : typeof value === 'string' ? [value] : value
}
