// The words of the register: on what a value stands, what an asset is for, and how its standing is told.
import { ClaimField, ProtocolSide } from '@penstock/model/observations'
import { CARE_COLUMNS } from '@penstock/model/plant'
import { z } from 'zod'

/** On what a value stands, strongest first: a person looked, the register says, the device said, another system says, it was concluded. */
export const ValueBasis = z.enum(['confirmed', 'declared', 'observed', 'reported', 'inferred'])
export type ValueBasis = z.infer<typeof ValueBasis>

/**
 * `observed`: seen, not in the register. `declared`: in the register, or told of by a list of another system, and never seen.
 * `confirmed`: in the register and seen, and they agree.
 */
export const AssetStatus = z.enum(['observed', 'declared', 'confirmed'])
export type AssetStatus = z.infer<typeof AssetStatus>

/**
 * `shared-address`: the address of a redundancy group (VRRP, HSRP, GLBP), held by one member at a time. `module`: what has no address of its
 * own and is spoken to through another asset.
 */
export const AssetKind = z.enum(['device', 'shared-address', 'module'])
export type AssetKind = z.infer<typeof AssetKind>

export const ASSET_FIELDS = ClaimField.options
export type AssetField = ClaimField

/** What the people who maintain a device keep about it; no packet says any of it. Dates and numbers have one form (`isEntry`). */
export const CareField = z.enum(CARE_COLUMNS)
export type CareField = z.infer<typeof CareField>

/** Fields that only people and registers fill: where it stands, what it serves, who answers for it, how it is cared for. */
export const KeptField = z.enum(['zone', 'function', 'owner', 'team', ...CareField.options])
export type KeptField = z.infer<typeof KeptField>

/** Every field that a person may enter or confirm. */
export const RegisterField = z.enum([...ClaimField.options, ...KeptField.options])
export type RegisterField = z.infer<typeof RegisterField>

export const AssetProtocol = z.strictObject({
  protocol: z.string(),
  role: ProtocolSide,
  /** Server port of the conversation; null when the protocol has none. */
  port: z.int().min(0).max(65_535).nullable(),
  /** True when only the port suggests the protocol: content gave none. */
  isGuess: z.boolean(),
  /** False when the other side never answered: a wish, not a service. */
  isAnswered: z.boolean(),
})
export type AssetProtocol = z.infer<typeof AssetProtocol>
