// Modules of a device as rows within a row: those expected, those that differ, those that are there. Source: IEC 61158-6-10, coding of
// ExpectedSubmoduleBlockReq, ModuleDiffBlock and RealIdentificationData.
import { type JsonLines, keyOf } from '@penstock/sensor/lines'

const MODULES = keyOf('modules')
const API = keyOf('api')
const SLOT = keyOf('slot')
const MODULE = keyOf('module')
const PROPERTIES = keyOf('properties')
const STATE = keyOf('state')
const SUBMODULES = keyOf('submodules')
const SUBSLOT = keyOf('subslot')
const SUBMODULE = keyOf('submodule')
const INPUT_OCTETS = keyOf('inputOctets')
const OUTPUT_OCTETS = keyOf('outputOctets')

export const EXPECTED = 0
export const DIFFERENCE = 1
export const REAL = 2

const SUBMODULE_OCTETS = 8
/** Description (2), length (2), lengths of the states of consumer (1) and provider (1). */
const DESCRIPTION = 6
const INPUT = 1
const OUTPUT = 2
const INPUT_AND_OUTPUT = 3

/** Number of APIs (2); of expected modules each with one slot, of the others each with a number of slots. Gives the place behind. */
export function severalModules(lines: JsonLines, view: DataView, at: number, end: number, form: number): number {
  if (end - at < 2) return at
  let next = at + 2
  lines.openList(MODULES)
  for (let api = view.getUint16(at); api > 0 && end - next >= 6; api -= 1) {
    const number = view.getUint32(next)
    const isOne = form === EXPECTED
    const slots = isOne ? 1 : view.getUint16(next + 4)
    next += isOne ? 4 : 6
    const behind = modules(lines, view, next, end, form, number, slots)
    if (behind === next) break
    next = behind
  }
  lines.closeList()
  return next
}

/** What is there, in the form that knows no APIs: the slots are those of API 0. */
export function oldModules(lines: JsonLines, view: DataView, at: number, end: number): number {
  if (end - at < 2) return at
  lines.openList(MODULES)
  const next = modules(lines, view, at + 2, end, REAL, 0, view.getUint16(at))
  lines.closeList()
  return next
}

// Slot (2), ident (4), properties or state (2) unless real, number of submodules (2), then these.
function modules(
  lines: JsonLines,
  view: DataView,
  at: number,
  end: number,
  form: number,
  api: number,
  slots: number,
): number {
  const head = form === REAL ? 8 : 10
  let next = at
  for (let n = 0; n < slots && end - next >= head; n += 1) {
    lines.openRow()
    lines.number(API, api)
    lines.number(SLOT, view.getUint16(next))
    lines.number(MODULE, view.getUint32(next + 2))
    if (form !== REAL) lines.number(form === EXPECTED ? PROPERTIES : STATE, view.getUint16(next + 6))
    const count = view.getUint16(next + head - 2)
    next = submodules(lines, view, next + head, end, form, count)
    lines.closeRow()
  }
  return next
}

// Subslot (2), ident (4), of expected ones properties (2) and descriptions of their data, of those that differ a state (2).
function submodules(lines: JsonLines, view: DataView, at: number, end: number, form: number, count: number): number {
  const head = form === REAL ? SUBMODULE_OCTETS - 2 : SUBMODULE_OCTETS
  let next = at
  lines.openList(SUBMODULES)
  for (let n = 0; n < count && end - next >= head; n += 1) {
    const word = form === REAL ? 0 : view.getUint16(next + 6)
    const kind = word & INPUT_AND_OUTPUT
    const descriptions = form !== EXPECTED ? 0 : kind === INPUT_AND_OUTPUT ? 2 : 1
    if (end - next - head < descriptions * DESCRIPTION) break
    lines.openRow()
    lines.number(SUBSLOT, view.getUint16(next))
    lines.number(SUBMODULE, view.getUint32(next + 2))
    if (form !== REAL) lines.number(form === EXPECTED ? PROPERTIES : STATE, word)
    next += head
    if (descriptions > 0) {
      if (kind === INPUT || kind === INPUT_AND_OUTPUT) lines.number(INPUT_OCTETS, view.getUint16(next + 2))
      const output = kind === INPUT_AND_OUTPUT ? next + DESCRIPTION : next
      if (kind === OUTPUT || kind === INPUT_AND_OUTPUT) lines.number(OUTPUT_OCTETS, view.getUint16(output + 2))
      next += descriptions * DESCRIPTION
    }
    lines.closeRow()
  }
  lines.closeList()
  return next
}
