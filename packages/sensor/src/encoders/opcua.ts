// OPC UA over TCP without message security. Sources: OPC 10000-6 §5.2 (binary encoding), §6.7 (secure channel), §7.1 (HEL,
// ACK); node ids of the encodings from the OPC Foundation's NodeIds.csv.
import { bytes, le16, le32, le64, leFloat, type Part, zeros } from './bytes.ts'

const POLICY_NONE = 'http://opcfoundation.org/UA/SecurityPolicy#None'
const BUFFER_BYTES = 65_536
const LIFETIME_MS = 3_600_000
const ENCODING = {
  openRequest: 446,
  openResponse: 449,
  endpointsRequest: 428,
  endpointsResponse: 431,
  readRequest: 631,
  readResponse: 634,
} as const
const VALUE_ATTRIBUTE = 13

/** Numbers of the secure channel; `sequence` rises with each message of one side. */
export interface UaChannel {
  readonly channel: number
  readonly token: number
  readonly sequence: number
  readonly request: number
  /** Clock in 100 ns since 1601. */
  readonly fileTime: number
}

/** What a server says of itself when asked for its endpoints. */
export interface UaServer {
  readonly url: string
  readonly applicationUri: string
  readonly productUri: string
  readonly name: string
}

export function uaHello(url: string): Uint8Array {
  const limits = bytes(le32(0), le32(BUFFER_BYTES), le32(BUFFER_BYTES), le32(0), le32(0))
  return uaChunk('HEL', bytes(limits, uaText(url)))
}

export function uaAcknowledge(): Uint8Array {
  return uaChunk('ACK', bytes(le32(0), le32(BUFFER_BYTES), le32(BUFFER_BYTES), le32(0), le32(0)))
}

export function uaOpenRequest(at: UaChannel): Uint8Array {
  const rest = bytes(le32(0), le32(0), le32(1), le32(-1), le32(LIFETIME_MS))
  return open(0, at, bytes(uaNodeId(ENCODING.openRequest), requestHeader(at), rest))
}

export function uaOpenResponse(at: UaChannel): Uint8Array {
  const token = bytes(le32(at.channel), le32(at.token), le64(at.fileTime), le32(LIFETIME_MS))
  return open(at.channel, at, bytes(uaNodeId(ENCODING.openResponse), responseHeader(at), le32(0), token, le32(-1)))
}

export function uaEndpointsRequest(at: UaChannel, url: string): Uint8Array {
  return message(at, bytes(uaNodeId(ENCODING.endpointsRequest), requestHeader(at), uaText(url), le32(-1), le32(-1)))
}

export function uaEndpointsResponse(at: UaChannel, server: UaServer): Uint8Array {
  return uaResponse(at, ENCODING.endpointsResponse, 0, le32(1), uaEndpoint(server))
}

/** One endpoint without security, for anonymous users. */
export function uaEndpoint(server: UaServer): Uint8Array {
  const name = bytes(0x02, uaText(server.name))
  const application = bytes(
    uaText(server.applicationUri),
    uaText(server.productUri),
    name,
    le32(0),
    le32(-1),
    le32(-1),
    le32(-1),
  )
  const token = bytes(uaText('anonymous'), le32(0), le32(-1), le32(-1), le32(-1))
  const security = bytes(le32(-1), le32(1), uaText(POLICY_NONE), le32(1), token)
  const profile = uaText('http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary')
  return bytes(uaText(server.url), application, security, profile, 0)
}

/** Reads the values of string nodes in namespace 2. */
export function uaReadRequest(at: UaChannel, nodes: readonly string[]): Uint8Array {
  const list = nodes.map((node) =>
    bytes(0x03, le16(2), uaText(node), le32(VALUE_ATTRIBUTE), le32(-1), le16(0), le32(-1)),
  )
  const front = bytes(uaNodeId(ENCODING.readRequest), requestHeader(at), zeros(8), le32(2))
  return message(at, bytes(front, le32(nodes.length), ...list))
}

export function uaReadResponse(at: UaChannel, values: readonly number[]): Uint8Array {
  const list = values.map((value) => bytes(0x01, 10, leFloat(value)))
  const front = bytes(uaNodeId(ENCODING.readResponse), responseHeader(at))
  return message(at, bytes(front, le32(values.length), ...list, le32(-1)))
}

export function uaClose(at: UaChannel): Uint8Array {
  const body = bytes(uaNodeId(452), requestHeader(at))
  return uaChunk('CLO', bytes(le32(at.channel), le32(at.token), le32(at.sequence), le32(at.request), body))
}

/** A request of any service inside its channel. */
export function uaRequest(at: UaChannel, encoding: number, ...parts: readonly Part[]): Uint8Array {
  return message(at, bytes(uaNodeId(encoding), requestHeader(at), ...parts))
}

/** An answer of any service inside its channel; status 0 is good. */
export function uaResponse(at: UaChannel, encoding: number, status: number, ...parts: readonly Part[]): Uint8Array {
  return message(at, bytes(uaNodeId(encoding), responseHeader(at, status), ...parts))
}

function open(channel: number, at: UaChannel, body: Uint8Array): Uint8Array {
  const security = bytes(uaText(POLICY_NONE), le32(-1), le32(-1))
  return uaChunk('OPN', bytes(le32(channel), security, le32(at.sequence), le32(at.request), body))
}

function message(at: UaChannel, body: Uint8Array): Uint8Array {
  return uaChunk('MSG', bytes(le32(at.channel), le32(at.token), le32(at.sequence), le32(at.request), body))
}

/** One chunk: `F` ends a message, after `C` more of it follow. */
export function uaChunk(type: string, body: Uint8Array, kind = 'F'): Uint8Array {
  return bytes(type, kind, le32(body.length + 8), body)
}

function requestHeader(at: UaChannel): Uint8Array {
  return bytes(0, 0, le64(at.fileTime), le32(at.request), le32(0), le32(-1), le32(10_000), 0, 0, 0)
}

function responseHeader(at: UaChannel, status = 0): Uint8Array {
  return bytes(le64(at.fileTime), le32(at.request), le32(status), 0, le32(-1), 0, 0, 0)
}

/** A numeric node of namespace 0 in its form of four bytes. */
export function uaNodeId(id: number): Uint8Array {
  return bytes(0x01, 0, le16(id))
}

/** Text behind its length. */
export function uaText(value: string): Uint8Array {
  return bytes(le32(value.length), value)
}
