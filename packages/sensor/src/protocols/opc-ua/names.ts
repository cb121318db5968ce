// Services and status codes of OPC UA. Sources: OPC 10000-4 §5 (services), OPC 10000-6 annex A (numeric identifiers of their binary
// encodings), OPC 10000-4 §7.39 (status codes).
import type { FunctionKind, OperationKind } from '@penstock/model/observations'
import { BLOCKED, INVALID_VALUE, OFFLINE, OVERFLOWED, STALE, SUBSTITUTED } from '@penstock/sensor/facts'
import { hex } from '../text.ts'

export const SERVICE_FAULT = 397
export const FIND_SERVERS = 422
export const GET_ENDPOINTS = 428
export const OPEN_SECURE_CHANNEL = 446
export const CREATE_SESSION = 461
export const ACTIVATE_SESSION = 467
export const ADD_NODES = 488
const DELETE_NODES = 500
export const READ = 631
export const WRITE = 673
export const CALL = 712
export const CREATE_MONITORED_ITEMS = 751
export const PUBLISH = 826
/** A message whose service is hidden; no service has this number. */
export const ENCRYPTED = 0xffff

interface Service {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation?: OperationKind
}

/** Services by the number of their request; an answer's number is three more, but for those that came later. */
const SERVICES: ReadonlyMap<number, Service> = new Map<number, Service>([
  [FIND_SERVERS, { name: 'FindServers', kind: 'identity' }],
  [12_208, { name: 'FindServersOnNetwork', kind: 'identity' }],
  [GET_ENDPOINTS, { name: 'GetEndpoints', kind: 'identity' }],
  [437, { name: 'RegisterServer', kind: 'session' }],
  [12_211, { name: 'RegisterServer2', kind: 'session' }],
  [OPEN_SECURE_CHANNEL, { name: 'OpenSecureChannel', kind: 'session' }],
  [452, { name: 'CloseSecureChannel', kind: 'session' }],
  [CREATE_SESSION, { name: 'CreateSession', kind: 'session' }],
  [ACTIVATE_SESSION, { name: 'ActivateSession', kind: 'session' }],
  [473, { name: 'CloseSession', kind: 'session' }],
  [479, { name: 'Cancel', kind: 'session' }],
  [ADD_NODES, { name: 'AddNodes', kind: 'program', operation: 'config' }],
  [494, { name: 'AddReferences', kind: 'program', operation: 'config' }],
  [DELETE_NODES, { name: 'DeleteNodes', kind: 'program', operation: 'config' }],
  [506, { name: 'DeleteReferences', kind: 'program', operation: 'config' }],
  [527, { name: 'Browse', kind: 'identity' }],
  [533, { name: 'BrowseNext', kind: 'identity' }],
  [554, { name: 'TranslateBrowsePathsToNodeIds', kind: 'identity' }],
  [560, { name: 'RegisterNodes', kind: 'session' }],
  [566, { name: 'UnregisterNodes', kind: 'session' }],
  [615, { name: 'QueryFirst', kind: 'read' }],
  [621, { name: 'QueryNext', kind: 'read' }],
  [READ, { name: 'Read', kind: 'read' }],
  [664, { name: 'HistoryRead', kind: 'read' }],
  [WRITE, { name: 'Write', kind: 'write', operation: 'write' }],
  [700, { name: 'HistoryUpdate', kind: 'write', operation: 'write' }],
  [CALL, { name: 'Call', kind: 'control', operation: 'control' }],
  [CREATE_MONITORED_ITEMS, { name: 'CreateMonitoredItems', kind: 'read' }],
  [763, { name: 'ModifyMonitoredItems', kind: 'read' }],
  [769, { name: 'SetMonitoringMode', kind: 'read' }],
  [775, { name: 'SetTriggering', kind: 'read' }],
  [781, { name: 'DeleteMonitoredItems', kind: 'read' }],
  [787, { name: 'CreateSubscription', kind: 'read' }],
  [793, { name: 'ModifySubscription', kind: 'read' }],
  [799, { name: 'SetPublishingMode', kind: 'read' }],
  [PUBLISH, { name: 'Publish', kind: 'read' }],
  [832, { name: 'Republish', kind: 'read' }],
  [841, { name: 'TransferSubscriptions', kind: 'session' }],
  [847, { name: 'DeleteSubscriptions', kind: 'read' }],
])
export const SERVICE_COUNT: number = SERVICES.size

/** 0 for a number that is no service; a request's own number; the number of the request, negated, for an answer to it. */
export function serviceOf(number: number): number {
  if (SERVICES.has(number)) return number
  if (number === 12_209 || number === 12_212) return 1 - number
  return SERVICES.has(number - 3) ? 3 - number : 0
}

export function operationOfUa(service: number): OperationKind | undefined {
  return SERVICES.get(service)?.operation
}

/** Name and kind of a service as conversations list it. */
export function describeUa(code: number): { code: string; name: string; kind: FunctionKind } {
  if (code === ENCRYPTED) return { code: 'MSG', name: 'Encrypted message', kind: 'other' }
  const known = SERVICES.get(code)
  return { code: String(code), name: known?.name ?? `Service ${code}`, kind: known?.kind ?? 'other' }
}

/** MessageSecurityMode (§7.20). */
export const SECURITY_MODES: readonly string[] = ['Invalid', 'None', 'Sign', 'SignAndEncrypt']
/** UserTokenType (§7.42). */
export const TOKEN_TYPES: readonly string[] = ['anonymous', 'user name', 'certificate', 'issued token']
/** ServerState of OPC 10000-5 §12.6. */
export const SERVER_STATES: readonly string[] = [
  'running',
  'failed',
  'no configuration',
  'suspended',
  'shutdown',
  'test',
  'communication fault',
  'unknown',
]

/** `http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256` becomes `Basic256Sha256`. */
export function policyName(uri: string): string {
  const mark = uri.lastIndexOf('#')
  return mark < 0 ? uri : uri.slice(mark + 1)
}

const STATUS: ReadonlyMap<number, string> = new Map([
  [0x8001, 'BadUnexpectedError'],
  [0x8002, 'BadInternalError'],
  [0x8003, 'BadOutOfMemory'],
  [0x8004, 'BadResourceUnavailable'],
  [0x8005, 'BadCommunicationError'],
  [0x8009, 'BadUnknownResponse'],
  [0x800a, 'BadTimeout'],
  [0x800b, 'BadServiceUnsupported'],
  [0x800c, 'BadShutdown'],
  [0x800d, 'BadServerNotConnected'],
  [0x800e, 'BadServerHalted'],
  [0x800f, 'BadNothingToDo'],
  [0x8010, 'BadTooManyOperations'],
  [0x8012, 'BadCertificateInvalid'],
  [0x8013, 'BadSecurityChecksFailed'],
  [0x8014, 'BadCertificateTimeInvalid'],
  [0x8016, 'BadCertificateHostNameInvalid'],
  [0x8017, 'BadCertificateUriInvalid'],
  [0x8018, 'BadCertificateUseNotAllowed'],
  [0x801a, 'BadCertificateUntrusted'],
  [0x801d, 'BadCertificateRevoked'],
  [0x801f, 'BadUserAccessDenied'],
  [0x8020, 'BadIdentityTokenInvalid'],
  [0x8021, 'BadIdentityTokenRejected'],
  [0x8022, 'BadSecureChannelIdInvalid'],
  [0x8025, 'BadSessionIdInvalid'],
  [0x8026, 'BadSessionClosed'],
  [0x8027, 'BadSessionNotActivated'],
  [0x8028, 'BadSubscriptionIdInvalid'],
  [0x8031, 'BadNoCommunication'],
  [0x8032, 'BadWaitingForInitialData'],
  [0x8033, 'BadNodeIdInvalid'],
  [0x8034, 'BadNodeIdUnknown'],
  [0x8035, 'BadAttributeIdInvalid'],
  [0x803a, 'BadNotReadable'],
  [0x803b, 'BadNotWritable'],
  [0x803c, 'BadOutOfRange'],
  [0x803d, 'BadNotSupported'],
  [0x8053, 'BadRequestTypeInvalid'],
  [0x8054, 'BadSecurityModeRejected'],
  [0x8055, 'BadSecurityPolicyRejected'],
  [0x8056, 'BadTooManySessions'],
  [0x8057, 'BadUserSignatureInvalid'],
  [0x805b, 'BadParentNodeIdInvalid'],
  [0x805c, 'BadReferenceNotAllowed'],
  [0x805d, 'BadNodeIdRejected'],
  [0x805e, 'BadNodeIdExists'],
  [0x805f, 'BadNodeClassInvalid'],
  [0x8060, 'BadBrowseNameInvalid'],
  [0x8061, 'BadBrowseNameDuplicated'],
  [0x8073, 'BadWriteNotSupported'],
  [0x8074, 'BadTypeMismatch'],
  [0x8075, 'BadMethodInvalid'],
  [0x8076, 'BadArgumentsMissing'],
  [0x8079, 'BadNoSubscription'],
  [0x807d, 'BadTcpServerTooBusy'],
  [0x807e, 'BadTcpMessageTypeInvalid'],
  [0x807f, 'BadTcpSecureChannelUnknown'],
  [0x8080, 'BadTcpMessageTooLarge'],
  [0x8081, 'BadTcpNotEnoughResources'],
  [0x8082, 'BadTcpInternalError'],
  [0x8083, 'BadTcpEndpointUrlInvalid'],
  [0x808a, 'BadNotConnected'],
  [0x808b, 'BadDeviceFailure'],
  [0x808c, 'BadSensorFailure'],
  [0x808d, 'BadOutOfService'],
  [0x80ab, 'BadInvalidArgument'],
])

/** A status as a result: `ok` for every good one. */
export function statusText(status: number): string {
  if (status >= 0 && status < 0x4000_0000) return 'ok'
  return STATUS.get(status >>> 16) ?? `status ${hex(status, 8)}`
}

/** Quality bits of a value's status. */
export function qualityOf(status: number): number {
  if (status === 0) return 0
  const code = status >>> 16
  // Info type 1 with a limit bit: the value stands at the end of its range.
  const limited = (status & 0xc00) === 0x400 && (status & 0x300) !== 0 ? OVERFLOWED : 0
  switch (code) {
    case 0x0096:
    case 0x4091:
      return SUBSTITUTED | limited
    case 0x408f:
      return STALE | OFFLINE | limited
    case 0x4090:
    case 0x4092:
    case 0x8032:
      return STALE | limited
    case 0x4094:
      return OVERFLOWED
    case 0x8031:
    case 0x808a:
      return INVALID_VALUE | OFFLINE | limited
    case 0x808d:
      return BLOCKED | limited
    default:
      return (code >= 0x4000 ? INVALID_VALUE : 0) | limited
  }
}
