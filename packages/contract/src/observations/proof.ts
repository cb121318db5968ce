// A packet that proves something, by its place in a capture.
import { z } from 'zod'

export const PacketProof = z.strictObject({
  captureId: z.string(),
  captureName: z.string(),
  frame: z.int(),
  offset: z.int(),
  length: z.int(),
  at: z.string(),
})
