// How an asset is shown: the row of the list, the record with provenance, and the three answers.

import { CareField, isEntry, type RegisterField } from '@penstock/model/assets'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const AssetStatus = z.enum(['observed', 'declared', 'confirmed'])

export const AssetRow = z.strictObject({
  id: z.string(),
  reference: z.string(),
  site: SiteKey,
  status: AssetStatus,
  declaredId: z.string().nullable(),
  name: z.string().nullable(),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  role: z.string().nullable(),
  purdueLevel: z.number().nullable(),
  zone: z.string().nullable(),
  function: z.string().nullable(),
  owner: z.string().nullable(),
  team: z.string().nullable(),
  /** When someone last said who answers for it; null when nobody did. */
  ownerConfirmedAt: z.string().nullable(),
  /** Deputy, location, spares, backup, support, contract and note; null where unknown. */
  care: z.record(CareField, z.string().nullable()),
  macs: z.array(z.string()),
  ips: z.array(z.string()),
  firstAt: z.string().nullable(),
  lastAt: z.string().nullable(),
  unknowns: z.int(),
  conflicts: z.int(),
  isUnregistered: z.boolean(),
  breaches: z.int(),
  /** Names of the protocols that it was seen to speak. */
  speaks: z.array(z.string()),
  /**
   * How much it matters by the declared plant, as known now: the worst level of what stops without it (1 to 5), how that comes about, after
   * how many hours, and how many functions stop. Null for what the plant does not declare, and in the past.
   */
  criticality: z
    .strictObject({
      level: z.int().nullable(),
      standing: z.enum(['alone', 'guard', 'shared']).nullable(),
      afterH: z.number().nullable(),
      stops: z.int(),
    })
    .nullable(),
  /** Null where it was not asked for, and for people without a grant for monitoring. */
  exposure: z.strictObject({ peersOtherZones: z.int(), externalPeers: z.int() }).nullable(),
})
export type AssetRow = z.infer<typeof AssetRow>

/** One value that some source gave a field, and on what ground. */
export const FieldSource = z.strictObject({
  value: z.string(),
  basis: z.enum(['confirmed', 'declared', 'observed', 'reported', 'inferred']),
  source: z.string(),
  method: z.string(),
  at: z.string().nullable(),
  captureId: z.string().nullable(),
  captureName: z.string().nullable(),
  /** `frame` is a line of a file of another system, and no packet. */
  isLine: z.boolean(),
  frame: z.int().nullable(),
  offset: z.int().nullable(),
  length: z.int().nullable(),
})
export type FieldSource = z.infer<typeof FieldSource>

export const FieldView = z.strictObject({
  field: z.string(),
  /** Null is unknown, and counted. */
  value: z.string().nullable(),
  basis: z.enum(['confirmed', 'declared', 'observed', 'reported', 'inferred']).nullable(),
  isConflicting: z.boolean(),
  sources: z.array(FieldSource),
})
export type FieldView = z.infer<typeof FieldView>

/** An answer to what, where or who, with source and date; `value` null means unknown. */
export const AnswerView = z.strictObject({
  value: z.string().nullable(),
  basis: z.enum(['confirmed', 'declared', 'observed', 'reported', 'inferred']).nullable(),
  source: z.string(),
  at: z.string().nullable(),
})
export type AnswerView = z.infer<typeof AnswerView>

export const PeerView = z.strictObject({
  conversationId: z.string(),
  assetId: z.string().nullable(),
  label: z.string(),
  side: z.enum(['client', 'server']),
  protocol: z.string().nullable(),
  portGuess: z.string().nullable(),
  serverPort: z.int().nullable(),
  functions: z.array(z.string()),
  packets: z.int(),
  lastAt: z.string(),
  verdict: z.enum(['allowed', 'not-allowed', 'unknown']).nullable(),
  conduit: z.string().nullable(),
  rule: z.string().nullable(),
})
export type PeerView = z.infer<typeof PeerView>

export const DecisionView = z.strictObject({
  /** Id of a person's decision (can be undone), null for one that a rule made. */
  id: z.string().nullable(),
  kind: z.string(),
  rule: z.string(),
  reason: z.string(),
  by: z.string().nullable(),
  at: z.string().nullable(),
})
export type DecisionView = z.infer<typeof DecisionView>

/** One interface with its addresses, or one entry of the register. */
export const AssetPart = z.strictObject({
  anchors: z.array(z.string()),
  mac: z.string().nullable(),
  ips: z.array(z.string()),
  declaredId: z.string().nullable(),
  firstAt: z.string().nullable(),
  lastAt: z.string().nullable(),
})
export type AssetPart = z.infer<typeof AssetPart>

/** An asset that stands behind another one, or in front of it. */
export const AssetNeighbour = z.strictObject({
  assetId: z.string(),
  reference: z.string(),
  /** Its name, else an address, else its reference. */
  label: z.string(),
  role: z.string().nullable(),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
})
export type AssetNeighbour = z.infer<typeof AssetNeighbour>

export const AssetRecord = AssetRow.extend({
  version: z.int(),
  /**
   * For a module: its place, such as `slot 3` or `unit 5`, the asset through which it is reached, and that one's addresses. Null for others,
   * and in the past.
   */
  behind: z
    .strictObject({ path: z.string(), gateway: AssetNeighbour.nullable(), addresses: z.array(z.string()) })
    .nullable(),
  /** Assets that are reached through this one, by their place; the first thousand. None in the past. */
  modules: z.array(AssetNeighbour.extend({ path: z.string() })),
  what: AnswerView,
  where: AnswerView,
  who: AnswerView,
  fields: z.array(FieldView),
  /** Fields that people and registers keep: ownership, function and maintenance. */
  kept: z.array(FieldView),
  interfaces: z.array(
    z.strictObject({
      mac: z.string().nullable(),
      ip: z.string().nullable(),
      vlan: z.int().nullable(),
      ground: z.string(),
    }),
  ),
  /** What a split can take apart, grouped by interface as the addresses were seen together. */
  parts: z.array(AssetPart),
  /** The reference that led here when it is another: that asset went into this one. */
  openedAs: z.string().nullable(),
  protocols: z.array(z.strictObject({ protocol: z.string(), side: z.string(), port: z.int().nullable() })),
  /** Empty for people without a grant for this domain's monitoring; `peersWithheld` then says so. */
  peers: z.array(PeerView),
  peersWithheld: z.boolean(),
  decisions: z.array(DecisionView),
})
export type AssetRecord = z.infer<typeof AssetRecord>

/** Text that the field holds somewhere, in any case. */
const Part = z.string().max(120).optional()

/** The filter line of the asset list as data; the page parses `zone:Z-PKG role:plc text` into it. */
export const AssetFilter = z.strictObject({
  site: SiteKey.optional(),
  text: z.string().max(120).optional(),
  zone: z.string().max(80).optional(),
  role: z.string().max(80).optional(),
  vendor: z.string().max(120).optional(),
  owner: z.string().max(120).optional(),
  status: AssetStatus.optional(),
  /** Assets of which this is unknown: name, vendor, role, zone, owner, function. */
  unknown: z
    .enum(['name', 'vendor', 'model', 'role', 'zone', 'owner', 'function', 'team', ...CareField.options])
    .optional(),
  unregistered: z.stringbool().optional(),
  /** Assets of this criticality or worse. */
  criticality: z.coerce.number().int().min(1).max(5).optional(),
  team: z.string().max(120).optional(),
  deputy: Part,
  location: Part,
  sparePart: Part,
  sparesInStock: Part,
  firmwareKept: Part,
  lastBackupAt: Part,
  backupPlace: Part,
  maintenanceWindow: Part,
  supportEnd: Part,
  supplier: Part,
  contract: Part,
  note: Part,
  /** Support that ends before this day. */
  supportEndsBefore: z.iso.date().optional(),
  /** A last backup before this day; what has none is found by `unknown`. */
  backupBefore: z.iso.date().optional(),
  /** An owner whom nobody confirmed since this day. */
  ownershipBefore: z.iso.date().optional(),
})
export type AssetFilter = z.infer<typeof AssetFilter>

export const AssetSort = z.enum([
  'name',
  '-name',
  'zone',
  '-zone',
  'role',
  '-role',
  'vendor',
  '-vendor',
  'lastAt',
  '-lastAt',
  'criticality',
  '-criticality',
])

/** A talker that nobody registered. */
export const UnregisteredView = z.strictObject({
  id: z.string(),
  assetId: z.string(),
  reference: z.string(),
  label: z.string(),
  site: SiteKey,
  state: z.enum(['open', 'closed']),
  zone: z.string().nullable(),
  addresses: z.array(z.string()),
  likelyFunction: z.string().nullable(),
  reason: z.string(),
  protocolRoles: z.array(z.string()),
  peers: z.array(z.string()),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  openedAt: z.string(),
  removalRecordedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  closedBy: z.enum(['registration', 'absence']).nullable(),
  version: z.int(),
})
export type UnregisteredView = z.infer<typeof UnregisteredView>

/** Fields that a person may enter on a page, in the order of the form. */
export const EDITABLE_FIELDS = [
  'name',
  'vendor',
  'model',
  'role',
  'zone',
  'function',
  'owner',
  'team',
  ...CareField.options,
] as const
export type EditableField = (typeof EDITABLE_FIELDS)[number]

/** What a field takes; an empty text and null both say that it is unknown. */
function entry(field: RegisterField, max: number) {
  const value = z
    .string()
    .trim()
    .max(max)
    .refine((text) => text === '' || isEntry(field, text), { error: 'the field does not take this' })
    .transform((text) => (text === '' ? null : text))
  return value.nullable().optional()
}

/** A change of fields; one that is left out stays as it is. */
export const AssetEdits = z.strictObject({
  name: entry('name', 200),
  vendor: entry('vendor', 200),
  model: entry('model', 200),
  role: entry('role', 80),
  zone: entry('zone', 80),
  function: entry('function', 200),
  owner: entry('owner', 200),
  team: entry('team', 200),
  deputy: entry('deputy', 200),
  location: entry('location', 200),
  sparePart: entry('sparePart', 200),
  sparesInStock: entry('sparesInStock', 6),
  firmwareKept: entry('firmwareKept', 200),
  lastBackupAt: entry('lastBackupAt', 40),
  backupPlace: entry('backupPlace', 400),
  maintenanceWindow: entry('maintenanceWindow', 200),
  supportEnd: entry('supportEnd', 10),
  supplier: entry('supplier', 200),
  contract: entry('contract', 200),
  note: entry('note', 500),
})
export type AssetEdits = z.infer<typeof AssetEdits>
