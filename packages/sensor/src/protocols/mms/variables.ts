// Which variables a message is about: names of objects and of lists. An IEC 61850 name is `LD/LN$FC$DO$DA`.
// Source: ISO 9506-2 clause 14 (VariableAccessSpecification), ISO 9506-2 clause 7 (ObjectName), IEC 61850-8-1 §7.3.
import { ascii } from '../text.ts'
import type { MmsMemory } from './memory.ts'

const VMD_SPECIFIC = 0x80
const DOMAIN_SPECIFIC = 0xa1
const ASSOCIATION_SPECIFIC = 0x82
const LIST_OF_VARIABLE = 0xa0
const LIST_NAME = 0xa1
const SLASH = Uint8Array.of(0x2f)

/** Reads a specification with this tag: the variables are then in `memory`. */
export function readSpecification(memory: MmsMemory, bytes: Uint8Array, tag: number, from: number, to: number): void {
  memory.count = 0
  memory.isList = tag === LIST_NAME
  if (memory.isList) readName(memory, bytes, from, to)
  else if (tag === LIST_OF_VARIABLE) readVariables(memory, bytes, from, to)
}

/** Reads a sequence of variables by their names; one without a name still takes its place. */
export function readVariables(memory: MmsMemory, bytes: Uint8Array, from: number, to: number): void {
  const { ber } = memory
  for (let at = from; !memory.isFull && ber.read(bytes, at, to); ) {
    const behind = ber.to
    const before = memory.count
    if (ber.find(bytes, ber.from, behind, LIST_OF_VARIABLE)) readName(memory, bytes, ber.from, ber.to)
    if (memory.count === before) keep(memory, -1, 0, 0, 0, 0)
    at = behind
  }
}

/** Reads the name of one object. */
export function readName(memory: MmsMemory, bytes: Uint8Array, from: number, to: number): void {
  const { ber } = memory
  if (!ber.read(bytes, from, to)) return
  const { tag, from: begin, to: behind } = ber
  if (tag === VMD_SPECIFIC || tag === ASSOCIATION_SPECIFIC) {
    keep(memory, rowOf(memory, bytes, 0, 0, begin, behind), 0, 0, begin, behind)
    return
  }
  if (tag !== DOMAIN_SPECIFIC || !ber.read(bytes, begin, behind)) return
  const { from: domainFrom, to: domainTo } = ber
  if (!ber.read(bytes, domainTo, behind)) return
  const { from: itemFrom, to: itemTo } = ber
  const row = rowOf(memory, bytes, domainFrom, domainTo, itemFrom, itemTo)
  keep(memory, row, domainFrom, domainTo, itemFrom, itemTo)
}

/** Number of a name as `LD/item`. */
function rowOf(
  memory: MmsMemory,
  bytes: Uint8Array,
  domainFrom: number,
  domainTo: number,
  itemFrom: number,
  itemTo: number,
): number {
  const { points } = memory
  points.begin(0)
  if (domainTo > domainFrom) {
    points.add(bytes, domainFrom, domainTo)
    points.add(SLASH, 0, 1)
  }
  points.add(bytes, itemFrom, itemTo)
  const known = points.find()
  if (known >= 0) return known
  const domain = domainTo > domainFrom ? `${ascii(bytes, domainFrom, domainTo)}/` : ''
  return points.open((domain + ascii(bytes, itemFrom, itemTo)).replaceAll('\0', '?'))
}

/** Number of a name that stands whole in `bytes[from..to)`, as reports write it. */
export function rowOfReference(memory: MmsMemory, bytes: Uint8Array, from: number, to: number): number {
  return rowOf(memory, bytes, 0, 0, from, to)
}

function keep(
  memory: MmsMemory,
  row: number,
  domainFrom: number,
  domainTo: number,
  itemFrom: number,
  itemTo: number,
): void {
  const { count } = memory
  if (memory.isFull) return
  memory.rows[count] = row
  memory.domainFrom[count] = domainFrom
  memory.domainTo[count] = domainTo
  memory.itemFrom[count] = itemFrom
  memory.itemTo[count] = itemTo
  memory.count = count + 1
}
