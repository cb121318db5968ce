// `docs/reference/events.md`: what a sensor says, per field, from the schemas' own descriptions.
import * as observations from '@penstock/model/observations'
import type { GeneratedDocument } from './document.ts'

export const eventReference: GeneratedDocument = { path: 'docs/reference/events.md', render: renderEvents }

const EVENTS = [
  ['Identity and role', 'claims', observations.Claim],
  ['Operation', 'operations', observations.OperationSeen],
  ['Value', 'values', observations.ValueSeen],
  ['State', 'states', observations.StateSeen],
  ['Transfer', 'transfers', observations.TransferSeen],
  ['Logon', 'logons', observations.LogonSeen],
  ['Discovery', 'discoveries', observations.DiscoverySeen],
  ['Anomaly', 'anomalies', observations.AnomalySeen],
] as const
const PARTS = [
  ['Endpoint', observations.Endpoint],
  ['Proof', observations.Proof],
] as const

interface JsonSchema {
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
}

function renderEvents(): string {
  return [
    '# Events',
    '',
    'Made from `packages/model/src/observations` by `npm run documents`. This is what a sensor says of devices: `penstock sensor read --json`',
    'lists it, batches carry it to a cell (`POST /api/{domain}/observations`), and the cell keeps and serves it. Whole conversations and',
    'which address belongs to which hardware come beside it. Text in it came over the wire and is shown, never followed.',
    '',
    ...EVENTS.flatMap(([title, list, schema]) => sectionOf(`${title}: \`${list}\``, schema)),
    '# Parts',
    '',
    ...PARTS.flatMap(([title, schema]) => sectionOf(title, schema)),
  ].join('\n')
}

function sectionOf(title: string, schema: { toJSONSchema(): unknown }): string[] {
  const { description = '', properties = {}, required = [] } = schema.toJSONSchema() as JsonSchema
  const rows = Object.entries(properties).map(([name, field]) => {
    const presence = required.includes(name) ? '' : ', may be absent'
    return `| \`${name}\` | ${cell(`${typeOf(field)}${presence}`)} | ${cell(saidOf(title, name, field))} |`
  })
  return [`## ${title}`, '', description, '', '| Field | Type, unit, range | Says |', '|---|---|---|', ...rows, '']
}

/** Every field says what it is: a page with a gap is not made. */
function saidOf(title: string, name: string, field: JsonSchema): string {
  if (field.description === undefined) throw new Error(`${title}: ${name} has no description in its schema`)
  return field.description
}

function typeOf(field: JsonSchema): string {
  const { type, anyOf, items, properties } = field
  if (anyOf !== undefined) return anyOfType(anyOf)
  if (Array.isArray(type)) return anyOfType(type.map((one: string) => ({ ...field, type: one })))
  if (field.enum !== undefined) return field.enum.map((one) => `\`${one}\``).join(' ')
  if (type === 'array') return `list of ${items === undefined ? 'anything' : typeOf(items)}`
  if (properties !== undefined) return 'frame' in properties ? '[Proof](#proof)' : '[Endpoint](#endpoint)'
  if (type === 'integer') return integerType(field)
  if (type === 'number') return 'number, finite'
  if (field.format === 'ipv4' || field.format === 'ipv6') return field.format.replace('ip', 'IP')
  if (field.pattern !== undefined) return `text \`${field.pattern}\``
  return field.maxLength === undefined ? 'text' : `text, at most ${field.maxLength} characters`
}

function anyOfType(anyOf: readonly JsonSchema[]): string {
  const isNullable = anyOf.some(({ type }) => type === 'null')
  const types = anyOf.filter(({ type }) => type !== 'null').map(typeOf)
  return `${types.join(' or ')}${isNullable ? ', or null' : ''}`
}

/** An instant is the one integer that may be negative. */
function integerType({ minimum = 0, maximum }: JsonSchema): string {
  if (minimum < 0) return 'microseconds since 1970 UTC'
  return maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER
    ? `whole number from ${minimum}`
    : `whole number ${minimum} to ${maximum}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
