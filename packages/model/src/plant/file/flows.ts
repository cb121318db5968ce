// The flows that the plant's people know of: who talks to whom, and what for.
import { z } from 'zod'
import { Count, FlowTransport, IpText, Name, PlantId, Port, Text } from './scalars.ts'

export const PlantFlow = z.strictObject({
  id: PlantId,
  src: PlantId,
  dst: PlantId,
  protocol: Name,
  transport: FlowTransport,
  port: Port.nullable(),
  purpose: Text.optional(),
  write: z.boolean(),
  /** Function codes, as decimal numbers. */
  functions: z.array(Count).optional(),
  /** Address of an end that stands for the internet. */
  srcIp: IpText.optional(),
  dstIp: IpText.optional(),
  tls: z.strictObject({ serverName: Text }).optional(),
  http: z.strictObject({ path: Text, headers: z.array(Text) }).optional(),
})
export type PlantFlow = z.infer<typeof PlantFlow>
