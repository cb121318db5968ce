// Sessions, writes, calls and subscriptions of OPC UA. Sources: OPC 10000-4 §5.6 (sessions), §5.10.4 (Write), §5.11.2 (Call),
// §5.12.2 (CreateMonitoredItems), §5.13.5 (Publish), §7.33 (response header), §7.41 (identity tokens).
import { bytes, le16, le32, le64, leFloat, type Part } from './bytes.ts'
import { type UaChannel, type UaServer, uaChunk, uaEndpoint, uaNodeId, uaRequest, uaResponse, uaText } from './opcua.ts'

const ENCODING = {
  fault: 397,
  createRequest: 461,
  createResponse: 464,
  activateRequest: 467,
  activateResponse: 470,
  writeRequest: 673,
  writeResponse: 676,
  callRequest: 712,
  callResponse: 715,
  monitorRequest: 751,
  monitorResponse: 754,
  publishRequest: 826,
  publishResponse: 829,
  anonymousToken: 321,
  userNameToken: 324,
  dataChange: 811,
} as const
const VALUE_ATTRIBUTE = 13
const FLOAT = 10
const NONE = le32(-1)

/** A value and its status; 0 is good. */
export interface UaValue {
  readonly value: number
  readonly status?: number
}

/** Who the client says it is. */
export interface UaClient {
  readonly applicationUri: string
  readonly productUri: string
  readonly name: string
}

export function uaCreateSessionRequest(at: UaChannel, client: UaClient, url: string): Uint8Array {
  const described = bytes(
    uaText(client.applicationUri),
    uaText(client.productUri),
    bytes(0x02, uaText(client.name)),
    le32(1),
    NONE,
    NONE,
    NONE,
  )
  const rest = bytes(NONE, uaText(url), uaText('session'), NONE, NONE, le64(0), le32(0))
  return uaRequest(at, ENCODING.createRequest, described, rest)
}

export function uaCreateSessionResponse(at: UaChannel, server: UaServer): Uint8Array {
  const ids = bytes(uaNodeId(77), uaNodeId(78), le64(0), NONE, NONE)
  const rest = bytes(le32(1), uaEndpoint(server), NONE, NONE, NONE, le32(0))
  return uaResponse(at, ENCODING.createResponse, 0, ids, rest)
}

/** Logs on anonymously, or with a user name and a password that nothing hides. */
export function uaActivateSessionRequest(at: UaChannel, user: { name: string; password: string } | null): Uint8Array {
  const token =
    user === null
      ? extension(ENCODING.anonymousToken, uaText('anonymous'))
      : extension(ENCODING.userNameToken, bytes(uaText('user'), uaText(user.name), uaText(user.password), NONE))
  return uaRequest(at, ENCODING.activateRequest, NONE, NONE, NONE, NONE, token, NONE, NONE)
}

export function uaActivateSessionResponse(at: UaChannel): Uint8Array {
  return uaResponse(at, ENCODING.activateResponse, 0, NONE, NONE, NONE)
}

/** Writes floating-point values of string nodes in namespace 2. */
export function uaWriteRequest(at: UaChannel, values: Readonly<Record<string, number>>): Uint8Array {
  const list = Object.entries(values).map(([node, value]) =>
    bytes(stringNode(node), le32(VALUE_ATTRIBUTE), NONE, dataValue({ value })),
  )
  return uaRequest(at, ENCODING.writeRequest, le32(list.length), ...list)
}

export function uaWriteResponse(at: UaChannel, statuses: readonly number[]): Uint8Array {
  return uaResponse(at, ENCODING.writeResponse, 0, le32(statuses.length), ...statuses.map(le32), NONE)
}

/** Calls one method with floating-point arguments. */
export function uaCallRequest(at: UaChannel, object: string, method: string, inputs: readonly number[]): Uint8Array {
  const list = inputs.map((value) => bytes(FLOAT, leFloat(value)))
  const call = bytes(stringNode(object), stringNode(method), le32(list.length), ...list)
  return uaRequest(at, ENCODING.callRequest, le32(1), call)
}

export function uaCallResponse(at: UaChannel, status: number): Uint8Array {
  return uaResponse(at, ENCODING.callResponse, 0, le32(1), le32(status), NONE, NONE, NONE, NONE)
}

/** Watches string nodes in namespace 2; handles count from 1. */
export function uaMonitorRequest(at: UaChannel, subscription: number, nodes: readonly string[]): Uint8Array {
  const list = nodes.map((node, n) => {
    const item = bytes(stringNode(node), le32(VALUE_ATTRIBUTE), NONE, le16(0), NONE)
    return bytes(item, le32(2), le32(n + 1), le64(0), 0, 0, 0, le32(1), 1)
  })
  return uaRequest(at, ENCODING.monitorRequest, le32(subscription), le32(2), le32(list.length), ...list)
}

export function uaMonitorResponse(at: UaChannel, count: number): Uint8Array {
  const list = Array.from({ length: count }, (_, n) => bytes(le32(0), le32(n + 1), le64(0), le32(1), 0, 0, 0))
  return uaResponse(at, ENCODING.monitorResponse, 0, le32(count), ...list, NONE)
}

export function uaPublishRequest(at: UaChannel): Uint8Array {
  return uaRequest(at, ENCODING.publishRequest, NONE)
}

/** Changed values by the handle of their item. */
export function uaPublishResponse(
  at: UaChannel,
  subscription: number,
  changes: Readonly<Record<number, UaValue>>,
): Uint8Array {
  const list = Object.entries(changes).map(([handle, value]) => bytes(le32(Number(handle)), dataValue(value)))
  const notice = extension(ENCODING.dataChange, bytes(le32(list.length), ...list, NONE))
  const message = bytes(le32(1), le64(at.fileTime), le32(1), notice)
  return uaResponse(at, ENCODING.publishResponse, 0, le32(subscription), NONE, 0, message, NONE, NONE)
}

export function uaFault(at: UaChannel, status: number): Uint8Array {
  return uaResponse(at, ENCODING.fault, status)
}

/** A message whose body is ciphertext. */
export function uaHidden(at: UaChannel, ciphertext: Uint8Array): Uint8Array {
  return uaChunk('MSG', bytes(le32(at.channel), le32(at.token), ciphertext))
}

/** One message as several chunks, cut at the given places of its body. */
export function uaChunked(at: UaChannel, message: Uint8Array, cuts: readonly number[]): Uint8Array {
  const body = message.subarray(24)
  const edges = [0, ...cuts, body.length]
  const chunks = cuts.map((cut, n) => uaChunk('MSG', bytes(front(at), body.subarray(edges[n]!, cut)), 'C'))
  return bytes(...chunks, uaChunk('MSG', bytes(front(at), body.subarray(edges.at(-2)!))))
}

/** A server's refusal before there is a channel. */
export function uaError(status: number, reason: string): Uint8Array {
  return uaChunk('ERR', bytes(le32(status), uaText(reason)))
}

function front(at: UaChannel): Uint8Array {
  return bytes(le32(at.channel), le32(at.token), le32(at.sequence), le32(at.request))
}

function extension(type: number, body: Uint8Array): Uint8Array {
  return bytes(uaNodeId(type), 0x01, le32(body.length), body)
}

function stringNode(name: string): Uint8Array {
  return bytes(0x03, le16(2), uaText(name))
}

function dataValue({ value, status }: UaValue): Uint8Array {
  const tail: Part = status === undefined ? [] : le32(status)
  return bytes(status === undefined ? 0x01 : 0x03, FLOAT, leFloat(value), tail)
}
