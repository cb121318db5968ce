// What every row of a batch is made of: the packet that proves it, and the ends of the wire.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { IpAddress, Mac } from './vocabulary.ts'

export const Proof = z
  .strictObject({
    file: z.int().min(0).describe('Which file of the capture'),
    frame: z.int().min(1).describe("The packet's number in the file"),
    at: EpochMicros.describe('When it was captured'),
    offset: z.int().min(0).describe("Bytes from the start of the file to the packet's data (after the record header)"),
    length: z.int().min(0).describe('Bytes of it that were captured'),
  })
  .describe('The packet that proves a row.')
export type Proof = z.infer<typeof Proof>

/** A proof that names the capture as well: how the hub points into a cell without reading it. */
export const CaptureProof = Proof.extend({
  captureId: z.string(),
  captureName: z.string(),
  /** A line of a file of another system. */
  isLine: z.literal(true).optional(),
})
export type CaptureProof = z.infer<typeof CaptureProof>

export const Endpoint = z
  .strictObject({ mac: Mac.nullable().describe('MAC address'), ip: IpAddress.nullable().describe('IP address') })
  .describe('One end of the wire: a MAC address, an IP address, or the pair as seen together on one frame.')
export type Endpoint = z.infer<typeof Endpoint>

/** Who an endpoint is: its IP where there is one (a routed peer keeps its IP behind any MAC), else its MAC. */
export function addressOf(endpoint: Endpoint): string {
  return endpoint.ip ?? endpoint.mac ?? ''
}
