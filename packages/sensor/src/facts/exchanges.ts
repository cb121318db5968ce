// How functions were asked within a batch: when, from which packet on, how often, of which addresses. Columns beside the functions of
// conversations, filled when flows are settled.
import { micros } from '@penstock/model/kernel'
import { type ExchangeSeen, GAP_BUCKETS } from '@penstock/model/observations'
import { roomyFloats, roomyInts } from '@penstock/sensor/tables'
import type { FunctionRow, Named } from './functions.ts'

type Reach = NonNullable<FunctionRow['reach']>

const INTS = 3
const FILE = 0
const FRAME = 1
const LENGTH = 2

const FLOATS = 3
const FIRST_AT = 0
const LAST_AT = 1
const PLACE = 2

export class Exchanges {
  private ints: Int32Array = new Int32Array(256 * INTS)
  private floats: Float64Array = new Float64Array(256 * FLOATS)
  private readonly gaps = new Map<number, Float64Array>()
  private readonly reaches = new Map<number, Reach>()

  add(row: number, isNew: boolean, seen: FunctionRow): void {
    this.ints = roomyInts(this.ints, row + 1, INTS)
    this.floats = roomyFloats(this.floats, row + 1, FLOATS)
    const { ints, floats } = this
    const i = row * INTS
    const f = row * FLOATS
    const isEarlier =
      isNew || seen.file < ints[i + FILE]! || (seen.file === ints[i + FILE] && seen.frame < ints[i + FRAME]!)
    if (isEarlier) {
      ints[i + FILE] = seen.file
      ints[i + FRAME] = seen.frame
      ints[i + LENGTH] = seen.frameLength
      floats[f + PLACE] = seen.frameOffset
    }
    floats[f + FIRST_AT] = isNew ? seen.firstAt : Math.min(floats[f + FIRST_AT]!, seen.firstAt)
    floats[f + LAST_AT] = isNew ? seen.lastAt : Math.max(floats[f + LAST_AT]!, seen.lastAt)
    if (seen.reach !== null) this.addReach(row, seen.reach)
    if (seen.gaps !== null) this.addGaps(row, seen.gaps)
  }

  emit(row: number): Pick<ExchangeSeen, 'firstAt' | 'lastAt' | 'proof' | 'gaps' | 'touched'> {
    const { ints, floats } = this
    const i = row * INTS
    const f = row * FLOATS
    const gaps = this.gaps.get(row)
    const reach = this.reaches.get(row)
    return {
      firstAt: micros(floats[f + FIRST_AT]!),
      lastAt: micros(floats[f + LAST_AT]!),
      ...(gaps === undefined ? {} : { gaps: sparse(gaps) }),
      ...(reach === undefined
        ? {}
        : {
            touched: {
              low: reach.low.address,
              high: reach.high.address,
              lowest: reach.low.proof,
              highest: reach.high.proof,
            },
          }),
      proof: {
        file: ints[i + FILE]!,
        frame: ints[i + FRAME]!,
        at: micros(floats[f + FIRST_AT]!),
        offset: floats[f + PLACE]!,
        length: ints[i + LENGTH]!,
      },
    }
  }

  clear(): void {
    this.gaps.clear()
    this.reaches.clear()
  }

  private addReach(row: number, more: Reach): void {
    const known = this.reaches.get(row)
    if (known === undefined) this.reaches.set(row, more)
    else
      this.reaches.set(row, {
        low: further(known.low, more.low, more.low.address < known.low.address),
        high: further(known.high, more.high, more.high.address > known.high.address),
      })
  }

  private addGaps(row: number, more: Uint16Array): void {
    let sum = this.gaps.get(row)
    if (sum === undefined) {
      sum = new Float64Array(GAP_BUCKETS)
      this.gaps.set(row, sum)
    }
    for (let bucket = 0; bucket < GAP_BUCKETS; bucket += 1) sum[bucket]! += more[bucket]!
  }
}

/** Of two packets that named the same address the earlier one. */
function further(known: Named, more: Named, isFurther: boolean): Named {
  if (more.address !== known.address) return isFurther ? more : known
  const isEarlier =
    more.proof.file < known.proof.file || (more.proof.file === known.proof.file && more.proof.frame < known.proof.frame)
  return isEarlier ? more : known
}

function sparse(counts: Float64Array): [number, number][] {
  const pairs: [number, number][] = []
  for (const [bucket, count] of counts.entries()) if (count > 0) pairs.push([bucket, count])
  return pairs
}
