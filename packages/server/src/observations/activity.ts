// Packets and operations over time, of a site or of one address, over the stretch that captures cover.
import type { ActivityView } from '@penstock/contract/observations'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import type { Caller } from '@penstock/server/http'
import type { Telemetry } from '@penstock/store/telemetry'
import type { Lists } from './lists.ts'

const EMPTY_SPAN_MICROS = 3_600_000_000
const MAC_LENGTH = 17

export async function readActivityOf(
  lists: Lists,
  telemetry: Telemetry,
  caller: Caller,
  question: { readonly address?: string | undefined; readonly buckets: number },
): Promise<ActivityView> {
  const span = await lists.span(caller)
  const from = span?.from ?? micros(0)
  const to = micros(Math.max(span?.to ?? 0, from) + (span === null ? EMPTY_SPAN_MICROS : 1))
  const { address, buckets } = question
  const isMac = address?.includes(':') === true && address.length === MAC_LENGTH
  const addresses = address === undefined ? undefined : { macs: isMac ? [address] : [], ips: isMac ? [] : [address] }
  const { sites } = caller
  const rows = await telemetry.activity({ from, to, sites, buckets, ...(addresses === undefined ? {} : { addresses }) })
  return {
    from: isoOfMicros(from),
    to: isoOfMicros(to),
    buckets: rows.map((row) => ({ at: isoOfMicros(row.from), packets: row.packets, operations: row.operations })),
  }
}
