// How devices of a site stand by what they told until an instant. Five questions, put together by device.
import { type DeviceStanding, MOST_STANDINGS, STANDING_FIELDS } from '@penstock/contract/observations'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { Caller } from '@penstock/server/http'
import { type Store, sqlInstant, sqlTexts } from '@penstock/store/state'
import type { CaptureProof, MonitoringTables } from '@penstock/store/tables'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from './queries.ts'
import { placeOfProof, readingScope } from './reading.ts'

interface Question {
  readonly site: string
  readonly address?: readonly string[] | undefined
  readonly since?: EpochMicros | undefined
  readonly until?: EpochMicros | undefined
}

interface Device {
  readonly device: string
  readonly device_ip: string | null
  readonly device_mac: string | null
}

interface Told extends Device {
  readonly protocol: string
  readonly last_at: EpochMicros
  readonly proof: CaptureProof
}

interface ToldState extends Told {
  readonly part: string | null
  readonly field: string
  readonly value: string
}

interface ToldProgram extends Told {
  readonly kind: string
  readonly name: string | null
  readonly direction: string
  readonly sha256: string
}

interface Station extends Device {
  readonly protocol: string
  readonly station: string
}

interface Called extends Device {
  readonly protocol: string
  readonly ip: string
  readonly name: string | null
}

interface Identity extends Device {
  readonly field: string
  readonly value: string
  readonly basis: string
}

/** Protocols by which a device is read or commanded; who calls by one is its master, or a reader of it. */
const INDUSTRIAL = [
  ...['modbus-tcp', 's7comm', 's7comm-plus', 'ethernet-ip', 'dnp3', 'iec104', 'bacnet', 'iec61850-mms', 'opc-ua'],
  ...['opc-da', 'fins', 'tristation', 'profinet', 'codesys', 'pcom', 'vnet-ip', 'ads'],
]
/** By the name that a client asks for when it opens TLS or QUIC; brokers that publish in the clear by their address alone. */
const NAMED = ['https', 'quic']
const BROKERS = ['mqtt']
const IDENTITY = ['operatingSystem', 'model', 'firmware', 'orderNumber']

export class Standings {
  readonly #store: Store<MonitoringTables>

  constructor(store: Store<MonitoringTables>) {
    this.#store = store
  }

  async list(caller: Caller, question: Question): Promise<{ items: DeviceStanding[]; beyond: number }> {
    return await this.#store.transaction(readingScope(caller), async (tx) => {
      const { since } = question
      const devices = new Devices()
      // What was so then, and of what nobody knew then the first that was told after.
      const then = since === undefined ? null : { ...question, until: since }
      const after = since === undefined ? null : { ...question, since }
      const statesThen = new Map([
        ...(after === null ? [] : await states(tx, after, 'first')).map((row) => [stateKey(row), row.value] as const),
        ...(then === null ? [] : await states(tx, then, 'last')).map((row) => [stateKey(row), row.value] as const),
      ])
      for (const row of await states(tx, question, 'last'))
        devices.of(row).states.push({
          ...{ part: row.part, field: row.field as DeviceStanding['states'][number]['field'], value: row.value },
          was: other(statesThen.get(stateKey(row)), row.value),
          ...shown(row),
        })
      const programsThen = new Map([
        ...(after === null ? [] : await programs(tx, after, 'first')).map(
          (row) => [programKey(row), row.sha256] as const,
        ),
        ...(then === null ? [] : await programs(tx, then, 'last')).map((row) => [programKey(row), row.sha256] as const),
      ])
      for (const row of await programs(tx, question, 'last'))
        devices.of(row).programs.push({
          kind: row.kind as DeviceStanding['programs'][number]['kind'],
          direction: row.direction as DeviceStanding['programs'][number]['direction'],
          ...{ name: row.name, sha256: row.sha256 },
          was: other(programsThen.get(programKey(row)), row.sha256),
          ...shown(row),
        })
      for (const row of await stations(tx, question))
        devices.of(row).stations.push({ protocol: row.protocol, station: row.station })
      for (const row of await called(tx, question))
        devices.of(row).calls.push({ protocol: row.protocol, ip: row.ip, name: row.name })
      for (const { field, value, basis, ...device } of await identities(tx, question))
        devices.of(device).identity.push({ field, value, basis })
      return devices.answer()
    })
  }
}

class Devices {
  readonly #rows = new Map<string, DeviceStanding>()

  of({ device, device_ip, device_mac }: Device): DeviceStanding {
    const known = this.#rows.get(device)
    if (known !== undefined) return known
    const made = { ip: device_ip, mac: device_mac, states: [], programs: [], stations: [], calls: [], identity: [] }
    this.#rows.set(device, made)
    return made
  }

  answer(): { items: DeviceStanding[]; beyond: number } {
    const items = [...this.#rows.values()]
    return { items: items.slice(0, MOST_STANDINGS), beyond: Math.max(0, items.length - MOST_STANDINGS) }
  }
}

function shown({ protocol, last_at, proof }: Told) {
  const { captureId, frame } = placeOfProof(proof)
  return { protocol, captureId, frame, at: isoOfMicros(last_at) }
}

function other(then: string | undefined, now: string): string | null {
  return then === undefined || then === now ? null : then
}

function stateKey({ device, part, field, protocol }: ToldState): string {
  return JSON.stringify([device, part, field, protocol])
}

function programKey({ device, kind, name, protocol }: ToldProgram): string {
  return JSON.stringify([device, kind, name, protocol])
}

function isAsked({ site, address }: Question): RawBuilder<boolean> {
  return address === undefined
    ? sql<boolean>`site = ${site}`
    : sql<boolean>`(device = any(${sqlTexts(address)}) and site = ${site})`
}

function isUntil(column: 'last_at' | 'first_at', { until }: Question): RawBuilder<boolean> {
  return until === undefined ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} <= ${sqlInstant(until)}`
}

/** The last word of each until the moment that is asked for, or the first behind the one that it is held against. */
type Order = 'last' | 'first'
const TURN = { last: sql`desc`, first: sql`asc` } as const

function isBehind({ since }: Question, order: Order): RawBuilder<boolean> {
  return order === 'last' || since === undefined ? sql<boolean>`true` : sql<boolean>`last_at > ${sqlInstant(since)}`
}

/** Of each part and field. */
async function states(tx: Tx, question: Question, order: Order): Promise<readonly ToldState[]> {
  const { rows } = await sql<ToldState>`
    select distinct on (device, part, field, protocol)
      device, device_ip, device_mac, part, field, value, protocol, last_at, proof
    from state_seen
    where ${isAsked(question)} and field = any(${sqlTexts(STANDING_FIELDS)}) and ${isUntil('last_at', question)}
      and ${isBehind(question, order)}
    order by device, part, field, protocol, last_at ${TURN[order]}, (proof ->> 'frame')::bigint ${TURN[order]}, id`.execute(
    tx,
  )
  return rows
}

/** Of each name that came to its end. */
async function programs(tx: Tx, question: Question, order: Order): Promise<readonly ToldProgram[]> {
  const { rows } = await sql<ToldProgram>`
    select distinct on (device, kind, name, protocol)
      device, device_ip, device_mac, kind, name, direction, sha256, protocol, last_at, proof
    from transfer_seen
    where ${isAsked(question)} and kind in ('program', 'firmware') and result = 'complete' and sha256 is not null
      and ${isUntil('last_at', question)} and ${isBehind(question, order)}
    order by device, kind, name, protocol, last_at ${TURN[order]}, id`.execute(tx)
  return rows
}

async function stations(tx: Tx, question: Question): Promise<readonly Station[]> {
  const { rows } = await sql<Station>`
    select device, max(device_ip) as device_ip, max(device_mac) as device_mac, protocol, station
    from (
      select device, device_ip, device_mac, protocol, substring(point from '^(?:ASDU|dnp3) [0-9]+') as station
      from value_seen
      where ${isAsked(question)} and protocol in ('iec104', 'dnp3') and ${isUntil('first_at', question)}
    ) told
    where station is not null
    group by device, protocol, station
    order by device, protocol, station`.execute(tx)
  return rows
}

async function called(tx: Tx, question: Question): Promise<readonly Called[]> {
  const { site, address } = question
  const asked = sqlTexts(address ?? [])
  const isOf =
    address === undefined ? sql<boolean>`true` : sql<boolean>`(client_ip = any(${asked}) or client_mac = any(${asked}))`
  const { rows } = await sql<Called>`
    select coalesce(client_ip, client_mac) as device, client_ip as device_ip, max(client_mac) as device_mac, protocol,
      server_ip as ip, name
    from (
      select client_ip, client_mac, protocol, server_ip, detail ->> 'value' as name
      from conversation left join lateral (
        select detail from jsonb_array_elements(details) as detail where detail ->> 'kind' = 'tls-server-name' limit 1
      ) named on true
      where site = ${site} and protocol = any(${sqlTexts([...NAMED, ...BROKERS, ...INDUSTRIAL])}) and server_ip is not null
        and coalesce(client_ip, client_mac) is not null and ${isOf} and ${isUntil('first_at', question)}
    ) talk
    where name is not null or protocol <> all(${sqlTexts(NAMED)})
    group by client_ip, coalesce(client_ip, client_mac), protocol, server_ip, name
    order by device, protocol, ip, name
    limit ${MOST_STANDINGS * 4}`.execute(tx)
  return rows
}

/** The last word of each field; a claim is of a MAC address, of an IP address, or of both. */
async function identities(tx: Tx, question: Question): Promise<readonly Identity[]> {
  const { site, address } = question
  const asked = sqlTexts(address ?? [])
  const isOf = address === undefined ? sql<boolean>`true` : sql<boolean>`(ip = any(${asked}) or mac = any(${asked}))`
  const { rows } = await sql<Identity>`
    select distinct on (device, field)
      coalesce(nullif(ip, ''), mac) as device, nullif(ip, '') as device_ip, nullif(mac, '') as device_mac, field, value, basis
    from claim
    where site = ${site} and field = any(${sqlTexts(IDENTITY)}) and ${isOf} and ${isUntil('first_at', question)}
    order by device, field, last_at desc, value
    limit ${MOST_STANDINGS * IDENTITY.length}`.execute(tx)
  return rows
}
