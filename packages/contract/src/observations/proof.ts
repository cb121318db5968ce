// A packet that proves something, by its place in a capture; or a line, by its place in a file of another system.
import { z } from 'zod'

export const PacketProof = z.strictObject({
  captureId: z.string(),
  captureName: z.string(),
  /** `frame` is the number of a line then, and `offset` and `length` are its bytes. */
  isLine: z.boolean(),
  frame: z.int(),
  offset: z.int(),
  length: z.int(),
  at: z.string(),
})
