// Codes of BACnet. Source: ANSI/ASHRAE 135-2020: clause 6.2.4 (network messages), clause 21 (services, objects, properties, errors),
// annex J.2 (virtual link control).
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

interface Service {
  readonly name: string
  readonly kind: FunctionKind
  readonly operation?: OperationKind
}

/** What a function code is of; the code itself stands in the low octet. */
const CONFIRMED = 0
export const UNCONFIRMED = 0x100
export const NETWORK = 0x200
export const LINK_CONTROL = 0x300

export const COV_CONFIRMED = 1
export const READ_FILE = 6
export const WRITE_FILE = 7
export const ADD_LIST_ELEMENT = 8
export const REMOVE_LIST_ELEMENT = 9
export const CREATE_OBJECT = 10
export const DELETE_OBJECT = 11
export const READ_PROPERTY = 12
export const READ_PROPERTY_MULTIPLE = 14
export const WRITE_PROPERTY = 15
export const WRITE_PROPERTY_MULTIPLE = 16
export const COMMUNICATION_CONTROL = 17
export const REINITIALIZE = 20
const LIFE_SAFETY = 27

export const I_AM = 0
export const I_HAVE = 1
export const COV_UNCONFIRMED = 2
export const TIME = 6
export const WHO_HAS = 7
export const WHO_IS = 8
export const UTC_TIME = 9

const OPERATIONS: ReadonlyMap<number, OperationKind> = new Map<number, OperationKind>([
  [0, 'control'],
  [WRITE_FILE, 'file'],
  [READ_FILE, 'file'],
  [ADD_LIST_ELEMENT, 'config'],
  [REMOVE_LIST_ELEMENT, 'config'],
  [CREATE_OBJECT, 'config'],
  [DELETE_OBJECT, 'config'],
  [WRITE_PROPERTY, 'write'],
  [WRITE_PROPERTY_MULTIPLE, 'write'],
  [COMMUNICATION_CONTROL, 'control'],
  [18, 'control'],
  [REINITIALIZE, 'restart'],
  [21, 'control'],
  [LIFE_SAFETY, 'control'],
  [UNCONFIRMED | 4, 'control'],
  [UNCONFIRMED | TIME, 'time'],
  [UNCONFIRMED | UTC_TIME, 'time'],
  [UNCONFIRMED | 10, 'write'],
  [NETWORK | 0x06, 'config'],
  [NETWORK | 0x08, 'config'],
  [NETWORK | 0x09, 'config'],
  [NETWORK | 0x0d, 'config'],
  [NETWORK | 0x0e, 'config'],
  [NETWORK | 0x0f, 'config'],
  [NETWORK | 0x11, 'config'],
  [LINK_CONTROL | 0x01, 'config'],
  [LINK_CONTROL | 0x05, 'config'],
  [LINK_CONTROL | 0x08, 'config'],
])

const READS: ReadonlySet<number> = new Set([3, 4, 13, 14, 12, 26, 29, 33, READ_FILE])
const IDENTIFIES: ReadonlySet<number> = new Set([I_AM, I_HAVE, WHO_HAS, WHO_IS, 13, 14])

/** BACnetConfirmedServiceChoice, by code. */
const CONFIRMED_NAMES = `
acknowledgeAlarm confirmedCOVNotification confirmedEventNotification getAlarmSummary getEnrollmentSummary subscribeCOV
atomicReadFile atomicWriteFile addListElement removeListElement createObject deleteObject readProperty
readPropertyConditional readPropertyMultiple writeProperty writePropertyMultiple deviceCommunicationControl
confirmedPrivateTransfer confirmedTextMessage reinitializeDevice vtOpen vtClose vtData authenticate requestKey
readRange lifeSafetyOperation subscribeCOVProperty getEventInformation subscribeCovPropertyMultiple
confirmedCovNotificationMultiple confirmedAuditNotification auditLogQuery
`
  .trim()
  .split(/\s+/)

/** BACnetUnconfirmedServiceChoice, by code. */
const UNCONFIRMED_NAMES = `
i-Am i-Have unconfirmedCOVNotification unconfirmedEventNotification unconfirmedPrivateTransfer unconfirmedTextMessage
timeSynchronization who-Has who-Is utcTimeSynchronization writeGroup unconfirmedCovNotificationMultiple
unconfirmedAuditNotification who-am-I you-are
`
  .trim()
  .split(/\s+/)

/** Network layer messages, clause 6.2.4. */
const NETWORK_NAMES = `
Who-Is-Router-To-Network I-Am-Router-To-Network I-Could-Be-Router-To-Network Reject-Message-To-Network
Router-Busy-To-Network Router-Available-To-Network Initialize-Routing-Table Initialize-Routing-Table-Ack
Establish-Connection-To-Network Disconnect-Connection-To-Network Challenge-Request Security-Payload Security-Response
Request-Key-Update Update-Key-Set Update-Distribution-Key Request-Master-Key Set-Master-Key What-Is-Network-Number
Network-Number-Is
`
  .trim()
  .split(/\s+/)

/** Functions of the virtual link, annex J.2. */
const LINK_NAMES = `
BVLC-Result Write-Broadcast-Distribution-Table Read-Broadcast-Distribution-Table Read-Broadcast-Distribution-Table-Ack
Forwarded-NPDU Register-Foreign-Device Read-Foreign-Device-Table Read-Foreign-Device-Table-Ack
Delete-Foreign-Device-Table-Entry Distribute-Broadcast-To-Network Original-Unicast-NPDU Original-Broadcast-NPDU
Secure-BVLL
`
  .trim()
  .split(/\s+/)

/** BACnetObjectType, by code. */
const OBJECTS = `
analog-input analog-output analog-value binary-input binary-output binary-value calendar command device
event-enrollment file group loop multi-state-input multi-state-output notification-class program schedule averaging
multi-state-value trend-log life-safety-point life-safety-zone accumulator pulse-converter event-log global-group
trend-log-multiple load-control structured-view access-door timer access-credential access-point access-rights
access-user access-zone credential-data-input network-security bitstring-value characterstring-value
date-pattern-value date-value datetime-pattern-value datetime-value integer-value large-analog-value octetstring-value
positive-integer-value time-pattern-value time-value notification-forwarder alert-enrollment channel lighting-output
binary-lighting-output network-port elevator-group escalator lift staging audit-log audit-reporter color
color-temperature
`
  .trim()
  .split(/\s+/)

/** BACnetPropertyIdentifier 0 to 372, by code; a dash where none is assigned. */
const PROPERTIES = `
acked-transition ack-required action action-text active-text active-vt-session alarm-value alarm-values all
all-writes-successful apdu-segment-timeout apdu-timeout application-software-version archive bias
change-of-state-count change-of-state-time notification-class - controlled-variable-reference
controlled-variable-units controlled-variable-value cov-increment datelist daylights-savings-status deadband
derivative-constant derivative-constant-units description description-of-halt device-address-binding device-type
effective-period elapsed-active-time error-limit event-enable event-state event-type exception-schedule fault-values
feedback-value file-access-method file-size file-type firmware-revision high-limit inactive-text in-process
instance-of integral-constant integral-constant-units issue-confirmed-notifications limit-enable list-of-group-members
list-of-object-property-references list-of-session-keys local-date local-time location low-limit
manipulated-variable-reference maximum-output max-apdu-length-accepted max-info-frames max-master max-pres-value
minimum-off-time minimum-on-time minimum-output min-pres-value model-name modification-date notify-type
number-of-APDU-retries number-of-states object-identifier object-list object-name object-property-reference
object-type optional out-of-service output-units event-parameters polarity present-value priority priority-array
priority-for-writing process-identifier program-change program-location program-state proportional-constant
proportional-constant-units protocol-conformance-class protocol-object-types-supported protocol-services-supported
protocol-version read-only reason-for-halt recipient recipient-list reliability relinquish-default required resolution
segmentation-supported setpoint setpoint-reference state-text status-flags system-status time-delay
time-of-active-time-reset time-of-state-count-reset time-synchronization-recipients units update-interval utc-offset
vendor-identifier vendor-name vt-class-supported weekly-schedule attempted-samples average-value buffer-size
client-cov-increment cov-resubscription-interval current-notify-time event-time-stamp log-buffer
log-device-object-property enable log-interval maximum-value minimum-value notification-threshold previous-notify-time
protocol-revision records-since-notification record-count start-time stop-time stop-when-full total-record-count
valid-samples window-interval window-samples maximum-value-time-stamp minimum-value-time-stamp variance-value
active-cov-subscriptions backup-failure-timeout configuration-files database-revision direct-reading last-restore-time
maintenance-required member-of mode operation-expected setting silenced tracking-value zone-members
life-safety-alarm-values max-segments-accepted profile-name auto-slave-discovery manual-slave-address-binding
slave-address-binding slave-proxy-enable last-notify-record schedule-default accepted-modes adjust-value count
count-before-change count-change-time cov-period input-reference limit-monitoring-interval logging-object
logging-record prescale pulse-rate scale scale-factor update-time value-before-change value-set value-change-time
align-intervals group-member-names interval-offset last-restart-reason logging-type member-status-flags
notification-period previous-notify-record requested-update-interval restart-notification-recipients
time-of-device-restart time-synchronization-interval trigger UTC-time-synchronization-recipients node-subtype
node-type structured-object-list subordinate-annotations subordinate-list actual-shed-level duty-window
expected-shed-level full-duty-baseline node-subtype node-type requested-shed-level shed-duration
shed-level-descriptions shed-levels state-description - - - door-alarm-state door-extended-pulse-time door-members
door-open-too-long-time door-pulse-time door-status door-unlock-delay-time lock-status masked-alarm-values
secured-status - - - - - - - - absentee-limit access-alarm-events access-doors access-event
access-event-authentication-factor access-event-credential access-event-time access-transaction-events accompaniment
accompaniment-time activation-time active-authentication-policy assigned-access-rights authentication-factors
authentication-policy-list authentication-policy-names authentication-status authorization-mode belongs-to
credential-disable credential-status credentials credentials-in-zone days-remaining entry-points exit-points
expiration-time extended-time-enable failed-attempt-events failed-attempts failed-attempts-time last-access-event
last-access-point last-credential-added last-credential-added-time last-credential-removed
last-credential-removed-time last-use-time lockout lockout-relinquish-time master-exemption max-failed-attempts
members muster-point negative-access-rules number-of-authentication-policies occupancy-count occupancy-count-adjust
occupancy-count-enable occupancy-exemption occupancy-lower-limit occupancy-lower-limit-enforced occupancy-state
occupancy-upper-limit occupancy-upper-limit-enforced passback-exemption passback-mode passback-timeout
positive-access-rules reason-for-disable supported-formats supported-format-classes threat-authority threat-level
trace-flag transaction-notification-class user-external-identifier user-information-reference - - - - - user-name
user-type uses-remaining zone-from zone-to access-event-tag global-identifier - - verification-time
base-device-security-policy distribution-key-revision do-not-hide key-sets last-key-server
network-access-security-policies packet-reorder-time security-pdu-timeout security-time-window
supported-security-algorithms update-key-set-timeout backup-and-restore-state backup-preparation-time
restore-completion-time restore-preparation-time bit-mask bit-text is-utc group-members group-member-names
member-status-flags requested-update-interval covu-period covu-recipients event-message-texts
event-message-texts-config event-detection-enable event-algorithm-inhibit event-algorithm-inhibit-ref
time-delay-normal reliability-evaluation-inhibit fault-parameters fault-type local-forwarding-only
process-identifier-filter subscribed-recipients port-filter authorization-exemptions allow-group-delay-inhibit
channel-number control-groups execution-delay last-priority write-status property-list serial-number
`
  .trim()
  .split(/\s+/)

/** Error codes 0 to 50. */
const ERRORS = `
other authentication-failed configuration-in-progress device-busy dynamic-creation-not-supported file-access-denied
incompatible-security-levels inconsistent-parameters inconsistent-selection-criterion invalid-data-type
invalid-file-access-method invalid-file-start-position invalid-operator-name invalid-parameter-data-type
invalid-time-stamp key-generation-error missing-required-parameter no-objects-of-specified-type no-space-for-object
no-space-to-add-list-element no-space-to-write-property no-vt-sessions-available property-is-not-a-list
object-deletion-not-permitted object-identifier-already-exists operational-problem password-failure read-access-denied
security-not-supported service-request-denied timeout unknown-object unknown-property -
unknown-vt-class unknown-vt-session unsupported-object-type value-out-of-range vt-session-already-closed
vt-session-termination-failure write-access-denied character-set-not-supported invalid-array-index
cov-subscription-failed not-cov-property optional-functionality-not-supported invalid-configuration-data
datatype-not-supported duplicate-name duplicate-object-id property-is-not-an-array
`
  .trim()
  .split(/\s+/)

/** Reject reasons. */
const REJECTS = `
other buffer-overflow inconsistent-parameters invalid-parameter-data-type invalid-tag missing-required-parameter
parameter-out-of-range too-many-arguments undefined-enumeration unrecognized-service
`
  .trim()
  .split(/\s+/)

/** Abort reasons. */
const ABORTS = `
other buffer-overflow invalid-apdu-in-this-state preempted-by-higher-priority-task segmentation-not-supported
security-error insufficient-security window-size-out-of-range application-exceeded-reply-time out-of-resources
tsm-timeout apdu-too-long
`
  .trim()
  .split(/\s+/)

const LISTS: readonly (readonly [base: number, names: readonly string[]])[] = [
  [CONFIRMED, CONFIRMED_NAMES],
  [UNCONFIRMED, UNCONFIRMED_NAMES],
  [NETWORK, NETWORK_NAMES],
  [LINK_CONTROL, LINK_NAMES],
]

/** How many codes have a name. */
export const NAMED_CODES = LISTS.reduce((sum, [, names]) => sum + names.length, 0)

export const DEVICE = 8
export const PROGRAM = 16

export const APPLICATION_SOFTWARE = 12
export const DESCRIPTION = 28
export const FIRMWARE = 44
export const LOCATION = 58
export const MODEL_NAME = 70
export const OBJECT_NAME = 77
export const PRESENT_VALUE = 85
export const PROGRAM_STATE = 92
export const STATUS_FLAGS = 111
export const SYSTEM_STATUS = 112
export const VENDOR_IDENTIFIER = 120
export const VENDOR_NAME = 121
export const LAST_RESTART = 196
export const SERIAL_NUMBER = 372

export const SYSTEM_STATES: readonly string[] = [
  'operational',
  'operational, read only',
  'download required',
  'download in progress',
  'non-operational',
  'backup in progress',
]
export const PROGRAM_STATES: readonly string[] = ['idle', 'loading', 'running', 'waiting', 'halted', 'unloading']
export const RESTART_REASONS: readonly string[] = [
  'unknown',
  'cold start',
  'warm start',
  'power lost was detected',
  'power was switched off',
  'hardware watchdog',
  'software watchdog',
  'suspended',
]
export const REINITIALIZE_STATES: readonly string[] = [
  'cold start',
  'warm start',
  'start of a backup',
  'end of a backup',
  'start of a restore',
  'end of a restore',
  'abort of a restore',
  'activate changes',
]
export const COMMUNICATION_STATES: readonly string[] = ['enable', 'disable', 'disable initiation']

export function operationOf(code: number): OperationKind | undefined {
  return OPERATIONS.get(code)
}

export function describeBacnet(code: number): { code: string; name: string; kind: FunctionKind } {
  const base = code & 0x300
  const { name } = serviceOf(code)
  const kind = kindOf(code)
  return { code: `${PREFIXES[base >> 8]!}${code & 0xff}`, name, kind }
}

const PREFIXES: readonly string[] = ['', 'unconfirmed ', 'network ', 'link ']

export function serviceOf(code: number): Service {
  const names = LISTS[(code & 0x300) >> 8]![1]
  const operation = OPERATIONS.get(code)
  return {
    name: names[code & 0xff] ?? `Service ${code & 0xff}`,
    kind: kindOf(code),
    ...(operation === undefined ? {} : { operation }),
  }
}

function kindOf(code: number): FunctionKind {
  const operation = OPERATIONS.get(code)
  if (code < UNCONFIRMED && READS.has(code)) return 'read'
  if ((code & 0x300) === UNCONFIRMED && IDENTIFIES.has(code & 0xff)) return 'identity'
  if (operation === 'write' || operation === 'config' || operation === 'file' || operation === 'time') return 'write'
  if (operation !== undefined) return 'control'
  return code >= NETWORK ? 'session' : 'other'
}

export function objectText(identifier: number): string {
  const type = identifier >>> 22
  return `${OBJECTS[type] ?? `object-type-${type}`} ${identifier & 0x3f_ffff}`
}

export function propertyText(property: number): string {
  const name = PROPERTIES[property]
  return name === undefined || name === '-' ? `property ${property}` : name
}

export function errorText(code: number): string {
  return `error ${code}${named(ERRORS[code])}`
}

export function rejectText(reason: number): string {
  return `reject ${reason}${named(REJECTS[reason])}`
}

export function abortText(reason: number): string {
  return `abort ${reason}${named(ABORTS[reason])}`
}

function named(name: string | undefined): string {
  return name === undefined ? '' : ` (${name})`
}
