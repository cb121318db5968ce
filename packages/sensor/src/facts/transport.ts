// What carries a flow, out of its kind word.
import type { Transport } from '@penstock/model/observations'
import { LINK } from '@penstock/sensor/network'

const TCP = 6
const UDP = 17

/** @param kind family << 8 | IP protocol */
export function transportOf(kind: number): Transport {
  if (kind >> 8 === LINK) return 'ethernet'
  const protocol = kind & 255
  return protocol === TCP ? 'tcp' : protocol === UDP ? 'udp' : 'ip'
}
