// Who sent a message, as the subject of claims. A frame from another network bears the MAC of a router, so only the address counts.
import type { Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'

export function speaker(ledger: Ledger, flow: number, side: number): Endpoint {
  const { mac, ip } = ledger.endpoint(flow, side)
  return ip === null ? { mac, ip } : { mac: null, ip }
}
