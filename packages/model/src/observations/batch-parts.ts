// What every row of a batch is made of: the packet that proves it, and the ends of the wire.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { IpAddress, Mac } from './vocabulary.ts'

/** The packet that proves a row: its number in the file from 1, and where its bytes stand in the file. */
export const Proof = z.strictObject({
  file: z.int().min(0),
  frame: z.int().min(1),
  at: EpochMicros,
  /** Byte offset of the packet's data in the file (after the record header), and the captured length. */
  offset: z.int().min(0),
  length: z.int().min(0),
})
export type Proof = z.infer<typeof Proof>

/** One end of the wire: a MAC address, an IP address, or the pair as seen together on one frame. */
export const Endpoint = z.strictObject({ mac: Mac.nullable(), ip: IpAddress.nullable() })
export type Endpoint = z.infer<typeof Endpoint>

/** Who an endpoint is: its IP where there is one (a routed peer keeps its IP behind any MAC), else its MAC. */
export function addressOf(endpoint: Endpoint): string {
  return endpoint.ip ?? endpoint.mac ?? ''
}
