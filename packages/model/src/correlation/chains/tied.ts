// Ties that events tell: who was logged on where and from where, which session led through which gateway to which host, which address a host
// had. Read from the normalised form, so every format serves.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { EntityClass } from './signal.ts'
import type { Tie } from './ties.ts'

export interface EventOfTies {
  /** Of the event; the same again has the same. */
  readonly id: string
  readonly at: EpochMicros
  readonly classUid: number
  readonly activityId: number
  readonly ocsf: Readonly<Record<string, unknown>>
  /** The source's own names. */
  readonly fields: Readonly<Record<string, unknown>>
}

const AUTHENTICATION = 3002
const TUNNEL = 4014
const LOGON = 1
const FAILED = 2
const DESKTOP = 10
const HOUR_MICROS = 3_600_000_000
/** A session whose end nobody told, and a lease without a term. */
const SESSION_MICROS = 12 * HOUR_MICROS
const LEASE_MICROS = 24 * HOUR_MICROS
const LONGEST_MICROS = 30 * 24 * HOUR_MICROS
/** Names that are of nobody: machines, services of the system, this host. */
const NOBODY = /^(-|unknown|system|local service|network service|anonymous logon|localhost|127\.0\.0\.1|::1|::|.*\$)$/i

export function tiesOfEvent(event: EventOfTies): readonly Tie[] {
  const { id, at, classUid, activityId, ocsf } = event
  const text = (...path: readonly string[]): readonly string[] => textAt(ocsf, path)
  const lease = leaseOf(event)
  if (lease !== null) return tie(`${id}|lease`, 'lease', at, lease.span, { host: [lease.names] })
  const told = Number(ocsf['duration'])
  const isLogon = classUid === AUTHENTICATION && activityId === LOGON && ocsf['status_id'] !== FAILED
  const isTunnel = classUid === TUNNEL && activityId === LOGON
  if (!isLogon && !isTunnel) return []
  // Whoever signs in at a gateway signs in on the target as somebody else; both are the session's.
  const accounts = [...text('user', 'name'), ...text('actor', 'user', 'name')]
  const target = [...text('dst_endpoint', 'hostname'), ...text('dst_endpoint', 'ip')]
  // A desktop session comes from a jump host, which is everybody's.
  const isDesktop = ocsf['logon_type_id'] === DESKTOP
  const from = isDesktop ? [] : [...text('src_endpoint', 'ip'), ...text('src_endpoint', 'hostname')]
  const span = told > 0 ? told * 1000 : SESSION_MICROS
  return tie(`${id}|session`, 'session', at, span, {
    account: accounts.map((name) => bareNames(name)),
    host: [target.flatMap((name) => bareNames(name)), from.flatMap((name) => bareNames(name))],
    session: text('session', 'uid').map((name) => [name]),
  })
}

/** Which address a host had: as Zeek, ISC dhcpd and dnsmasq log leases, and as Sysmon names its own end of a connection. */
function leaseOf({ fields }: EventOfTies): { readonly names: readonly string[]; readonly span: number } | null {
  const field = (name: string): readonly string[] => textAt(fields, [name])
  if (fields['_path'] === 'dhcp') {
    const term = Number(fields['lease_time'])
    const address = [...field('assigned_addr'), ...field('client_addr')].slice(0, 1)
    return { names: [...address, ...field('host_name').flatMap(bareNames)], span: term > 0 ? term * 1e6 : LEASE_MICROS }
  }
  const logged = DHCP_LINE.exec(field('message')[0] ?? '')
  if (logged !== null) return { names: [logged[1]!, ...bareNames(logged[2]!)], span: LEASE_MICROS }
  const isOwnEnd = String(fields['EventID']) === '3' && String(fields['Initiated']).toLowerCase() === 'true'
  if (!isOwnEnd) return null
  return { names: [...field('SourceIp'), ...field('Computer').flatMap(bareNames)], span: LEASE_MICROS }
}

/** `DHCPACK on 10.4.0.9 to 00:00:5e:00:53:01 (lt-117) via eth0` and `DHCPACK(eth0) 10.4.0.9 00:00:5e:00:53:01 lt-117`. */
const DHCP_LINE = /DHCPACK(?: on |\([\w.-]{1,32}\) )([0-9.]{7,15}) (?:to )?[0-9a-f:]{17} \(?([\w.-]{1,63})\)?/i

function tie(
  id: string,
  kind: Tie['kind'],
  at: EpochMicros,
  span: number,
  named: Partial<Record<EntityClass, readonly (readonly string[])[]>>,
): readonly Tie[] {
  const entities: Partial<Record<EntityClass, readonly (readonly string[])[]>> = {}
  for (const [entityClass, things] of Object.entries(named) as [EntityClass, readonly (readonly string[])[]][]) {
    const known = things.map((names) => [...new Set(names)].filter((name) => !NOBODY.test(name)).slice(0, 10))
    const whole = known.filter((names) => names.length > 0)
    if (whole.length > 0) entities[entityClass] = whole
  }
  // One name ties nothing.
  if (Object.values(entities).flat(2).length < 2) return []
  const to = micros(Math.round(at + Math.min(span, LONGEST_MICROS)))
  return [{ id: id.slice(0, 500), kind, entities, from: at, to }]
}

/** With and without its domain. */
function bareNames(name: string): readonly string[] {
  if (name.includes('\\')) return [name, name.slice(name.indexOf('\\') + 1)]
  if (name.includes('@')) return [name, name.slice(0, name.indexOf('@'))]
  return /^[^.\s]+\.[a-z]/i.test(name) ? [name, name.slice(0, name.indexOf('.'))] : [name]
}

function textAt(ocsf: EventOfTies['ocsf'], path: readonly string[]): readonly string[] {
  let at: unknown = ocsf
  for (const step of path) at = (at as Readonly<Record<string, unknown>> | null | undefined)?.[step]
  return typeof at === 'string' && at.trim() !== '' && at.length <= 500 ? [at.trim()] : []
}
