// What servers and clients say of themselves: endpoints with their security, application descriptions, build information, state.
// Sources: OPC 10000-4 §5.4, §7.2 (ApplicationDescription), §7.14 (EndpointDescription); OPC 10000-5 §12.4 (BuildInfo), §12.10 (ServerStatus).
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { OPC_UA, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'
import type { UaCursor } from './decode.ts'
import { policyName, SECURITY_MODES, SERVER_STATES, TOKEN_TYPES } from './names.ts'

const MOST_SERVERS = 16
const MOST_ENDPOINTS = 32

/** Nodes of namespace 0 that name the server's software (OPC 10000-6 annex A). */
const STATUS_NODE = 2256
const STATE_NODE = 2259
const BUILD_NODE = 2260
const TEXT_NODES: ReadonlyMap<number, ClaimField> = new Map<number, ClaimField>([
  [2261, 'model'],
  [2262, 'description'],
  [2263, 'vendor'],
  [2264, 'firmware'],
])
/** Binary encodings of the two structures. */
const BUILD_INFO = 340
const SERVER_STATUS = 864
const STRING = 12
const STRUCTURE = 22

interface Application {
  readonly name: string
  readonly uri: string
  readonly product: string
}

/** True for a node whose value says what the server is. */
export function tellsIdentity(node: number): boolean {
  return node >= STATUS_NODE && node <= 2264
}

/** The endpoint descriptions at the cursor; `side` is the server. */
export function claimEndpoints(ledger: Ledger, cursor: UaCursor, flow: number, side: number): void {
  const { bytes } = cursor
  if (ledger.claims.isOldNews(ledger.flows.word(flow, side), bytes, cursor.at, cursor.end)) return
  for (let left = Math.min(cursor.count(), MOST_ENDPOINTS); left > 0 && cursor.isOk; left -= 1) {
    cursor.text()
    const url = utf8(bytes, cursor.from, cursor.to)
    const application = readApplication(cursor)
    cursor.text()
    const mode = SECURITY_MODES[cursor.long()] ?? 'unknown mode'
    cursor.text()
    const policy = policyName(utf8(bytes, cursor.from, cursor.to))
    const tokens = readTokens(cursor)
    cursor.text()
    cursor.skip(1)
    if (!cursor.isOk) return
    claimServer(ledger, application, flow, side)
    ledger.details.note(flow, 'opc-ua-endpoint', `${url} ${mode} ${policy} (${tokens})`)
    if (mode === 'None') ledger.odd('opc-ua-security-none', flow, `the server offers ${url} without security`)
  }
}

/** The servers that a discovery server lists; `side` is that server. */
export function claimServers(ledger: Ledger, cursor: UaCursor, flow: number, side: number): void {
  if (ledger.claims.isOldNews(ledger.flows.word(flow, side), cursor.bytes, cursor.at, cursor.end)) return
  for (let left = Math.min(cursor.count(), MOST_SERVERS); left > 0 && cursor.isOk; left -= 1) {
    const application = readApplication(cursor)
    if (!cursor.isOk) return
    say(ledger, about(ledger, flow, side), 'description', textOf('OPC UA server', application), 'FindServers')
  }
}

/** The client's application description at the cursor. */
export function claimClient(ledger: Ledger, cursor: UaCursor, flow: number, side: number): void {
  const from = cursor.at
  const application = readApplication(cursor)
  if (!cursor.isOk || ledger.claims.isOldNews(ledger.flows.word(flow, side), cursor.bytes, from, cursor.at)) return
  say(ledger, about(ledger, flow, side), 'description', textOf('OPC UA client', application), 'CreateSession')
}

/** The value that the cursor just read is that of a node which `tellsIdentity`. */
export function claimValue(ledger: Ledger, cursor: UaCursor, flow: number, side: number, node: number): void {
  if (node === STATE_NODE) {
    if (!Number.isNaN(cursor.number)) tellState(ledger, flow, side, cursor.number)
    return
  }
  const { bytes, from, to, type } = cursor
  if (cursor.isArray || to <= from) return
  const field = TEXT_NODES.get(node)
  if (type === STRING && field !== undefined) {
    if (!ledger.claims.isOldNews(ledger.flows.word(flow, side) ^ node, bytes, from, to))
      say(ledger, about(ledger, flow, side), field, utf8(bytes, from, to), 'BuildInfo')
    return
  }
  if (type !== STRUCTURE) return
  const inner = cursor.inner(from, to)
  if (node === STATUS_NODE && cursor.extensionType === SERVER_STATUS) {
    inner.skip(16)
    const state = inner.long()
    if (inner.isOk) tellState(ledger, flow, side, state)
  } else if (node !== BUILD_NODE || cursor.extensionType !== BUILD_INFO) return
  claimBuild(ledger, inner, flow, side)
}

// Product URI, manufacturer, product, software version, build number, build date.
function claimBuild(ledger: Ledger, cursor: UaCursor, flow: number, side: number): void {
  const { bytes, at: from } = cursor
  for (let part = 0; part < 5; part += 1) cursor.text()
  if (!cursor.isOk || ledger.claims.isOldNews(ledger.flows.word(flow, side), bytes, from, cursor.at)) return
  cursor.at = from
  const device = about(ledger, flow, side)
  for (const field of ['description', 'vendor', 'model', 'firmware'] as const) {
    cursor.text()
    say(ledger, device, field, utf8(bytes, cursor.from, cursor.to), 'BuildInfo')
  }
}

function tellState(ledger: Ledger, flow: number, side: number, state: number): void {
  ledger.state(flow, side, OPC_UA, protocolName(OPC_UA)!, 'mode', 0, state, () => ({
    value: SERVER_STATES[state] ?? `state ${state}`,
    method: 'ServerState',
  }))
}

function claimServer(ledger: Ledger, application: Application, flow: number, side: number): void {
  const device = about(ledger, flow, side)
  say(ledger, device, 'name', application.name, 'GetEndpoints')
  say(ledger, device, 'description', application.product, 'GetEndpoints')
  say(ledger, device, 'description', application.uri, 'GetEndpoints')
}

// Application URI, product URI, name, type, gateway, profile, URLs.
function readApplication(cursor: UaCursor): Application {
  const { bytes } = cursor
  cursor.text()
  const uri = utf8(bytes, cursor.from, cursor.to)
  cursor.text()
  const product = utf8(bytes, cursor.from, cursor.to)
  cursor.localized()
  const name = utf8(bytes, cursor.from, cursor.to)
  cursor.skip(4)
  cursor.text()
  cursor.text()
  cursor.texts()
  return { name, uri, product }
}

// Of each user token: policy, type, issued type, issuer, security policy.
function readTokens(cursor: UaCursor): string {
  const types = new Set<string>()
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    cursor.text()
    const type = cursor.long()
    types.add(TOKEN_TYPES[type] ?? `token ${type}`)
    for (let part = 0; part < 3; part += 1) cursor.text()
  }
  return [...types].join(', ')
}

function textOf(what: string, { name, uri, product }: Application): string {
  return `${what} ${name} (${product === '' ? uri : product})`
}

function about(ledger: Ledger, flow: number, side: number): Endpoint {
  const { mac, ip } = ledger.endpoint(flow, side)
  return { mac: ip === null ? mac : null, ip }
}

function say(ledger: Ledger, device: Endpoint, field: ClaimField, value: string, method: string): void {
  ledger.claims.claim(device, field, value, protocolName(OPC_UA)!, method, ledger.wire)
}
