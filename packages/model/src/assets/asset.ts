// An asset as the register shows it: its interfaces, everything that was said of it, and what was chosen and why.
import { EpochMicros, SiteKey, SourceDomain } from '@penstock/model/kernel'
import { ClaimField, IpAddress, Mac } from '@penstock/model/observations'
import { z } from 'zod'
import { Anchor, AssetKey, SourcedProof } from './anchor.ts'
import { AssetOwner } from './declared.ts'
import { AssetKind, AssetProtocol, AssetStatus, KeptField, ValueBasis } from './vocabulary.ts'

/** One value that was said of one field, once per (value, protocol, method, basis, source of the statement). */
export const SaidValue = z.strictObject({
  /** Null only from a person who says that nobody knows. */
  value: z.string().nullable(),
  /** Protocol that carried it; null for the register and for people. */
  protocol: z.string().nullable(),
  /** How it was learned: a sensor's method, `register`, `person`, or the id of the rule that concluded it. */
  method: z.string(),
  basis: ValueBasis,
  /** Capture, sensor, register file or account; for a conclusion, the rule. */
  source: z.string(),
  /** The earliest packet that says it; null when no packet does. */
  proof: SourcedProof.nullable(),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  /** Why, when it was concluded: what the rule saw. */
  reason: z.string().nullable(),
})
export type SaidValue = z.infer<typeof SaidValue>

/** One field: the chosen value (null is unknown), on what it stands, and all that was said, the chosen one first. */
export const FieldState = z.strictObject({
  value: z.string().nullable(),
  basis: ValueBasis.nullable(),
  said: z.array(SaidValue),
  /** Further different values with a basis better than inferred, after trimming and case folding. */
  conflicts: z.int().min(0),
})
export type FieldState = z.infer<typeof FieldState>

export const AssetFields = z.record(ClaimField, FieldState)
export type AssetFields = z.infer<typeof AssetFields>

/** By field; one of which nothing was said is left out. */
export const KeptFields = z.partialRecord(KeptField, FieldState)
export type KeptFields = z.infer<typeof KeptFields>

export const AssetInterface = z.strictObject({
  mac: Mac.nullable(),
  ip: IpAddress.nullable(),
  /** Where it was seen; empty for a declared interface that never was. */
  segments: z.array(z.string()),
  vlans: z.array(z.int()),
  isObserved: z.boolean(),
  isDeclared: z.boolean(),
  /** Zone the register gives to the interface. */
  zone: z.string().nullable(),
  firstAt: EpochMicros.nullable(),
  lastAt: EpochMicros.nullable(),
})
export type AssetInterface = z.infer<typeof AssetInterface>

/** Where a module stands: behind which asset, and at which place there (`slot 3`, `unit 5`). */
export const AssetBehind = z.strictObject({
  gateway: AssetKey,
  path: z.string(),
  /** Addresses and registered zone of the gateway: a module stands where it stands. */
  ips: z.array(IpAddress),
  zone: z.string().nullable(),
})
export type AssetBehind = z.infer<typeof AssetBehind>

export const Asset = z.strictObject({
  key: AssetKey,
  site: SiteKey,
  kind: AssetKind,
  status: AssetStatus,
  declaredId: z.string().nullable(),
  /** Everything that names it, sorted; a key that moved (an IP got its MAC) is found again among these. */
  anchors: z.array(Anchor),
  macs: z.array(Mac),
  ips: z.array(IpAddress),
  /** Addresses that this device also claimed or was declared with, but that another asset holds. */
  contestedIps: z.array(IpAddress),
  names: z.array(z.string()),
  interfaces: z.array(AssetInterface),
  fields: AssetFields,
  /** What people and registers keep; `zone`, `functions` and `owner` below are what follows from it. */
  kept: KeptFields,
  role: z.string().nullable(),
  /** 0 to 5 with 3.5 for the DMZ; null when unknown. */
  purdueLevel: z.number().nullable(),
  protocols: z.array(AssetProtocol),
  /** Left out for what has an interface of its own. */
  behind: AssetBehind.optional(),
  /** How many addresses of other devices its interfaces sourced (a router, a proxy). */
  forwardedIps: z.int().min(0),
  zone: z.string().nullable(),
  domain: SourceDomain.nullable(),
  functions: z.array(z.string()),
  owner: AssetOwner.nullable(),
  /** The register entry's source and instant; null when nobody declared it. */
  declared: z.strictObject({ source: z.string(), at: EpochMicros }).nullable(),
  /** Counts people's decisions on it; an edit sends the version that it saw. */
  version: z.int().min(0),
  /** Null when it was never seen. */
  firstAt: EpochMicros.nullable(),
  lastAt: EpochMicros.nullable(),
  /** The earliest packet that shows it. */
  proof: SourcedProof.nullable(),
})
export type Asset = z.infer<typeof Asset>
