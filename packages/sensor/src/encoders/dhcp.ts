// Address requests of a host. Sources: RFC 2131 §2 (layout), RFC 2132 (53 message type, 12 host name, 50 requested address,
// 60 vendor class, 61 client id, 1 mask, 3 router, 51 lease, 54 server).
import { ipBytes, macBytes } from './address.ts'
import { be16, be32, bytes, zeros } from './bytes.ts'

export const DHCP_MESSAGE = { discover: 1, offer: 2, request: 3, ack: 5, inform: 8 } as const

/** A client's message; `ip` is what it asks for, or already has when it informs. */
export function dhcpMessage(
  type: number,
  client: { mac: string; ip: string; hostname: string; vendorClass?: string },
  xid: number,
) {
  const isInform = type === DHCP_MESSAGE.inform
  const address = isInform ? ipBytes(client.ip) : zeros(4)
  const front = bytes(1, 1, 6, 0, be32(xid), be16(0), be16(0), address, zeros(12))
  const options = [
    option(53, bytes(type)),
    option(61, bytes(1, macBytes(client.mac))),
    option(12, bytes(client.hostname)),
  ]
  if (!isInform) options.push(option(50, ipBytes(client.ip)))
  if (client.vendorClass !== undefined) options.push(option(60, bytes(client.vendorClass)))
  const magic = [0x63, 0x82, 0x53, 0x63]
  return bytes(front, macBytes(client.mac), zeros(10 + 192), magic, ...options, 0xff)
}

/** What a server answers: the address that it gives, itself and the way out of the network. */
export function dhcpAnswer(
  type: number,
  given: { mac: string; ip: string },
  server: { ip: string; router: string; mask: string },
  xid: number,
): Uint8Array {
  const front = bytes(
    2,
    1,
    6,
    0,
    be32(xid),
    be16(0),
    be16(0),
    zeros(4),
    ipBytes(given.ip),
    ipBytes(server.ip),
    zeros(4),
  )
  const options = [
    option(53, bytes(type)),
    option(54, ipBytes(server.ip)),
    option(51, bytes(be32(86_400))),
    option(1, ipBytes(server.mask)),
    option(3, ipBytes(server.router)),
  ]
  const magic = [0x63, 0x82, 0x53, 0x63]
  return bytes(front, macBytes(given.mac), zeros(10 + 192), magic, ...options, 0xff)
}

function option(code: number, value: Uint8Array): Uint8Array {
  return bytes(code, value.length, value)
}
