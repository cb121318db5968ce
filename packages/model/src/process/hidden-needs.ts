// Needs that nobody declared: assets of a function that were seen to use a shared service, while the function does not say that it needs what
// provides it. Traffic shows use and not need, so each is a question to the owner: is it needed, and after how long?
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { type DeclaredNeeds, declaredNeedsOf } from './declared-needs.ts'

export type SharedService =
  | 'name'
  | 'time'
  | 'directory'
  | 'licence'
  | 'historian'
  | 'hypervisor'
  | 'remote-access'
  | 'business-system'
  | 'file-server'

/** What was seen between two assets of the plant on one port, answered. */
export interface SeenUse {
  /** Ids in the plant file. */
  readonly client: string
  readonly server: string
  readonly protocol: string | null
  readonly serverPort: number | null
  readonly conversations: number
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
}

/** How often something was seen, and when first and last. */
export type Sight = Pick<SeenUse, 'conversations' | 'firstAt' | 'lastAt'>

export interface HiddenNeed {
  readonly function: string
  readonly service: SharedService
  /** The asset that provides it. */
  readonly server: string
  /** Functions that the server carries; none where no function names it, so that its loss stops nothing in the model. */
  readonly suppliers: readonly string[]
  /** Assets of the function that were seen to use it. */
  readonly clients: readonly string[]
  readonly conversations: number
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
}

interface ServiceRule {
  readonly service: SharedService
  readonly protocols: readonly string[]
  /** Registered ports (IANA), and what the usual products take. */
  readonly ports: readonly number[]
  /** Whatever is asked of an asset of such a role is its service. */
  readonly roles: readonly string[]
}

/** The first that fits counts: what is spoken says more than who is spoken to. */
export const SHARED_SERVICES: readonly ServiceRule[] = [
  { service: 'name', protocols: ['dns'], ports: [53], roles: [] },
  { service: 'time', protocols: ['ntp', 'ptp'], ports: [123, 319], roles: ['time-server'] },
  {
    service: 'directory',
    protocols: ['kerberos', 'ldap', 'ldaps', 'radius', 'tacacs'],
    ports: [49, 88, 389, 464, 636, 1812, 3268, 3269],
    roles: [],
  },
  { service: 'licence', protocols: ['flexlm'], ports: [1947, 27000, 27001, 27009], roles: ['licence-server'] },
  { service: 'historian', protocols: ['pi'], ports: [5450], roles: [] },
  { service: 'hypervisor', protocols: [], ports: [902], roles: ['hypervisor'] },
  {
    service: 'remote-access',
    protocols: ['openvpn', 'ipsec', 'wireguard'],
    ports: [500, 1194, 4500, 51820],
    roles: [],
  },
  { service: 'business-system', protocols: [], ports: [], roles: ['erp', 'mes', 'mes-batch'] },
  { service: 'file-server', protocols: [], ports: [], roles: ['file-server'] },
]

/**
 * The questions, by function in the order of the plant. A need is declared when the function needs a function that the server carries,
 * itself or by way of others. Uses inside one function, and by assets that no function needs, ask nothing.
 */
export function hiddenNeeds(
  { functions, assets }: Pick<PlantFile, 'functions' | 'assets'>,
  uses: readonly SeenUse[],
  { carriers, isDeclared }: DeclaredNeeds = declaredNeedsOf(functions),
): readonly HiddenNeed[] {
  const roleOf = new Map(assets.map(({ id, role }) => [id, role ?? null]))
  const found = new Map<string, HiddenNeed>()
  for (const use of uses) {
    const service = serviceOf(use, roleOf.get(use.server) ?? null)
    if (service === null) continue
    const suppliers = [...(carriers.get(use.server) ?? [])]
    for (const id of carriers.get(use.client) ?? []) {
      if (isDeclared(id, use.server)) continue
      const key = JSON.stringify([id, service, use.server])
      found.set(key, joined(found.get(key), { function: id, service, server: use.server, suppliers }, use))
    }
  }
  const place = new Map(functions.map(({ id }, at) => [id, at]))
  return [...found.values()].sort(
    (a, b) => place.get(a.function)! - place.get(b.function)! || b.conversations - a.conversations,
  )
}

function serviceOf(use: SeenUse, role: string | null): SharedService | null {
  const found = SHARED_SERVICES.find(({ roles }) => role !== null && roles.includes(role))
  return spokenService(use) ?? found?.service ?? null
}

/** The service whose protocol was spoken, or whose port was asked where the protocol is unknown. */
export function spokenService({ protocol, serverPort }: SeenUse): SharedService | null {
  const spoken = SHARED_SERVICES.find(
    ({ protocols, ports }) =>
      protocols.includes(protocol ?? '') || (protocol === null && serverPort !== null && ports.includes(serverPort)),
  )
  return spoken?.service ?? null
}

function joined(
  before: HiddenNeed | undefined,
  about: Pick<HiddenNeed, 'function' | 'service' | 'server' | 'suppliers'>,
  { client, conversations, firstAt, lastAt }: SeenUse,
): HiddenNeed {
  const sight = { conversations, firstAt, lastAt }
  if (before === undefined) return { ...about, clients: [client], ...sight }
  const clients = before.clients.includes(client) ? before.clients : [...before.clients, client]
  return { ...before, clients, ...joinedSight(before, sight) }
}

/** What was seen of both together. */
export function joinedSight(a: Sight, b: Sight): Sight {
  return {
    conversations: a.conversations + b.conversations,
    firstAt: micros(Math.min(a.firstAt, b.firstAt)),
    lastAt: micros(Math.max(a.lastAt, b.lastAt)),
  }
}
