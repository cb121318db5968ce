// Suricata's EVE JSON. Source: Suricata user guide, "EVE JSON Format"; numbers of functions are those of the protocols.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { DetailKind, FunctionSeen, Proof } from '@penstock/model/observations'
import { DNP3, MODBUS } from '@penstock/sensor/protocols'
import type { ByteSource } from '../byte-source.ts'
import { instantOf, ipOf, macOf } from '../cells.ts'
import type { Collector, Talk } from '../collector.ts'
import { BY_PORT, endpointOf, functionOf, namedProtocol, operate, transportOf } from '../endpoints.ts'
import type { FormatReader } from '../format.ts'
import { type JsonObject, jsonLines, jsonObjects } from '../json-objects.ts'

/** Suricata's name of a protocol, and ours. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  modbus: 'modbus-tcp',
  dnp3: 'dnp3',
  enip: 'ethernet-ip',
  dns: 'dns',
  http: 'http',
  tls: BY_PORT,
  ssh: 'ssh',
  smb: 'smb',
  rdp: 'rdp',
  snmp: 'snmp',
  dhcp: 'dhcp',
  krb5: 'kerberos',
  ftp: 'ftp',
  tftp: 'tftp',
  ntp: 'ntp',
  rfb: 'vnc',
  smtp: 'smtp',
  dcerpc: 'dcerpc',
  quic: 'quic',
}

/** What of an event's own part is said in its conversation: paths of keys. */
const DETAILS: Readonly<Record<string, readonly (readonly [DetailKind, string])[]>> = {
  dns: [
    ['dns-name', 'rrname'],
    ['dns-name', 'queries.rrname'],
    ['dns-answer', 'answers.rdata'],
  ],
  tls: [
    ['tls-server-name', 'sni'],
    ['tls-certificate-subject', 'subject'],
    ['tls-version', 'version'],
    ['ja4', 'ja4'],
  ],
  http: [
    ['http-host', 'hostname'],
    ['http-path', 'url'],
    ['http-user-agent', 'http_user_agent'],
    ['http-status', 'status'],
  ],
  ssh: [
    ['ssh-version', 'client.software_version'],
    ['ssh-version', 'server.software_version'],
    ['hassh', 'client.hassh.hash'],
    ['hassh-server', 'server.hassh.hash'],
  ],
  smb: [
    ['smb-dialect', 'dialect'],
    ['smb-share', 'share'],
    ['smb-file', 'filename'],
  ],
  rdp: [
    ['rdp-user', 'cookie'],
    ['rdp-client-name', 'client.client_name'],
  ],
  krb5: [
    ['kerberos-client', 'cname'],
    ['kerberos-service', 'sname'],
    ['kerberos-realm', 'realm'],
  ],
  tftp: [['tftp-file', 'file']],
}

/** Events about Suricata itself, or about what other events already tell. */
const NOTHING_OF_DEVICES = new Set(['stats', 'fileinfo', 'engine', 'drop', 'pkthdr', 'netflow'])

export const readEve: FormatReader = (source, out) => readEvents(jsonObjects(source), out, source.writtenAt)

/** The same for a part of a file of which each line is an event. */
export function readEveLines(source: ByteSource, out: Collector): Iterable<void> {
  return readEvents(jsonLines(source), out, source.writtenAt)
}

function* readEvents(objects: Iterable<JsonObject>, out: Collector, writtenAt: EpochMicros): Generator<void> {
  for (const object of objects) {
    out.count()
    if (object.value === null) out.bad(object, 'is no JSON object', writtenAt)
    else readEvent(object, object.value, out, writtenAt)
    yield
  }
}

function readEvent(
  place: JsonObject,
  event: Readonly<Record<string, unknown>>,
  out: Collector,
  writtenAt: EpochMicros,
): void {
  const type = textAt(event, 'event_type')
  const at = instantOf((textAt(event, 'timestamp') ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  if (type === null || at === null) {
    out.bad(place, type === null ? 'has no event_type' : 'timestamp is no time', writtenAt)
    return
  }
  if (NOTHING_OF_DEVICES.has(type)) {
    out.passOver('eve-event-says-nothing-of-devices')
    return
  }
  const proof = out.proofOf(place, at)
  const own = event[type]
  const part = isRecord(own) ? own : {}
  const client = ipOf(textAt(event, 'src_ip') ?? '')
  const server = ipOf(textAt(event, 'dest_ip') ?? '')
  if (type === 'dhcp') tellLease(part, out, proof)
  if (type === 'arp') tellArp(part, out, proof)
  else if (client === null || server === null) out.bad(place, 'an address is none', at)
  else if (type === 'alert' || type === 'anomaly') {
    const text =
      type === 'alert'
        ? `${textAt(part, 'signature_id') ?? ''} ${textAt(part, 'signature') ?? ''}`
        : (textAt(part, 'event') ?? '')
    out.anomaly(`suricata-${type}`, `${text} ${client} ${server}`, proof)
  } else tellConversation(type, event, part, { client, server, at }, out, proof)
}

function tellConversation(
  type: string,
  event: Readonly<Record<string, unknown>>,
  part: Readonly<Record<string, unknown>>,
  { client, server, at }: { readonly client: string; readonly server: string; readonly at: EpochMicros },
  out: Collector,
  proof: Proof,
): void {
  const app = (type === 'flow' ? textAt(event, 'app_proto') : type) ?? ''
  const known = Object.hasOwn(PROTOCOLS, app) ? PROTOCOLS[app]! : null
  const transport = transportOf(textAt(event, 'proto'))
  const port = numberAt(event, 'dest_port')
  const isFlow = type === 'flow'
  const sent = isFlow ? (numberAt(part, 'pkts_toserver') ?? 0) : 0
  const answered = isFlow ? (numberAt(part, 'pkts_toclient') ?? 0) : 0
  const firstAt = (isFlow ? instantOf(zoned(textAt(part, 'start'))) : null) ?? at
  const lastAt = (isFlow ? instantOf(zoned(textAt(part, 'end'))) : null) ?? at
  const clientMac = macOf(textAt(event, 'ether.src_mac') ?? textAt(event, 'ether.src_macs') ?? '')
  const serverMac = macOf(textAt(event, 'ether.dest_mac') ?? textAt(event, 'ether.dest_macs') ?? '')
  const vlan = numberAt(event, 'vlan')
  const talk: Talk = {
    client: endpointOf(isFlow ? clientMac : null, client),
    server: endpointOf(isFlow ? serverMac : null, server),
    ...namedProtocol(known, transport, port),
    transport,
    serverPort: port,
    sidesFrom: known === null ? 'first-packet' : 'content',
    isAnswered: answered > 0,
    vlan,
    packets: sent + answered,
    bytes: isFlow ? (numberAt(part, 'bytes_toserver') ?? 0) + (numberAt(part, 'bytes_toclient') ?? 0) : 0,
    firstAt: micros(Math.min(firstAt, lastAt)),
    lastAt: micros(Math.max(firstAt, lastAt)),
  }
  const details = (DETAILS[type] ?? []).flatMap(([kind, path]) =>
    textsAt(part, path).map((text) => [kind, text] as const),
  )
  out.converse(talk, proof, details, tellFunction(type, part, talk, at, out, proof))
  if (isFlow) {
    const span = { firstAt: talk.firstAt, lastAt: talk.lastAt }
    if (clientMac !== null && sent > 0) out.bind(clientMac, client, 'frame', span, proof, { vlan, packets: sent })
    if (serverMac !== null && answered > 0)
      out.bind(serverMac, server, 'frame', span, proof, { vlan, packets: answered })
    out.watched(talk.firstAt, talk.lastAt)
  }
  if (type === 'ssh')
    out.claim(endpointOf(null, server), 'software', textAt(part, 'server.software_version'), 'ssh', proof)
  if (type === 'rdp') out.claim(endpointOf(null, client), 'name', textAt(part, 'client.client_name'), 'rdp', proof)
  if (type === 'enip') {
    const identity = 'response.identity'
    out.claim(endpointOf(null, server), 'vendor', textAt(part, `${identity}.vendor_id`), 'enip', proof)
    out.claim(endpointOf(null, server), 'model', textAt(part, `${identity}.product_name`), 'enip', proof)
    out.claim(endpointOf(null, server), 'firmware', textAt(part, `${identity}.revision`), 'enip', proof)
    out.claim(endpointOf(null, server), 'serial', textAt(part, `${identity}.serial`), 'enip', proof)
  }
}

function tellFunction(
  type: string,
  part: Readonly<Record<string, unknown>>,
  { client, server }: Talk,
  at: EpochMicros,
  out: Collector,
  proof: Proof,
): FunctionSeen[] {
  if (type === 'modbus') {
    const code = numberAt(part, 'request.function_raw')
    if (code === null) return []
    const unit = numberAt(part, 'request.unit_id')
    const first = numberAt(part, 'request.write.address') ?? numberAt(part, 'request.read.address')
    const target = unit === null ? null : first === null ? `unit ${unit}` : `unit ${unit} address ${first}`
    const refused = textAt(part, 'response.exception.code')
    const result = refused ?? (isRecord(part['response']) ? 'ok' : null)
    operate(out, MODBUS, code, { name: 'modbus-tcp', client, server, at, target, result, proof })
    return [functionOf(MODBUS, code)]
  }
  if (type !== 'dnp3') return []
  const code = numberAt(part, 'application.function_code') ?? numberAt(part, 'request.application.function_code')
  if (code === null) return []
  const isRequest = textAt(part, 'type') === 'request' || isRecord(part['request'])
  const station = numberAt(part, isRequest && isRecord(part['request']) ? 'request.dst' : 'dst')
  const target = station === null ? null : `station ${station}`
  if (isRequest) operate(out, DNP3, code, { name: 'dnp3', client, server, at, target, result: null, proof })
  return [functionOf(DNP3, code)]
}

function tellLease(part: Readonly<Record<string, unknown>>, out: Collector, proof: Proof): void {
  const mac = macOf(textAt(part, 'client_mac') ?? '')
  if (mac === null) return
  const given = ipOf(textAt(part, 'assigned_ip') ?? '')
  const span = { firstAt: proof.at, lastAt: proof.at }
  if (given !== null && given !== '0.0.0.0' && textAt(part, 'dhcp_type') === 'ack')
    out.bind(mac, given, 'protocol', span, proof, { protocol: 'dhcp' })
  out.claim(endpointOf(mac, null), 'name', textAt(part, 'hostname'), 'dhcp', proof)
}

/** A request is about the asker's own address; an answer may be a proxy's. */
function tellArp(part: Readonly<Record<string, unknown>>, out: Collector, proof: Proof): void {
  const mac = macOf(textAt(part, 'src_mac') ?? '')
  const ip = ipOf(textAt(part, 'src_ip') ?? '')
  if (mac === null || ip === null || ip === '0.0.0.0') {
    out.passOver('eve-arp-without-address')
    return
  }
  const ground = textAt(part, 'opcode') === 'request' ? 'arp-own' : 'arp-reply'
  out.bind(mac, ip, ground, { firstAt: proof.at, lastAt: proof.at }, proof, { packets: 1, protocol: 'arp' })
}

function zoned(text: string | null): string {
  return (text ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands at the end of a path of keys; of a list, in each of its parts. */
function textsAt(value: unknown, path: string): string[] {
  let found: unknown[] = [value]
  for (const key of path.split('.')) {
    found = found.flatMap(partsOf).flatMap((one) => (isRecord(one) && Object.hasOwn(one, key) ? [one[key]] : []))
  }
  return found
    .flatMap(partsOf)
    .flatMap((one) => (typeof one === 'string' ? [one] : typeof one === 'number' ? [String(one)] : []))
}

function partsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]).slice(0, 32) : [value]
}

function textAt(value: unknown, path: string): string | null {
  return textsAt(value, path)[0] ?? null
}

function numberAt(value: unknown, path: string): number | null {
  const text = textAt(value, path)
  const number = text === null ? Number.NaN : Number(text)
  return Number.isSafeInteger(number) && number >= 0 ? number : null
}
