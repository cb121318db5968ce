// Which logs of a zone show what an attacker does there and no wire shows: by the roles of its assets, against the steps that the attack model
// knows on them.
import type { AttackModel, RuleKind } from '@penstock/model/paths'
import { interfacesOf, isOutsideZone, type PlantAsset, type PlantFile } from '@penstock/model/plant'

export const LOG_KINDS = [
  'boundary',
  'sessions',
  'directory',
  'host',
  'engineering',
  'virtualisation',
  'switching',
  'events',
] as const
export type LogKind = (typeof LOG_KINDS)[number]

export interface LogSource {
  readonly kind: LogKind
  readonly assets: readonly string[]
  /** Steps of the attack model on these assets that it shows. */
  readonly against: readonly RuleKind[]
}

export interface ZoneLogs {
  readonly zone: string
  readonly sources: readonly LogSource[]
  /** Assets that keep no log that anybody could collect: only the wire shows what is done to them. */
  readonly wireOnly: readonly string[]
}

const BY_ROLE: readonly (readonly [RegExp, LogKind])[] = [
  [/^firewall$/, 'boundary'],
  [/^(remote-access|jump-host)$/, 'sessions'],
  [/^directory$/, 'directory'],
  [/^hypervisor$/, 'virtualisation'],
  [/^switch$/, 'switching'],
  [/engineering/, 'engineering'],
  [/^(soe-recorder|siem)$/, 'events'],
]

const SHOWS: Readonly<Record<LogKind, readonly RuleKind[]>> = {
  boundary: ['reach', 'exploit'],
  sessions: ['remote-access', 'valid-account', 'default-password'],
  directory: ['directory-compromise', 'valid-account', 'credential-reuse'],
  host: ['valid-account', 'default-password', 'credential-theft', 'privilege-escalation', 'management', 'exploit'],
  engineering: ['valid-account', 'credential-theft', 'privilege-escalation', 'management', 'exploit'],
  virtualisation: ['hypervisor', 'management', 'valid-account'],
  switching: ['reach'],
  events: [],
}

/** Zones of the site in the order of the plant file; without the networks of others. */
export function logSources(plant: PlantFile, model: AttackModel): readonly ZoneLogs[] {
  const steps = new Map<string, Set<RuleKind>>()
  for (const { at, kind } of model.rules) {
    if (at === null) continue
    const known = steps.get(at)
    if (known === undefined) steps.set(at, new Set([kind]))
    else known.add(kind)
  }
  const own = plant.zones.filter((zone) => !isOutsideZone(zone))
  return own.map(({ id }) => {
    // What has no card is on no network.
    const members = plant.assets.filter((asset) => asset.zone === id && interfacesOf(asset).length > 0)
    const kinds = new Map(members.map((asset) => [asset.id, kindOf(asset)]))
    const sources = LOG_KINDS.flatMap((kind): LogSource[] => {
      const assets = members.filter((asset) => kinds.get(asset.id) === kind).map((asset) => asset.id)
      if (assets.length === 0) return []
      const seen = new Set(assets.flatMap((asset) => [...(steps.get(asset) ?? [])]))
      return [{ kind, assets, against: SHOWS[kind].filter((step) => seen.has(step)) }]
    })
    return { zone: id, sources, wireOnly: members.filter((one) => kinds.get(one.id) === null).map((one) => one.id) }
  })
}

function kindOf({ role, os }: PlantAsset): LogKind | null {
  const named = BY_ROLE.find(([pattern]) => pattern.test(role ?? ''))
  if (named !== undefined) return named[1]
  return (os ?? null) === null ? null : 'host'
}
