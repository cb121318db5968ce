// What stands behind `?` on the page of this room: which part of it is shown.
import { z } from 'zod'

export const SegmentationPart = z.enum(['proposals', 'rings', 'firewalls', 'rules', 'levels', 'records'])
export type SegmentationPart = z.infer<typeof SegmentationPart>

export const SegmentationSearch = z.object({
  /** Proposals when left out. */
  part: SegmentationPart.optional().catch(undefined),
  /** Whose levels are shown, `zone:Z-1`; the first when left out. */
  of: z.string().max(200).optional().catch(undefined),
  /** The record that is shown; the newest when left out. */
  record: z.string().max(80).optional().catch(undefined),
  /** Of the rules that conduits ask for: the words they are told in, and of which device. */
  format: z.enum(['cisco-asa', 'neutral']).optional().catch(undefined),
  device: z.string().max(120).optional().catch(undefined),
})
export type SegmentationSearch = z.infer<typeof SegmentationSearch>
