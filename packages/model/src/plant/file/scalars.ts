// Scalars of the plant file: what one cell of it may hold. The unit is in the key (`H`, `S`, `Minutes`, `Days`).
import { microsOfIso } from '@penstock/model/kernel'
import { z } from 'zod'
import { macKey, parseIp, parseSubnet } from '../address.ts'

/** An id as the plant's people write it, such as `OPS-EWS1`; unique in its list. */
export const PlantId = z.string().min(1).max(120)
export const Text = z.string().max(4000)
export const Name = z.string().min(1).max(400)

/** `YYYY-MM-DD`. */
export const IsoDate = told((text) => text.length === 10 && microsOfIso(text) !== null, 'date', 'YYYY-MM-DD')
/** ISO 8601 in UTC, such as `2026-10-01T06:00:00Z`. */
export const IsoTime = told((text) => text.endsWith('Z') && microsOfIso(text) !== null, 'time', 'ISO 8601 in UTC')
export const IpText = told((text) => parseIp(text) !== null, 'ip-address', 'IPv4 or IPv6 address')
export const MacText = told((text) => macKey(text) !== null, 'mac-address', 'MAC address, six octets in hexadecimal')
export const SubnetText = told((text) => parseSubnet(text) !== null, 'subnet', 'subnet such as 10.20.30.0/26')

/** Hours, zero or more. */
export const Hours = z.number().min(0).max(1_000_000)
/** Hours of a week from Monday 00:00. */
export const HourOfWeek = z.number().min(0).max(168)
export const Minutes = z.number().min(0).max(10_000_000)
export const Days = z.number().min(0).max(100_000)
/** From 0 to 1. */
export const Probability = z.number().min(0).max(1)
export const PerYear = z.number().min(0).max(1_000_000)
export const Count = z.int().min(0).max(1_000_000_000)
export const Port = z.int().min(0).max(65_535)
/** IEC 62443 security level, 0 to 4. */
export const SecurityLevel = z.int().min(0).max(4)
/** One level for each of the seven foundational requirements, in the order of `about.foundationalRequirements`. */
export const SecurityVector = z.array(SecurityLevel).length(7)
/** 1 least to 5 worst, or 1 rarest to 5 most frequent. */
export const RiskLevel = z.int().min(1).max(5)
export const RiskBand = z.enum(['L', 'M', 'H', 'VH'])

export const PlantDirection = z.enum(['both', 'a-to-b'])
export const Inspection = z.enum(['none', 'ports', 'application'])
export const ConduitStatus = z.enum(['as designed', 'deviates', 'undocumented'])
export const FlowTransport = z.enum(['tcp', 'udp', 'ethernet'])

export const ids = z.array(PlantId)

/** A text that must satisfy `holds`; `expected` names the form in a fault, `description` in the JSON Schema. */
function told(holds: (text: string) => boolean, expected: string, description: string) {
  return z.string().max(200).refine(holds, { params: { expected } }).meta({ description })
}
