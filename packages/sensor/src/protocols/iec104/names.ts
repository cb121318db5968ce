// Types, causes and control fields of IEC 60870-5-104. Sources: IEC 60870-5-101:2003 §7.2-7.3, IEC 60870-5-104:2006 §5, §8;
// types 81 to 95 IEC TS 60870-5-7:2013.
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

/** What an information element holds; the space of a point. */
export const SINGLE = 1
export const DOUBLE = 2
export const STEP = 3
export const BITS = 4
export const NORMALISED = 5
export const SCALED = 6
export const FLOAT = 7
export const TOTALS = 8
export const PACKED = 9
export const PROTECTION_EVENT = 10
export const PROTECTION_START = 11
export const PROTECTION_OUTPUT = 12

/** Octets of an element differ from one to the next. */
export const VARIABLE = -1
/** No such type. */
export const UNKNOWN_TYPE = -2

type TypeName = readonly [type: number, octets: number, mnemonic: string, name: string, family: number]

/** Types that a controlled station sends. Octets of an element without its address, its time tag included. */
const MONITORED: readonly TypeName[] = [
  [1, 1, 'M_SP_NA_1', 'Single point', SINGLE],
  [2, 4, 'M_SP_TA_1', 'Single point with time', SINGLE],
  [3, 1, 'M_DP_NA_1', 'Double point', DOUBLE],
  [4, 4, 'M_DP_TA_1', 'Double point with time', DOUBLE],
  [5, 2, 'M_ST_NA_1', 'Step position', STEP],
  [6, 5, 'M_ST_TA_1', 'Step position with time', STEP],
  [7, 5, 'M_BO_NA_1', 'Bitstring', BITS],
  [8, 8, 'M_BO_TA_1', 'Bitstring with time', BITS],
  [9, 3, 'M_ME_NA_1', 'Normalised value', NORMALISED],
  [10, 6, 'M_ME_TA_1', 'Normalised value with time', NORMALISED],
  [11, 3, 'M_ME_NB_1', 'Scaled value', SCALED],
  [12, 6, 'M_ME_TB_1', 'Scaled value with time', SCALED],
  [13, 5, 'M_ME_NC_1', 'Short float', FLOAT],
  [14, 8, 'M_ME_TC_1', 'Short float with time', FLOAT],
  [15, 5, 'M_IT_NA_1', 'Integrated totals', TOTALS],
  [16, 8, 'M_IT_TA_1', 'Integrated totals with time', TOTALS],
  [17, 6, 'M_EP_TA_1', 'Protection event with time', PROTECTION_EVENT],
  [18, 7, 'M_EP_TB_1', 'Protection start events with time', PROTECTION_START],
  [19, 7, 'M_EP_TC_1', 'Protection output circuits with time', PROTECTION_OUTPUT],
  [20, 5, 'M_PS_NA_1', 'Packed single points with change detection', PACKED],
  [21, 2, 'M_ME_ND_1', 'Normalised value without quality', NORMALISED],
  [30, 8, 'M_SP_TB_1', 'Single point with long time', SINGLE],
  [31, 8, 'M_DP_TB_1', 'Double point with long time', DOUBLE],
  [32, 9, 'M_ST_TB_1', 'Step position with long time', STEP],
  [33, 12, 'M_BO_TB_1', 'Bitstring with long time', BITS],
  [34, 10, 'M_ME_TD_1', 'Normalised value with long time', NORMALISED],
  [35, 10, 'M_ME_TE_1', 'Scaled value with long time', SCALED],
  [36, 12, 'M_ME_TF_1', 'Short float with long time', FLOAT],
  [37, 12, 'M_IT_TB_1', 'Integrated totals with long time', TOTALS],
  [38, 10, 'M_EP_TD_1', 'Protection event with long time', PROTECTION_EVENT],
  [39, 11, 'M_EP_TE_1', 'Protection start events with long time', PROTECTION_START],
  [40, 11, 'M_EP_TF_1', 'Protection output circuits with long time', PROTECTION_OUTPUT],
  [41, 12, 'S_IT_TC_1', 'Security statistics with long time', TOTALS],
]

type CommandName = readonly [
  type: number,
  octets: number,
  mnemonic: string,
  name: string,
  kind: FunctionKind,
  family: number,
  operation?: OperationKind,
]

const NOTHING = 0

/** Types that a controlling station sends, with their mirrored confirmations, and those that both send. */
const CONTROLLED: readonly CommandName[] = [
  [45, 1, 'C_SC_NA_1', 'Single command', 'control', SINGLE, 'control'],
  [46, 1, 'C_DC_NA_1', 'Double command', 'control', DOUBLE, 'control'],
  [47, 1, 'C_RC_NA_1', 'Regulating step command', 'control', STEP, 'control'],
  [48, 3, 'C_SE_NA_1', 'Set-point, normalised', 'write', NORMALISED, 'write'],
  [49, 3, 'C_SE_NB_1', 'Set-point, scaled', 'write', SCALED, 'write'],
  [50, 5, 'C_SE_NC_1', 'Set-point, short float', 'write', FLOAT, 'write'],
  [51, 4, 'C_BO_NA_1', 'Bitstring command', 'write', BITS, 'write'],
  [58, 8, 'C_SC_TA_1', 'Single command with time', 'control', SINGLE, 'control'],
  [59, 8, 'C_DC_TA_1', 'Double command with time', 'control', DOUBLE, 'control'],
  [60, 8, 'C_RC_TA_1', 'Regulating step command with time', 'control', STEP, 'control'],
  [61, 10, 'C_SE_TA_1', 'Set-point with time, normalised', 'write', NORMALISED, 'write'],
  [62, 10, 'C_SE_TB_1', 'Set-point with time, scaled', 'write', SCALED, 'write'],
  [63, 12, 'C_SE_TC_1', 'Set-point with time, short float', 'write', FLOAT, 'write'],
  [64, 11, 'C_BO_TA_1', 'Bitstring command with time', 'write', BITS, 'write'],
  [70, 1, 'M_EI_NA_1', 'End of initialisation', 'other', NOTHING],
  [81, VARIABLE, 'S_CH_NA_1', 'Authentication challenge', 'session', NOTHING, 'auth'],
  [82, VARIABLE, 'S_RP_NA_1', 'Authentication reply', 'session', NOTHING, 'auth'],
  [83, VARIABLE, 'S_AR_NA_1', 'Aggressive mode authentication request', 'session', NOTHING, 'auth'],
  [84, VARIABLE, 'S_KR_NA_1', 'Session key status request', 'session', NOTHING, 'auth'],
  [85, VARIABLE, 'S_KS_NA_1', 'Session key status', 'session', NOTHING, 'auth'],
  [86, VARIABLE, 'S_KC_NA_1', 'Session key change', 'session', NOTHING, 'auth'],
  [87, VARIABLE, 'S_ER_NA_1', 'Authentication error', 'session', NOTHING, 'auth'],
  [90, VARIABLE, 'S_US_NA_1', 'User status change', 'session', NOTHING, 'auth'],
  [91, VARIABLE, 'S_UQ_NA_1', 'Update key change request', 'session', NOTHING, 'auth'],
  [92, VARIABLE, 'S_UR_NA_1', 'Update key change reply', 'session', NOTHING, 'auth'],
  [93, VARIABLE, 'S_UK_NA_1', 'Update key change, symmetric', 'session', NOTHING, 'auth'],
  [94, VARIABLE, 'S_UA_NA_1', 'Update key change, asymmetric', 'session', NOTHING, 'auth'],
  [95, VARIABLE, 'S_UC_NA_1', 'Update key change confirmation', 'session', NOTHING, 'auth'],
  [100, 1, 'C_IC_NA_1', 'Interrogation', 'read', NOTHING, 'control'],
  [101, 1, 'C_CI_NA_1', 'Counter interrogation', 'read', NOTHING, 'control'],
  [102, 0, 'C_RD_NA_1', 'Read', 'read', NOTHING],
  [103, 7, 'C_CS_NA_1', 'Clock synchronisation', 'control', NOTHING, 'time'],
  [104, 2, 'C_TS_NA_1', 'Test', 'session', NOTHING],
  [105, 1, 'C_RP_NA_1', 'Reset process', 'control', NOTHING, 'restart'],
  [106, 2, 'C_CD_NA_1', 'Delay acquisition', 'session', NOTHING, 'time'],
  [107, 9, 'C_TS_TA_1', 'Test with time', 'session', NOTHING],
  [110, 3, 'P_ME_NA_1', 'Parameter, normalised', 'write', NORMALISED, 'config'],
  [111, 3, 'P_ME_NB_1', 'Parameter, scaled', 'write', SCALED, 'config'],
  [112, 5, 'P_ME_NC_1', 'Parameter, short float', 'write', FLOAT, 'config'],
  [113, 1, 'P_AC_NA_1', 'Parameter activation', 'write', NOTHING, 'config'],
  [120, 6, 'F_FR_NA_1', 'File ready', 'other', NOTHING],
  [121, 7, 'F_SR_NA_1', 'Section ready', 'other', NOTHING],
  [122, 4, 'F_SC_NA_1', 'Call directory, file or section', 'read', NOTHING, 'file'],
  [123, 5, 'F_LS_NA_1', 'Last section or segment', 'other', NOTHING],
  [124, 4, 'F_AF_NA_1', 'Acknowledge file or section', 'other', NOTHING],
  [125, VARIABLE, 'F_SG_NA_1', 'Segment', 'other', NOTHING],
  [126, 13, 'F_DR_TA_1', 'Directory', 'other', NOTHING],
  [127, 16, 'F_SC_NB_1', 'Query log', 'read', NOTHING, 'file'],
]

export const LAST_MONITORED = 41
export const END_OF_INITIALISATION = 70
export const FIRST_AUTHENTICATION = 81
export const LAST_AUTHENTICATION = 95
export const INTERROGATION = 100
export const COUNTER_INTERROGATION = 101
export const CLOCK = 103
export const RESET = 105
export const DELAY = 106
export const FIRST_PARAMETER = 110
export const PARAMETER_ACTIVATION = 113
export const FIRST_FILE = 120
export const FILE_READY = 120
export const CALL_FILE = 122
export const LAST_SEGMENT = 123
export const ACKNOWLEDGE_FILE = 124
export const SEGMENT = 125
export const QUERY_LOG = 127

/** By type: octets of an element, VARIABLE or UNKNOWN_TYPE. */
export const OCTETS = new Int8Array(256).fill(UNKNOWN_TYPE)
/** By type: what its element holds, 0 for nothing that is a value. */
export const FAMILIES = new Uint8Array(256)

interface Known {
  readonly mnemonic: string
  readonly name: string
  readonly kind: FunctionKind
  readonly operation: OperationKind | null
}

export const TYPES = new Map<number, Known>()
for (const [type, octets, mnemonic, name, family] of MONITORED) {
  OCTETS[type] = octets
  FAMILIES[type] = family
  TYPES.set(type, { mnemonic, name, kind: 'read', operation: null })
}
for (const [type, octets, mnemonic, name, kind, family, operation] of CONTROLLED) {
  OCTETS[type] = octets
  FAMILIES[type] = family
  TYPES.set(type, { mnemonic, name, kind, operation: operation ?? null })
}

/** Octets of the time tag that ends an element of this type: CP24Time2a, CP56Time2a or none. */
export function timeOctets(type: number): number {
  if ((type >= 30 && type <= 41) || (type >= 58 && type <= 64) || type === 107) return 7
  return (type <= 16 && (type & 1) === 0) || (type >= 17 && type <= 19) ? 3 : 0
}

/** Causes of transmission that have a side. */
export const REQUEST = 5
export const ACTIVATION = 6
export const CONFIRMATION = 7
export const DEACTIVATION = 8
export const DEACTIVATED = 9
export const TERMINATION = 10
export const FILE_TRANSFER = 13
/** 44 to 47: what of a request the station does not know. */
export const FIRST_UNKNOWN = 44
export const UNKNOWNS: readonly string[] = ['type', 'cause of transmission', 'common address', 'object address']

/** True for causes that the standard and its security extension define (§7.2.3; 0, 17 to 19, 42, 43 and above 47 are not). */
export function isCause(cause: number): boolean {
  return (cause >= 1 && cause <= 16) || (cause >= 20 && cause <= 41) || (cause >= FIRST_UNKNOWN && cause <= 47)
}

/** Control fields of U frames, §5.3. */
export const START_ACT = 0x07
export const START_CON = 0x0b
export const STOP_ACT = 0x13
export const STOP_CON = 0x23
export const TEST_ACT = 0x43
export const TEST_CON = 0x83

/** Function codes of U frames stand behind those of types. */
const START = 0x101
export const STOP = 0x102
const TEST = 0x103
const UNNUMBERED: ReadonlyMap<number, readonly [code: string, name: string]> = new Map([
  [START, ['STARTDT', 'Start data transfer']],
  [STOP, ['STOPDT', 'Stop data transfer']],
  [TEST, ['TESTFR', 'Test frame']],
] as const)

/** Function code of a U frame; 0 when there is none of this control field. */
export function unnumberedOf(control: number): number {
  switch (control) {
    case START_ACT:
    case START_CON:
      return START
    case STOP_ACT:
    case STOP_CON:
      return STOP
    case TEST_ACT:
    case TEST_CON:
      return TEST
    default:
      return 0
  }
}

export function typeText(type: number): string {
  const known = TYPES.get(type)
  return known === undefined ? `Type ${type}` : `${known.name} (${known.mnemonic})`
}

/** Name and kind of a type or U frame as conversations list it. */
export function describeIec104(code: number): { code: string; name: string; kind: FunctionKind } {
  const unnumbered = UNNUMBERED.get(code)
  if (unnumbered !== undefined) return { code: unnumbered[0], name: unnumbered[1], kind: 'session' }
  return { code: String(code), name: typeText(code), kind: TYPES.get(code)?.kind ?? 'other' }
}

/** Codes that the standard defines and this table names: types 1 to 127 and the three pairs of U frames. */
export const NAMED_CODES = TYPES.size + UNNUMBERED.size
