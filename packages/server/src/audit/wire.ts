// Testimonies and the checks that they serve, on their way between hub and cells: bytes as hexadecimal.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { hexOf } from './entry-hash.ts'
import type { Testimony } from './evidence.ts'

const Bytes = z
  .string()
  .regex(/^([0-9a-f]{2})*$/)
  .transform((hex) => Buffer.from(hex, 'hex'))

const WireTestimony = z.strictObject({
  chain: z.string(),
  publicKeys: z.array(z.string()),
  anchors: z.array(
    z.strictObject({
      first_seq: z.int(),
      last_seq: z.int(),
      at: EpochMicros,
      merkle_root: Bytes,
      key_id: z.string(),
      signature: Bytes,
    }),
  ),
})

export function wireTestimony({ anchors, ...testimony }: Testimony) {
  return { ...testimony, anchors: anchors.map(wireAnchor) }
}

function wireAnchor(anchor: Testimony['anchors'][number]) {
  const { first_seq, last_seq, at, merkle_root, key_id, signature } = anchor
  return { first_seq, last_seq, at, merkle_root: hexOf(merkle_root), key_id, signature: hexOf(signature) }
}

/** Throws a ZodError for anything that is no testimony. */
export function readWireTestimony(value: unknown): Testimony {
  return WireTestimony.parse(value)
}

/** The hub asks a cell to check its own chain, for a person. */
export const CheckRequest = z.strictObject({ askedBy: z.string(), testimonies: z.array(WireTestimony) })

/** What a cell found. */
export const WireCheck = z.object({
  ok: z.boolean(),
  checkedTo: z.int(),
  checkedUntil: EpochMicros.nullable(),
  signedTo: z.int(),
  anchoredTo: z.int(),
  faults: z.array(z.object({ seq: z.int(), kind: z.string(), detail: z.string() })).readonly(),
})
export type WireCheck = z.infer<typeof WireCheck>
