// What is known of a device of the register, as the matcher asks it, and from whom each part is known.
import { type Asset, stateOf, type ValueBasis } from '@penstock/model/assets'
import type { InstalledSoftware } from '@penstock/model/plant'
import type { DeviceIdentity } from './asset.ts'

export type IdentityField = 'vendor' | 'product' | 'version' | 'modelNumber' | 'hwRev' | 'serial' | 'role'

/** One part of an identity, and who said it. */
export interface IdentityFact {
  readonly field: IdentityField
  readonly value: string
  readonly basis: ValueBasis
  /** Protocol that carried it; null for the register and for people. */
  readonly protocol: string | null
  /** How it was learned: a sensor's method, `register`, `person`, or the id of a rule. */
  readonly method: string
  /** Capture, sensor, register file or account; for a conclusion, the rule. */
  readonly source: string
}

export interface KnownDevice {
  readonly identity: DeviceIdentity
  readonly facts: readonly IdentityFact[]
}

/** Fields of the register that say each part, the first that is known. */
const FIELDS = {
  vendor: ['vendor'],
  product: ['model', 'orderNumber'],
  version: ['firmware'],
  modelNumber: ['orderNumber'],
  hwRev: ['hardware'],
  serial: ['serial'],
  role: ['role'],
} as const satisfies Record<IdentityField, readonly (keyof Asset['fields'])[]>

/** Null where the register does not say who made it, or what it is: there is nothing to match by. */
export function identityOfAsset(id: string, asset: Pick<Asset, 'fields' | 'kept'>): KnownDevice | null {
  const facts: IdentityFact[] = []
  const identity = identityOfValues(id, (name, field) => {
    const { value, said } = stateOf(asset, name)
    const chosen = said[0]
    if (value === null || chosen === undefined || value.trim() === '') return null
    const { basis, protocol, method, source } = chosen
    facts.push({ field, value, basis, protocol, method, source })
    return value
  })
  if (identity === null) return null
  const read = facts.find(({ field }) => field === 'version') ?? facts[0]!
  return { identity: { ...identity, identitySource: read.protocol ?? read.method }, facts }
}

/** What runs on a host, as the plant file lists it; what names no maker is nothing to match by. */
export function identityOfSoftware(id: string, software: InstalledSoftware): KnownDevice | null {
  const { name, version, maker, source, readOn } = software
  const said = { basis: 'declared', protocol: null, method: `${source}, ${readOn}`, source: 'swInventory' } as const
  const values = { vendor: maker, model: name, firmware: version }
  const facts: IdentityFact[] = []
  const identity = identityOfValues(id, (from, field) => {
    const value = from in values ? values[from as keyof typeof values] : null
    if (value !== null) facts.push({ field, value, ...said })
    return value
  })
  return identity === null ? null : { identity: { ...identity, identitySource: source }, facts }
}

/** The same from values alone, as they were at some moment. */
export function identityOfValues(
  id: string,
  valueFrom: (name: keyof Asset['fields'], field: IdentityField) => string | null,
): DeviceIdentity | null {
  const part = (field: IdentityField): string | null => {
    for (const name of FIELDS[field]) {
      const value = valueFrom(name, field)
      if (value !== null && value.trim() !== '') return value
    }
    return null
  }
  const [vendor, product] = [part('vendor'), part('product')]
  if (vendor === null || product === null) return null
  return {
    id,
    vendor,
    product,
    version: part('version'),
    modelNumber: part('modelNumber'),
    hwRev: part('hwRev'),
    serial: part('serial'),
    slotRole: null,
    identitySource: null,
    role: part('role'),
  }
}
