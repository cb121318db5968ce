// What the hub tells of the network of needs and of an outage.
import type { playProcessOutage, readProcess } from '@penstock/contract/process'
import type { Response } from '@penstock/contract/route'

export type Network = Response<typeof readProcess>
export type Outage = Response<typeof playProcessOutage>
