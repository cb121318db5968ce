// Logs of Zeek that say more than columns to fields: connections, leases, functions, what a host runs.
import { micros } from '@penstock/model/kernel'
import type { Endpoint, FunctionSeen, Proof } from '@penstock/model/observations'
import { DNP3, MODBUS } from '@penstock/sensor/protocols'
import { ipOf, macOf } from '../cells.ts'
import type { Collector, Talk } from '../collector.ts'
import { endpointOf, functionOf, namedProtocol, operate, transportOf } from '../endpoints.ts'
import { DNP3_CODES, MODBUS_CODES } from './functions.ts'
import { SERVICES } from './logs.ts'
import type { ZeekRow } from './rows.ts'

type Special = (row: ZeekRow, out: Collector, proof: Proof) => string | null

/** The ends of the row's connection; null when an address is none. */
export function endsOf(
  row: ZeekRow,
): { readonly client: Endpoint; readonly server: Endpoint; readonly port: number | null } | null {
  const client = ipOf(row.cell('id.orig_h') ?? '')
  const server = ipOf(row.cell('id.resp_h') ?? '')
  const port = Number(row.cell('id.resp_p') ?? Number.NaN)
  if (client === null || server === null) return null
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535
  return { client: endpointOf(null, client), server: endpointOf(null, server), port: isPort ? port : null }
}

/** A conversation that other lines count: this one only adds what was said in it. */
export function spokenIn(row: ZeekRow, protocol: string, ends: NonNullable<ReturnType<typeof endsOf>>): Talk {
  const transport =
    row.cell('proto') === null ? (UDP_PORTS.has(ends.port ?? -1) ? 'udp' : 'tcp') : transportOf(row.cell('proto'))
  return {
    client: ends.client,
    server: ends.server,
    ...namedProtocol(protocol, transport, ends.port),
    transport,
    serverPort: ends.port,
    sidesFrom: 'content',
    isAnswered: false,
    packets: 0,
    bytes: 0,
    firstAt: row.at,
    lastAt: row.at,
  }
}

/** Where a log does not name its transport. */
const UDP_PORTS: ReadonlySet<number> = new Set([53, 67, 69, 88, 123, 137, 161, 47_808])

/** Answers what is wrong with the row, or null. */
export const SPECIAL: Readonly<Record<string, Special>> = {
  conn: (row, out, proof) => {
    const ends = endsOf(row)
    if (ends === null) return 'an address is none'
    const transport = transportOf(row.cell('proto'))
    const isPorted = transport === 'tcp' || transport === 'udp'
    const services = new Set((row.cell('service') ?? '').toLowerCase().split(','))
    const service = Object.entries(SERVICES).find(([name]) => services.has(name))?.[1] ?? null
    const port = isPorted ? ends.port : null
    const named = isPorted
      ? namedProtocol(service, transport, port)
      : { protocol: row.cell('proto')?.toLowerCase() ?? null, portGuess: null }
    const sent = countOf(row.cell('orig_pkts'))
    const answered = countOf(row.cell('resp_pkts'))
    const lastAt = micros(row.at + Math.round(Number(row.cell('duration') ?? 0) * 1_000_000 || 0))
    const vlan = vlanOf(row.cell('vlan'))
    const clientMac = macOf(row.cell('orig_l2_addr') ?? '')
    const serverMac = macOf(row.cell('resp_l2_addr') ?? '')
    out.converse(
      {
        client: endpointOf(clientMac, ends.client.ip),
        server: endpointOf(serverMac, ends.server.ip),
        ...named,
        transport,
        serverPort: port,
        sidesFrom:
          service !== null
            ? 'content'
            : transport === 'tcp' && row.cell('history')?.startsWith('S')
              ? 'handshake'
              : 'port',
        isAnswered: answered > 0,
        vlan,
        packets: sent + answered,
        bytes: countOf(row.cell('orig_ip_bytes')) + countOf(row.cell('resp_ip_bytes')),
        firstAt: row.at,
        lastAt,
      },
      proof,
    )
    const span = { firstAt: row.at, lastAt }
    if (clientMac !== null && sent > 0)
      out.bind(clientMac, ends.client.ip, 'frame', span, proof, { vlan, packets: sent })
    if (serverMac !== null && answered > 0)
      out.bind(serverMac, ends.server.ip, 'frame', span, proof, { vlan, packets: answered })
    out.watched(row.at, lastAt)
    return null
  },
  dhcp: (row, out, proof) => {
    const mac = macOf(row.cell('mac') ?? '')
    if (mac === null) return 'mac is no MAC address'
    const given = ipOf(row.cell('assigned_addr') ?? '')
    const isGranted = row.cell('msg_types')?.toUpperCase().includes('ACK') === true
    if (given !== null && isGranted) {
      out.bind(mac, given, 'protocol', { firstAt: row.at, lastAt: row.at }, proof, { protocol: 'dhcp' })
    }
    out.claim(endpointOf(mac, null), 'name', row.cell('host_name') ?? row.cell('client_fqdn'), 'dhcp.log', proof)
    return null
  },
  modbus: (row, out, proof) => functionRow(row, out, proof, MODBUS, 'modbus-tcp', MODBUS_CODES, row.cell('func')),
  modbus_detailed: (row, out, proof) =>
    functionRow(row, out, proof, MODBUS, 'modbus-tcp', MODBUS_CODES, row.cell('func')),
  dnp3: (row, out, proof) =>
    functionRow(row, out, proof, DNP3, 'dnp3', DNP3_CODES, row.cell('fc_request') ?? row.cell('fc_reply')),
  s7comm_upload_download: (row, out, proof) => {
    const ends = endsOf(row)
    if (ends === null) return 'an address is none'
    const name = row.cell('function_name') ?? ''
    const isRequest = row.cell('rosctr')?.startsWith('Job') === true
    const kind = /download/i.test(name) ? 'program-download' : 'program-upload'
    out.converse(spokenIn(row, 's7comm', ends), proof)
    if (!isRequest || !/^(start upload|request download)$/i.test(name)) return null
    const target = row.cell('filename') ?? row.cell('block_number')
    const { client, server } = ends
    out.operation({
      at: row.at,
      protocol: 's7comm',
      kind,
      code: /download/i.test(name) ? '0x1a' : '0x1d',
      name,
      client,
      server,
      target,
      result: null,
      count: 1,
      proof,
    })
    return null
  },
  bacnet_discovery: (row, out, proof) => {
    const speaker = ipOf(row.cell('source_h') ?? row.cell('id.orig_h') ?? '')
    if (speaker === null) return 'an address is none'
    const service = row.cell('pdu_service')
    const about = endpointOf(null, speaker)
    const device = row.cell('instance_number')
    if (service === 'i-am' && device !== null) {
      out.claim(about, 'vendor', row.cell('vendor'), 'bacnet_discovery.log', proof)
      out.claim(about, 'name', `device ${device}`, 'bacnet_discovery.log', proof)
    }
    return null
  },
  bacnet_property: (row, out, proof) => {
    const speaker = ipOf(row.cell('source_h') ?? row.cell('id.resp_h') ?? '')
    if (speaker === null) return 'an address is none'
    const field = BACNET_FIELDS[row.cell('property') ?? '']
    const isAnswer = row.cell('pdu_service')?.endsWith('ack') === true
    if (isAnswer && field !== undefined && row.cell('object_type') === 'device')
      out.claim(endpointOf(null, speaker), field, row.cell('value'), 'bacnet_property.log', proof)
    return null
  },
  software: (row, out, proof) => {
    const host = ipOf(row.cell('host') ?? '')
    if (host === null) return 'host is no address'
    const isSystem = row.cell('software_type')?.startsWith('OS::') === true
    const text = row.cell('unparsed_version') ?? row.cell('name')
    out.claim(endpointOf(null, host), isSystem ? 'operatingSystem' : 'software', text, 'software.log', proof)
    return null
  },
  known_services: (row, out, proof) => {
    const host = ipOf(row.cell('host') ?? '')
    if (host === null) return 'host is no address'
    const text = `serves ${row.cell('service') ?? 'something'} on ${row.cell('port_num')}/${row.cell('port_proto') ?? 'tcp'}`
    out.claim(endpointOf(null, host), 'description', text, 'known_services.log', proof)
    return null
  },
  known_modbus: (row, out, proof) => {
    const host = ipOf(row.cell('host') ?? '')
    if (host === null) return 'host is no address'
    out.claim(endpointOf(null, host), 'description', row.cell('device_type'), 'known_modbus.log', proof)
    return null
  },
  known_hosts: (row, out, proof) => {
    const host = ipOf(row.cell('host') ?? '')
    if (host === null) return 'host is no address'
    out.claim(endpointOf(null, host), 'description', 'completed a TCP handshake', 'known_hosts.log', proof)
    return null
  },
  known_devices: (row, out, proof) => {
    const mac = macOf(row.cell('mac') ?? '')
    if (mac === null) return 'mac is no MAC address'
    out.bind(mac, null, 'link', { firstAt: row.at, lastAt: row.at }, proof)
    out.claim(endpointOf(mac, null), 'name', row.cell('dhcp_host_name'), 'known_devices.log', proof)
    return null
  },
  notice: (row, out, proof) => {
    out.anomaly(
      'zeek-notice',
      `${row.cell('note') ?? ''}: ${row.cell('msg') ?? ''} ${row.cell('src') ?? ''} ${row.cell('dst') ?? ''}`,
      proof,
    )
    return null
  },
  weird: (row, out, proof) => {
    out.anomaly(
      'zeek-weird',
      `${row.cell('name') ?? ''} ${row.cell('id.orig_h') ?? ''} ${row.cell('id.resp_h') ?? ''}`,
      proof,
    )
    return null
  },
}

const BACNET_FIELDS: Readonly<
  Record<string, 'name' | 'vendor' | 'model' | 'firmware' | 'software' | 'description' | 'serial'>
> = {
  'object-name': 'name',
  'vendor-name': 'vendor',
  'model-name': 'model',
  'firmware-revision': 'firmware',
  'application-software-version': 'software',
  description: 'description',
  'serial-number': 'serial',
}

function functionRow(
  row: ZeekRow,
  out: Collector,
  proof: Proof,
  protocol: number,
  name: string,
  codes: Readonly<Record<string, number>>,
  text: string | null,
): string | null {
  const ends = endsOf(row)
  if (ends === null) return 'an address is none'
  // `modbus.log` has a line for the question and one for the answer; a refused answer names the function with its refusal.
  const isAnswer = row.cell('pdu_type') === 'RESP'
  const bare = (text ?? '').replace(/_EXCEPTION$/, '')
  const code = Object.hasOwn(codes, bare) ? codes[bare]! : null
  const unknown: FunctionSeen = { code: bare, name: bare, kind: 'other', count: 1 }
  const functions = bare === '' || isAnswer ? [] : [code === null ? unknown : functionOf(protocol, code)]
  out.converse(
    {
      ...spokenIn(row, name, ends),
      isAnswered: isAnswer || row.cell('matched') === 'T' || row.cell('fc_reply') !== null,
    },
    proof,
    [],
    functions,
  )
  if (code === null || isAnswer) return null
  const exception = row.cell('exception_code') ?? row.cell('exception')
  const unit = row.cell('unit')
  const address = row.cell('address')
  const target = unit === null ? null : address === null ? `unit ${unit}` : `unit ${unit} address ${address}`
  const values = (row.cell('request_values') ?? '')
    .split(',')
    .filter((value) => value !== '')
    .slice(0, 8)
  const { client, server } = ends
  const result = exception ?? (row.cell('matched') === 'T' ? 'ok' : null)
  operate(out, protocol, code, { name, client, server, at: row.at, target, values, result, proof })
  return null
}

function countOf(text: string | null): number {
  const count = Number(text ?? 0)
  return Number.isSafeInteger(count) && count > 0 ? count : 0
}

function vlanOf(text: string | null): number | null {
  const vlan = Number(text ?? Number.NaN)
  return Number.isInteger(vlan) && vlan >= 0 && vlan <= 4095 ? vlan : null
}
