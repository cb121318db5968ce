// DHCP for IPv6. Sources: RFC 8415 §8, §11.4 (identifier of a link address), §21; RFC 4704 §4 (name).
import { ipBytes, macBytes } from './address.ts'
import { be16, be24, be32, bytes } from './bytes.ts'
import { dnsName } from './dns.ts'

export const DHCPV6_MESSAGE = { solicit: 1, request: 3, reply: 7 } as const

export interface Dhcpv6Client {
  readonly mac: string
  readonly ip: string
  readonly hostname: string
  readonly vendorClass: string
}

export function dhcpv6Message(type: number, client: Dhcpv6Client, transaction: number): Uint8Array {
  const address = option(5, bytes(ipBytes(client.ip), be32(3600), be32(7200)))
  const options = [
    option(1, bytes(be16(3), be16(1), macBytes(client.mac))),
    option(3, bytes(be32(1), be32(0), be32(0), address)),
  ]
  if (type !== DHCPV6_MESSAGE.reply) {
    options.push(option(39, bytes(0, dnsName(client.hostname))))
    options.push(option(16, bytes(be32(311), be16(client.vendorClass.length), client.vendorClass)))
  } else options.push(option(2, bytes(be16(3), be16(1), macBytes('02:00:00:00:00:99'))))
  return bytes(type, be24(transaction), ...options)
}

/** The message as a relay hands it on. */
export function dhcpv6Relayed(message: Uint8Array, link: string, peer: string): Uint8Array {
  return bytes(12, 0, ipBytes(link), ipBytes(peer), option(9, message))
}

function option(code: number, value: Uint8Array): Uint8Array {
  return bytes(be16(code), be16(value.length), value)
}
