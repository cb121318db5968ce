// Whether an object is valid OCSF with the `ot` profile: attributes known, required ones there, constraints met, values allowed, types
// right, profiles named. Objects whose form the schema does not hold are taken as they are.
import { parseIp } from '@penstock/model/plant'
import { OT_POINT, OT_PROFILE } from './profile.ts'
import type { OcsfAttribute, OcsfSchema, OcsfShape } from './schema.ts'

export interface OcsfFault {
  /** Dotted path. */
  readonly at: string
  readonly code:
    | 'unknown-class'
    | 'unknown-attribute'
    | 'missing'
    | 'constraint'
    | 'value'
    | 'type'
    | 'profile'
    | 'number'
}

type Given = Readonly<Record<string, unknown>>

export function judgeOcsf(event: Given, schema: OcsfSchema): readonly OcsfFault[] {
  const found = Object.values(schema.classes).find(({ uid }) => uid === event['class_uid'])
  if (found === undefined) return [{ at: 'class_uid', code: 'unknown-class' }]
  const base = schema.classes['base_event']!
  const attributes: Readonly<Record<string, OcsfAttribute>> = {
    ...base.attributes,
    ...found.attributes,
    ot: { type: 'ot', required: true, profile: 'ot' },
  }
  const faults: OcsfFault[] = []
  const { ot, metadata } = event
  judgeShape(
    { ...event },
    { constraints: found.constraints, attributes: withoutNumbers(attributes) },
    '',
    schema,
    faults,
  )
  if (isGiven(ot)) judgeShape(ot, OT_PROFILE, 'ot.', schema, faults)
  const profiles = isGiven(metadata) && Array.isArray(metadata['profiles']) ? (metadata['profiles'] as unknown[]) : []
  for (const name of Object.keys(event)) {
    const { profile, required } = attributes[name] ?? {}
    const isOfProfile = profile !== undefined && (name === 'ot' || required !== true)
    if (isOfProfile && !profiles.includes(profile)) faults.push({ at: name, code: 'profile' })
  }
  if (event['category_uid'] !== found.category) faults.push({ at: 'category_uid', code: 'number' })
  if (event['type_uid'] !== found.uid * 100 + Number(event['activity_id']))
    faults.push({ at: 'type_uid', code: 'number' })
  return faults
}

/** Numbers of the class itself are judged by what they must be. */
function withoutNumbers(attributes: OcsfShape['attributes']): OcsfShape['attributes'] {
  const number = { type: 'integer_t', required: true as const }
  return { ...attributes, class_uid: number, category_uid: number, type_uid: number }
}

function judgeShape(given: Given, shape: OcsfShape, path: string, schema: OcsfSchema, faults: OcsfFault[]): void {
  for (const [name, attribute] of Object.entries(shape.attributes))
    if (attribute.required === true && given[name] === undefined) faults.push({ at: path + name, code: 'missing' })
  for (const [name, value] of Object.entries(given)) {
    const attribute = Object.hasOwn(shape.attributes, name) ? shape.attributes[name] : undefined
    if (attribute === undefined) faults.push({ at: path + name, code: 'unknown-attribute' })
    else if (attribute.list === true) {
      if (!Array.isArray(value)) faults.push({ at: path + name, code: 'type' })
      else for (const [at, each] of value.entries()) judgeValue(each, attribute, `${path}${name}.${at}`, schema, faults)
    } else judgeValue(value, attribute, path + name, schema, faults)
  }
  const { at_least_one: some, just_one: one } = shape.constraints
  const count = (names: readonly string[]) => names.filter((name) => given[name] !== undefined).length
  if (some !== undefined && count(some) === 0) faults.push({ at: path + some.join('|'), code: 'constraint' })
  if (one !== undefined && count(one) !== 1) faults.push({ at: path + one.join('|'), code: 'constraint' })
}

function judgeValue(
  value: unknown,
  attribute: OcsfAttribute,
  at: string,
  schema: OcsfSchema,
  faults: OcsfFault[],
): void {
  if (attribute.values !== undefined && !Object.hasOwn(attribute.values, String(value)))
    faults.push({ at, code: 'value' })
  const { type } = attribute
  const shape = type === 'ot_point' ? OT_POINT : Object.hasOwn(schema.objects, type) ? schema.objects[type] : undefined
  if (shape !== undefined) {
    if (isGiven(value)) judgeShape(value, shape, `${at}.`, schema, faults)
    else faults.push({ at, code: 'type' })
  } else if (!(TYPES[type] ?? isAny)(value)) faults.push({ at, code: 'type' })
}

const isAny = () => true
const isText = (value: unknown) => typeof value === 'string'
const isWhole = (value: unknown) => Number.isSafeInteger(value)

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string_t: isText,
  hostname_t: isText,
  username_t: isText,
  email_t: isText,
  url_t: isText,
  file_name_t: isText,
  file_path_t: isText,
  file_hash_t: isText,
  process_name_t: isText,
  reg_key_path_t: isText,
  resource_uid_t: isText,
  mac_t: isText,
  boolean_t: (value) => typeof value === 'boolean',
  integer_t: isWhole,
  long_t: isWhole,
  timestamp_t: isWhole,
  float_t: (value) => typeof value === 'number' && Number.isFinite(value),
  port_t: (value) => isWhole(value) && Number(value) >= 0 && Number(value) <= 65_535,
  ip_t: (value) => typeof value === 'string' && parseIp(value) !== null,
}

function isGiven(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
