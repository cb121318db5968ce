// Anchors: the texts that name one interface or register entry, and the keys of assets made from them.
// An asset's key is `<site>/<anchor>`; a hash of it gives a stable id, so a replay finds the same asset again.
import { compareTexts, EpochMicros, type SiteKey } from '@penstock/model/kernel'
import { Proof } from '@penstock/model/observations'
import { z } from 'zod'

/**
 * `declared:<id>`, `mac:<mac>`, `ip:<ip>`, `ip:<ip>%<scope>` for an address that means something in one place only, or
 * `module:<anchor>@<path>` for what stands behind an interface: a slot, a unit.
 */
export const Anchor = z.string().regex(/^(declared|mac|ip|module):.+$/)
export type Anchor = z.infer<typeof Anchor>

/** `<site>/<anchor>`. */
export const AssetKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}\/(declared|mac|ip|module):.+$/)
export type AssetKey = z.infer<typeof AssetKey>

/** A proof together with the capture or sensor it came from (`FactSource.id`): file numbers count within one source. */
export const SourcedProof = z.strictObject({ source: z.string(), ...Proof.shape })
export type SourcedProof = z.infer<typeof SourcedProof>

/** First and last instant of something, in microseconds of the sensor's clock. */
export const Span = z.strictObject({ firstAt: EpochMicros, lastAt: EpochMicros })
export type Span = z.infer<typeof Span>

export function macAnchor(mac: string): Anchor {
  return `mac:${mac.toLowerCase()}`
}

export function ipAnchor(ip: string, scope: string | null = null): Anchor {
  return scope === null ? `ip:${ip.toLowerCase()}` : `ip:${ip.toLowerCase()}%${scope}`
}

export function declaredAnchor(id: string): Anchor {
  return `declared:${id}`
}

/** What stands at `path` behind the interface of this anchor. */
export function moduleAnchor(interfaceAnchor: Anchor, path: string): Anchor {
  return `module:${interfaceAnchor}@${path}`
}

/** The key of the asset that stands on this anchor at this site. */
export function keyOfAnchor(site: SiteKey, anchor: Anchor): AssetKey {
  return `${site}/${anchor}`
}

/** The anchor inside a key. */
export function anchorOfKey(key: AssetKey): Anchor {
  return key.slice(key.indexOf('/') + 1)
}

/** Earlier proof first; equal instants by source, file and frame, so that every order of input picks the same one. */
export function compareProofs(a: SourcedProof, b: SourcedProof): number {
  return a.at - b.at || compareTexts(a.source, b.source) || a.file - b.file || a.frame - b.frame || a.offset - b.offset
}

/** True when this packet stands before the known proof: then it is worth an object of its own. */
export function isEarlierPacket(source: string, proof: Proof, known: SourcedProof): boolean {
  if (proof.at !== known.at) return proof.at < known.at
  if (source !== known.source) return source < known.source
  return (proof.file - known.file || proof.frame - known.frame || proof.offset - known.offset) < 0
}
