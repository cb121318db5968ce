// Words by which heuristics know what they look for: registries of models, services that software reports to, what access points and
// modems call themselves. Data of the catalogue, arranged for looking up.
import { z } from 'zod'
import { Pattern } from '../indicators.ts'

const Suffixes = z.array(z.string().min(3))
const Named = z.array(z.strictObject({ name: z.string().min(1), domains: Suffixes }))
const Said = z.array(z.strictObject({ name: z.string().min(1), pattern: Pattern }))

export const ShadowBehaviour = z.strictObject({
  schemaVersion: z.literal('1.0'),
  about: z.string(),
  /** H07. */
  registries: Named,
  /** H15. */
  telemetry: Named,
  accessPoints: z.strictObject({
    /** Groups of maker prefixes whose devices are access points as a rule. */
    makerGroups: z.array(z.string()),
    ssdpTypes: z.array(Pattern),
    hostNames: z.array(Pattern),
  }),
  modems: z.strictObject({
    vendorClasses: Said,
    hostNames: Said,
    adapters: z.array(z.strictObject({ prefix: z.string(), maker: z.string().min(1) })),
  }),
})
export type ShadowBehaviour = z.infer<typeof ShadowBehaviour>

interface Form {
  readonly name: string
  readonly form: RegExp
}

export class BehaviourIndex {
  private readonly registries: ReadonlyMap<string, string>
  private readonly telemetry: ReadonlyMap<string, string>
  private readonly accessPointMakers: ReadonlySet<string>
  private readonly accessPointTypes: readonly RegExp[]
  private readonly accessPointNames: readonly RegExp[]
  private readonly tetherClasses: readonly Form[]
  private readonly tetherNames: readonly Form[]
  private readonly adapters: ShadowBehaviour['modems']['adapters']

  constructor({ registries, telemetry, accessPoints, modems }: ShadowBehaviour) {
    this.registries = bySuffix(registries)
    this.telemetry = bySuffix(telemetry)
    this.accessPointMakers = new Set(accessPoints.makerGroups)
    this.accessPointTypes = accessPoints.ssdpTypes.map(formOf)
    this.accessPointNames = accessPoints.hostNames.map(formOf)
    this.tetherClasses = modems.vendorClasses.map(({ name, pattern }) => ({ name, form: formOf(pattern) }))
    this.tetherNames = modems.hostNames.map(({ name, pattern }) => ({ name, form: formOf(pattern) }))
    this.adapters = modems.adapters
  }

  /** The registry of models or containers that a host name belongs to. */
  registryOf(hostName: string): string | undefined {
    return ofSuffix(this.registries, hostName)
  }

  /** The service to which software reports under a host name. */
  telemetryOf(hostName: string): string | undefined {
    return ofSuffix(this.telemetry, hostName)
  }

  /** Whether the devices of a group of makers are access points as a rule. */
  makesAccessPoints(group: string): boolean {
    return this.accessPointMakers.has(group)
  }

  isAccessPointType(ssdpType: string): boolean {
    return this.accessPointTypes.some((form) => form.test(ssdpType))
  }

  isAccessPointName(name: string): boolean {
    return this.accessPointNames.some((form) => form.test(name))
  }

  /** What shares its line, by its DHCP vendor class. */
  tetherOfClass(text: string): string | undefined {
    return this.tetherClasses.find(({ form }) => form.test(text))?.name
  }

  tetherOfName(text: string): string | undefined {
    return this.tetherNames.find(({ form }) => form.test(text))?.name
  }

  /** Who made the adapter or modem of a MAC address. */
  adapterMaker(mac: string): string | undefined {
    return this.adapters.find(({ prefix }) => mac.startsWith(prefix))?.maker
  }
}

function bySuffix(named: ShadowBehaviour['registries']): ReadonlyMap<string, string> {
  return new Map(named.flatMap(({ name, domains }) => domains.map((domain) => [domain, name] as const)))
}

function ofSuffix(suffixes: ReadonlyMap<string, string>, hostName: string): string | undefined {
  const lower = hostName.toLowerCase().replace(/\.$/, '')
  for (let at = 0; at >= 0; at = lower.indexOf('.', at) + 1 || -1) {
    const found = suffixes.get(lower.slice(at))
    if (found !== undefined) return found
  }
  return undefined
}

function formOf(pattern: string): RegExp {
  return new RegExp(pattern, 'i')
}
