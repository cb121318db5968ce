// What PROFINET devices say of themselves and their modules: I&M records, idents of modules, vendor and device ids, names of stations.
// Source: IEC 61158-6-10, coding of the I&M blocks, RealIdentificationData, ExpectedSubmoduleBlockReq, ModuleDiffBlock.
import type { Basis, ClaimField } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { PROFINET, protocolName } from '../ids.ts'
import { VENDORS } from '../profinet-dcp/index.ts'
import { ascii, hex } from '../text.ts'
import { IM0, IM1, IM2, IM3 } from './decode.ts'
import { MODULE_STATES } from './names.ts'

const NAME = protocolName(PROFINET)!
const MOST_MODULES = 256
const INPUT_AND_OUTPUT = 3
/** Subslots from here on are interfaces and ports of the device itself. */
const FIRST_INTERFACE = 0x8000

/** `slot 3` or `slot 3 subslot 2`; empty for the device itself, which is slot 0. */
export function placeText(slot: number, subslot: number): string {
  if (slot === 0) return ''
  return subslot <= 1 || subslot >= FIRST_INTERFACE ? `slot ${slot}` : `slot ${slot} subslot ${subslot}`
}

export function say(
  ledger: Ledger,
  flow: number,
  side: number,
  field: ClaimField,
  value: string,
  method: string,
  basis: Basis = 'observed',
): void {
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  ledger.claims.claim(about, field, value, NAME, method, ledger.wire, basis)
}

/** One I&M block of a record that was read; `at` stands behind its header. */
export function claimIm(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  type: number,
  at: number,
  end: number,
  flow: number,
  side: number,
  place: string,
): void {
  const behind = place === '' ? '' : `@${place}`
  const length = end - at
  if (type === IM0 && length >= 48) {
    const method = `im0${behind}`
    sayVendor(ledger, flow, side, view.getUint16(at), method)
    say(ledger, flow, side, 'orderNumber', ascii(bytes, at + 2, at + 22), method)
    say(ledger, flow, side, 'serial', ascii(bytes, at + 22, at + 38), method)
    say(ledger, flow, side, 'hardware', String(view.getUint16(at + 38)), method)
    const prefix = ascii(bytes, at + 40, at + 41)
    say(ledger, flow, side, 'firmware', `${prefix}${bytes[at + 41]!}.${bytes[at + 42]!}.${bytes[at + 43]!}`, method)
  } else if (type === IM1 && length >= 54) {
    labelled(ledger, flow, side, 'function', ascii(bytes, at, at + 32), `im1${behind}`)
    labelled(ledger, flow, side, 'location', ascii(bytes, at + 32, at + 54), `im1${behind}`)
  } else if (type === IM2 && length >= 16) {
    labelled(ledger, flow, side, 'installed', ascii(bytes, at, at + 16), `im2${behind}`)
  } else if (type === IM3 && length >= 54) {
    labelled(ledger, flow, side, 'descriptor', ascii(bytes, at, at + 54), `im3${behind}`)
  }
}

function labelled(ledger: Ledger, flow: number, side: number, label: string, text: string, method: string): void {
  if (text.replaceAll('\0', ' ').trim() !== '') say(ledger, flow, side, 'description', `${label} ${text}`, method)
}

/** The id of an object ends with instance, device and vendor, two octets each; `at` is the place of the device. */
export function claimObject(
  ledger: Ledger,
  view: DataView,
  at: number,
  flow: number,
  side: number,
  method: string,
): void {
  const device = view.getUint16(at)
  const vendor = view.getUint16(at + 2)
  sayVendor(ledger, flow, side, vendor, method)
  say(ledger, flow, side, 'description', `PROFINET vendor ${hex(vendor, 4)}, device ${hex(device, 4)}`, method)
}

function sayVendor(ledger: Ledger, flow: number, side: number, id: number, method: string): void {
  const vendor = VENDORS.get(id)
  if (vendor !== undefined) say(ledger, flow, side, 'vendor', vendor, method)
}

/** RealIdentificationData of version 1.0 (no API) or 1.1: the modules that are there. */
export function claimReal(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  block: number,
  end: number,
  flow: number,
  side: number,
): void {
  const hasApi = bytes[block + 5]! >= 1
  let at = block + 6
  let apis = 1
  if (hasApi) {
    if (end - at < 2) return
    apis = view.getUint16(at)
    at += 2
  }
  let count = 0
  for (; apis > 0 && at < end; apis -= 1) {
    if (hasApi) at += 4
    if (end - at < 2) return
    let slots = view.getUint16(at)
    at += 2
    for (; slots > 0 && end - at >= 8 && count < MOST_MODULES; slots -= 1) {
      module(ledger, view, at, flow, side, 'real-module', 'observed')
      at += 8 + view.getUint16(at + 6) * 6
      count += 1
    }
  }
}

/** What a controller expects in the device it connects to: number of APIs, then API, slot, ident, properties, submodules. */
export function claimExpected(
  ledger: Ledger,
  view: DataView,
  block: number,
  end: number,
  flow: number,
  side: number,
): void {
  let at = block + 6
  if (end - at < 2) return
  let apis = Math.min(view.getUint16(at), MOST_MODULES)
  at += 2
  for (; apis > 0 && end - at >= 14; apis -= 1) {
    module(ledger, view, at + 4, flow, side, 'expected-module', 'inferred')
    let submodules = view.getUint16(at + 12)
    at += 14
    for (; submodules > 0 && end - at >= 8; submodules -= 1)
      at += 8 + ((view.getUint16(at + 6) & 3) === INPUT_AND_OUTPUT ? 12 : 6)
  }
}

// Slot (2), ident of the module (4). Slot 0 is the device.
function module(
  ledger: Ledger,
  view: DataView,
  at: number,
  flow: number,
  side: number,
  way: string,
  basis: Basis,
): void {
  const slot = view.getUint16(at)
  if (slot === 0) return
  const ident = hex(view.getUint32(at + 2), 8)
  say(ledger, flow, side, 'description', `PROFINET module ident ${ident}`, `${way}@${placeText(slot, 1)}`, basis)
}

/** ModuleDiffBlock: where what is plugged differs from what was expected. */
export function differences(
  ledger: Ledger,
  view: DataView,
  block: number,
  end: number,
  flow: number,
  side: number,
): void {
  let at = block + 6
  if (end - at < 2) return
  let apis = view.getUint16(at)
  at += 2
  let count = 0
  for (; apis > 0 && end - at >= 6; apis -= 1) {
    let modules = view.getUint16(at + 4)
    at += 6
    for (; modules > 0 && end - at >= 10 && count < MOST_MODULES; modules -= 1) {
      const slot = view.getUint16(at)
      const ident = view.getUint32(at + 2)
      const state = view.getUint16(at + 6)
      ledger.state(flow, side, PROFINET, NAME, 'configuration', slot, (ident << 2) ^ state, () => ({
        value: `${MODULE_STATES[state] ?? `module state ${state}`}, ident ${hex(ident, 8)}`,
        part: `slot ${slot}`,
        method: 'module-difference',
      }))
      at += 10 + view.getUint16(at + 8) * 8
      count += 1
    }
  }
}
