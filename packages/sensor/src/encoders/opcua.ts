// OPC UA over TCP without message security. Sources: OPC 10000-6 §5.2 (binary encoding), §6.7 (secure channel), §7.1 (HEL,
// ACK); node ids of the encodings from the OPC Foundation's NodeIds.csv.
import { bytes, le16, le32, le64, leFloat, zeros } from './bytes.ts'

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
  return chunk('HEL', bytes(limits, text(url)))
}

export function uaAcknowledge(): Uint8Array {
  return chunk('ACK', bytes(le32(0), le32(BUFFER_BYTES), le32(BUFFER_BYTES), le32(0), le32(0)))
}

export function uaOpenRequest(at: UaChannel): Uint8Array {
  const rest = bytes(le32(0), le32(0), le32(1), le32(-1), le32(LIFETIME_MS))
  return open(0, at, bytes(nodeId(ENCODING.openRequest), requestHeader(at), rest))
}

export function uaOpenResponse(at: UaChannel): Uint8Array {
  const token = bytes(le32(at.channel), le32(at.token), le64(at.fileTime), le32(LIFETIME_MS))
  return open(at.channel, at, bytes(nodeId(ENCODING.openResponse), responseHeader(at), le32(0), token, le32(-1)))
}

export function uaEndpointsRequest(at: UaChannel, url: string): Uint8Array {
  return message(at, bytes(nodeId(ENCODING.endpointsRequest), requestHeader(at), text(url), le32(-1), le32(-1)))
}

export function uaEndpointsResponse(at: UaChannel, server: UaServer): Uint8Array {
  const name = bytes(0x02, text(server.name))
  const application = bytes(
    text(server.applicationUri),
    text(server.productUri),
    name,
    le32(0),
    le32(-1),
    le32(-1),
    le32(-1),
  )
  const security = bytes(le32(-1), le32(1), text(POLICY_NONE), le32(-1))
  const profile = text('http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary')
  const endpoint = bytes(text(server.url), application, security, profile, 0)
  return message(at, bytes(nodeId(ENCODING.endpointsResponse), responseHeader(at), le32(1), endpoint))
}

/** Reads the values of string nodes in namespace 2. */
export function uaReadRequest(at: UaChannel, nodes: readonly string[]): Uint8Array {
  const list = nodes.map((node) => bytes(0x03, le16(2), text(node), le32(VALUE_ATTRIBUTE), le32(-1), le16(0), le32(-1)))
  const front = bytes(nodeId(ENCODING.readRequest), requestHeader(at), zeros(8), le32(2))
  return message(at, bytes(front, le32(nodes.length), ...list))
}

export function uaReadResponse(at: UaChannel, values: readonly number[]): Uint8Array {
  const list = values.map((value) => bytes(0x01, 10, leFloat(value)))
  const front = bytes(nodeId(ENCODING.readResponse), responseHeader(at))
  return message(at, bytes(front, le32(values.length), ...list, le32(-1)))
}

export function uaClose(at: UaChannel): Uint8Array {
  const body = bytes(nodeId(452), requestHeader(at))
  return chunk('CLO', bytes(le32(at.channel), le32(at.token), le32(at.sequence), le32(at.request), body))
}

function open(channel: number, at: UaChannel, body: Uint8Array): Uint8Array {
  const security = bytes(text(POLICY_NONE), le32(-1), le32(-1))
  return chunk('OPN', bytes(le32(channel), security, le32(at.sequence), le32(at.request), body))
}

function message(at: UaChannel, body: Uint8Array): Uint8Array {
  return chunk('MSG', bytes(le32(at.channel), le32(at.token), le32(at.sequence), le32(at.request), body))
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  return bytes(type, 'F', le32(body.length + 8), body)
}

function requestHeader(at: UaChannel): Uint8Array {
  return bytes(0, 0, le64(at.fileTime), le32(at.request), le32(0), le32(-1), le32(10_000), 0, 0, 0)
}

function responseHeader(at: UaChannel): Uint8Array {
  return bytes(le64(at.fileTime), le32(at.request), le32(0), 0, le32(-1), 0, 0, 0)
}

function nodeId(id: number): Uint8Array {
  return bytes(0x01, 0, le16(id))
}

function text(value: string): Uint8Array {
  return bytes(le32(value.length), value)
}
