// How a function was asked between two ends: from when, from which packet on, how often, of which addresses. What baselines learn from.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { Endpoint, Proof } from './batch-parts.ts'
import { FunctionKind } from './vocabulary.ts'

/** Quarter octaves from 16 microseconds to nine hours. */
export const GAP_BUCKETS = 120
const UNIT_MICROS = 16
const LONGEST_UNITS = 0x7fff_ffff

/** The bucket of a gap; negative ones (packets out of order) count as none. */
export function gapBucketOf(gapMicros: number): number {
  const units = gapMicros / UNIT_MICROS
  const whole = units >= LONGEST_UNITS ? LONGEST_UNITS : units < 0 ? 0 : units | 0
  if (whole < 4) return whole
  const octave = 31 - Math.clz32(whole)
  return (octave - 1) * 4 + ((whole >> (octave - 2)) & 3)
}

/** The middle of a bucket, in microseconds. */
export function gapMicrosOf(bucket: number): number {
  if (bucket < 4) return (bucket + 0.5) * UNIT_MICROS
  const octave = (bucket >> 2) + 1
  return 2 ** octave * (1 + ((bucket & 3) + 0.5) / 4) * UNIT_MICROS
}

export const ExchangeSeen = z
  .strictObject({
    client: Endpoint.describe('Who asked'),
    server: Endpoint.describe('Whom'),
    protocol: z.string().describe('The protocol that carried it'),
    code: z.string().describe("The function's code in the protocol, as its standard writes it"),
    name: z.string().describe("The function's name"),
    kind: FunctionKind.describe('What it does to the device'),
    count: z.int().min(1).describe('How often within a batch'),
    firstAt: EpochMicros.describe('The earliest packet of the row'),
    lastAt: EpochMicros.describe('The latest packet of the row'),
    gaps: z
      .array(
        z.tuple([
          z
            .int()
            .min(0)
            .max(GAP_BUCKETS - 1),
          z.int().min(1),
        ]),
      )
      .optional()
      .describe(
        'Gaps between one request and the next inside a connection, as pairs of bucket and count; four buckets double a gap, the first is 0 to 16 microseconds. Absent where they were too few or too many to count',
      ),
    touched: z
      .strictObject({ low: z.int(), high: z.int(), lowest: Proof, highest: Proof })
      .optional()
      .describe(
        'Lowest and highest address that requests named, each with the first packet that did; absent where the protocol names none. Modbus: unit times 65,536 plus address; S7comm: DB times 2^24 plus byte; DNP3: group times 2^32 plus index; IEC 104: station times 2^24 plus object; CIP: class times 2^32 plus instance',
      ),
    proof: Proof.describe('The first packet that shows it'),
  })
  .describe('A function that one end asked of another within a batch.')
export type ExchangeSeen = z.infer<typeof ExchangeSeen>
