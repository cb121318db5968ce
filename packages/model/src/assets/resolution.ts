// The answer of identity resolution: assets, and why each pair of interfaces is, or is not, one device.
import { EpochMicros, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { Anchor, AssetKey, SourcedProof } from './anchor.ts'
import { Asset } from './asset.ts'

/** Rules that make one device of several interfaces, strongest first. */
export const MERGE_RULES = {
  'assets.person-merge': 'a person said that they are one device',
  'assets.declared-mac': 'the register names this MAC',
  'assets.declared-ip': 'the register names this IP, and no MAC contradicts it',
  'assets.own-address': 'the interface itself spoke with this address (ARP, DCP, DHCP, link-local or EUI-64)',
  'assets.one-mac-one-ip': 'the MAC sent packets of this IP and of no other',
  'assets.chassis-mac': 'LLDP names the chassis by a MAC of the same device',
  'assets.same-serial': 'both said the same vendor and serial number of themselves',
  'assets.management-address': 'LLDP or CDP named this IP as the management address of the device',
  'assets.station-name': 'the PROFINET station name is the LLDP chassis of a neighbouring MAC',
  'assets.same-record': 'one record of another system names both interfaces',
  'assets.reported-pair': 'another system keeps this MAC with this IP, and no packet contradicts it',
  'assets.same-module': 'both are the same place behind one gateway',
  'assets.lone-module': 'the device tells of one slot only, and says nothing of itself that contradicts it',
} as const

/** Reasons not to make one device of them, although something suggested it. */
export const KEPT_APART_RULES = {
  'assets.many-addresses': 'the MAC sends for several IPs: a router, or a host with several addresses',
  'assets.proxy-arp': 'the MAC only answers ARP for this IP, or answers for several',
  'assets.declared-forwarder': 'the register gives this MAC another IP: it forwards',
  'assets.network-device': 'the MAC says of itself that it forwards, or its maker is not the maker that the IP named',
  'assets.held-by-stronger-ground': 'another MAC spoke with this IP itself',
  'assets.address-conflict': 'two MACs hold the same IP in one place',
  'assets.same-address-elsewhere': 'the same IP is used in two places that do not touch',
  'assets.two-macs-by-frame': 'two MACs sent packets of this IP and neither spoke with it itself',
  'assets.declared-mac-differs': 'the register gives this IP another MAC',
  'assets.declared-twice': 'two entries of one register name it, or two registers with two MACs',
  'assets.declared-apart': 'one register holds them as two assets',
  'assets.person-split': 'a person said that they are two devices',
  'assets.serial-differs': 'they said different serial numbers of themselves',
  'assets.same-serial-other-model': 'they said the same serial number but another model',
  'assets.management-address-shared': 'several devices name this management address',
  'assets.same-name-only': 'only a name speaks for it',
  'assets.reported-elsewhere': 'packets show the MAC with another IP than the one that another system keeps',
  'assets.reported-twice': 'another system keeps the IP with several MACs',
  'assets.record-shared': 'several records of another system name it, or packets hold its addresses apart',
  'assets.module-apart': 'one is a module that stands behind the other',
} as const

export const MergeRule = z.enum(Object.keys(MERGE_RULES) as [keyof typeof MERGE_RULES])
export type MergeRule = keyof typeof MERGE_RULES
export const KeptApartRule = z.enum(Object.keys(KEPT_APART_RULES) as [keyof typeof KEPT_APART_RULES])
export type KeptApartRule = keyof typeof KEPT_APART_RULES

/** What a rule saw: addresses, names, numbers. */
export const ReasonFacts = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
export type ReasonFacts = z.infer<typeof ReasonFacts>

const decision = {
  /** Content id: verdict, rule and parts. */
  id: z.string(),
  /** What was joined or kept apart; of a long list the first twenty (`facts.count` says how many). */
  parts: z.array(Anchor),
  /** The assets that the parts ended on. */
  assets: z.array(AssetKey),
  facts: ReasonFacts,
  proof: SourcedProof.nullable(),
}

export const IdentityDecision = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('merged'), rule: MergeRule, ...decision }),
  z.strictObject({ verdict: z.literal('kept-apart'), rule: KeptApartRule, ...decision }),
])
export type IdentityDecision = z.infer<typeof IdentityDecision>

/** Something about identity that a person should look at. */
export const IdentityFinding = z.strictObject({
  /** Content id: kind and anchors. */
  key: z.string(),
  kind: z.enum([
    'address-conflict',
    'address-moved',
    'two-macs-by-frame',
    'declared-mac-differs',
    'declared-ip-differs',
    'declared-twice',
    'serial-conflict',
    'management-address-shared',
  ]),
  anchors: z.array(Anchor),
  assets: z.array(AssetKey),
  facts: ReasonFacts,
  proof: SourcedProof.nullable(),
  firstAt: EpochMicros.nullable(),
  lastAt: EpochMicros.nullable(),
})
export type IdentityFinding = z.infer<typeof IdentityFinding>

export const AssetResolution = z.strictObject({
  site: SiteKey,
  /** Sorted by key. */
  assets: z.array(Asset),
  decisions: z.array(IdentityDecision),
  findings: z.array(IdentityFinding),
  /** Addresses that were only called and never spoke: no assets. */
  silentAddresses: z.int().min(0),
})
export type AssetResolution = z.infer<typeof AssetResolution>
