// What the controller says of itself: position of the key, run state, control program, project, modules.
// Source: Nozomi Networks, tricotools (2018); places of project and time held against the bytes of `tristation/attack.pcap`.
import type { ClaimField } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, STATE } from '@penstock/sensor/flow'
import { protocolName, TRISTATION } from '../ids.ts'
import { ascii } from '../text.ts'
import { KEYS, MODULES, RUN_STATES } from './names.ts'

const NAME = protocolName(TRISTATION)!
const LOAD = 2
const VALID = 6
export const CP_KEY = 7
export const CP_RUN = 8
const BUILT = 62
const PROJECT = 66
const PROJECT_LENGTH = 10
const CP_SIZE = PROJECT + PROJECT_LENGTH
export const CHASSIS_RUN = 3
export const CHASSIS_KEY = 4
const SLOTS = 16
const SLOT_SIZE = 8
const IS_THERE = 255
/** Marks a flow whose state was read, so that none is taken for "stop, running". */
const WAS_READ = 1 << 30

/** Answer to Get CP status. */
export function cpState(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at < CP_SIZE || bytes[at + CP_KEY]! >= KEYS.length || bytes[at + CP_RUN]! >= RUN_STATES.length) return
  const load = bytes[at + LOAD]!
  const step = bytes[at + LOAD + 2]!
  const isValid = bytes[at + VALID] !== 0
  const said =
    bytes[at + CP_KEY]! | (bytes[at + CP_RUN]! << 2) | (isValid ? 16 : 0) | (load << 8) | (step << 16) | WAS_READ
  const cell = flow * INTS + STATE
  if (ledger.flows.ints[cell] === said) return
  ledger.flows.ints[cell] = said
  modes(ledger, flow, side, bytes[at + CP_KEY]!, bytes[at + CP_RUN]!, 'cp-status')
  ledger.state(flow, side, TRISTATION, NAME, 'configuration', 0, (said >> 4) & 0xfffff, () => ({
    value: `control program ${isValid ? 'valid' : 'not valid'}, ${load === 0 ? '' : 'loading, '}load state ${step}`,
    method: 'cp-status',
  }))
  const project = projectName(bytes, at + PROJECT, end)
  if (project === '') return
  const built = new Date(view.getUint32(at + BUILT, true) * 1000).toISOString().slice(0, 19)
  say(ledger, flow, side, 'description', `project ${project}, built ${built}Z`, 'cp-status')
}

/** Answer to Get chassis status. */
export function chassisState(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at <= CHASSIS_KEY) return
  const run = bytes[at + CHASSIS_RUN]!
  const key = bytes[at + CHASSIS_KEY]!
  if (key < KEYS.length && run < RUN_STATES.length) modes(ledger, flow, side, key, run, 'chassis-status')
}

function modes(ledger: Ledger, flow: number, side: number, key: number, run: number, method: string): void {
  ledger.state(flow, side, TRISTATION, NAME, 'key-switch', 0, key, () => ({ value: KEYS[key]!, method }))
  ledger.state(flow, side, TRISTATION, NAME, 'mode', 0, run, () => ({ value: RUN_STATES[run]!, method }))
}

/** Answer to Get module versions: chassis (1), 255 when it is there, then for each slot type (2) and three numbers (2 each). */
export function moduleVersions(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (end - at < 2 || bytes[at + 1] !== IS_THERE || ledger.claims.isOldNews(flow, bytes, at, end)) return
  const chassis = bytes[at]!
  for (let slot = 0, next = at + 2; slot < SLOTS && next + SLOT_SIZE <= end; slot += 1, next += SLOT_SIZE) {
    const type = view.getUint16(next, true)
    if (type === 0) continue
    const method = `module-versions@${chassis === 0 ? '' : `chassis ${chassis} `}slot ${slot}`
    say(ledger, flow, side, 'model', MODULES.get(type) ?? `Triconex module type ${type}`, method)
    const numbers = [2, 4, 6].map((place) => view.getUint16(next + place, true))
    say(ledger, flow, side, 'firmware', numbers.join('.'), method)
  }
}

function say(ledger: Ledger, flow: number, side: number, field: ClaimField, value: string, method: string): void {
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  ledger.claims.claim(about, field, value, NAME, method, ledger.wire)
}

/** Name of a project: at most ten letters that end with a NUL; empty when they are none. */
export function projectName(bytes: Uint8Array, at: number, end: number): string {
  const text = ascii(bytes, at, Math.min(end, at + PROJECT_LENGTH))
  const stop = text.indexOf('\0')
  const name = stop < 0 ? text : text.slice(0, stop)
  return /^[\w .-]+$/.test(name) ? name : ''
}
