// Signatures of UDP protocols that are named but not read further. Each looks at one datagram.
import { looksLikeFrame } from '@penstock/sensor/link'
import { opensVxlan, VXLAN_HEADER } from '@penstock/sensor/network'
import * as id from '../ids.ts'
import { fromClient, fromServer, seen, UNKNOWN } from './answer.ts'
import { find, isPriority, startsWith } from './bytes.ts'
import { recogniseDceRpcUdp } from './dce-rpc.ts'
import { recogniseDns } from './dns.ts'
import { recogniseFins } from './fins.ts'
import { recogniseDnp3, recogniseKerberos } from './tcp.ts'

/** The protocol of a datagram, or UNKNOWN. `suggested` is what the ports suggest; weak signatures need it. */
export function recogniseUdp(bytes: Uint8Array, view: DataView, at: number, end: number, suggested: number): number {
  if (end - at < 4) return UNKNOWN
  switch (bytes[at]!) {
    case 0x00:
      if (isTftp(bytes, at, end)) return fromClient(id.TFTP)
      break
    case 0x01:
    case 0x02:
      if (end - at >= 240 && bytes[at + 1] === 1 && view.getUint32(at + 236) === 0x63825363) {
        return bytes[at] === 1 ? fromClient(id.DHCP) : fromServer(id.DHCP)
      }
      if (isWireGuard(view, at, end)) return bytes[at] === 1 ? fromClient(id.WIREGUARD) : fromServer(id.WIREGUARD)
      break
    case 0x04: {
      const rpc = recogniseDceRpcUdp(bytes, view, at, end)
      if (rpc !== UNKNOWN) return rpc
      break
    }
    case 0x05:
      if (isTristationCommand(bytes, view, at, end))
        return bytes[at + 4] === 0 ? fromClient(id.TRISTATION) : fromServer(id.TRISTATION)
      if (bytes[at + 1] === 0x64) return recogniseDnp3(bytes, at, end, suggested)
      break
    case 0x08:
      // The identifier's flag and zeros, then a frame; one of an unusual type needs the port.
      if (end - at < VXLAN_HEADER + 14 || !opensVxlan(view, at)) break
      if (suggested === id.VXLAN || looksLikeFrame(bytes, view, at + VXLAN_HEADER, end)) return seen(id.VXLAN)
      break
    case 0x30:
      return snmp(bytes, at, end)
    case 0x3c:
      if (isPriority(bytes, at, end)) return fromClient(id.SYSLOG)
      break
    case 0x81:
      // ASHRAE 135 annex J.2: type 0x81, function, length of the whole, which some senders count wrong.
      if (
        bytes[at + 1]! <= 0x0c &&
        (view.getUint16(at + 2) === end - at || (suggested === id.BACNET && bytes[at + 4] === 1))
      )
        return bacnet(bytes, at, end)
      return recogniseFins(bytes, view, at, end, suggested !== id.FINS)
    case 0x80:
    case 0xc0:
    case 0xc1: {
      const fins = recogniseFins(bytes, view, at, end, true)
      if (fins !== UNKNOWN) return fins
      break
    }
    case 0xaa:
      if ((bytes[at + 1]! & 15) >= 1 && (bytes[at + 1]! & 15) <= 3 && view.getUint16(at + 2) === end - at)
        return seen(id.SYNCHROPHASOR)
      break
    case 0xc5:
      if (suggested === id.CODESYS) return seen(id.CODESYS)
      break
    default:
  }
  if (startsWith(bytes, at, end, 'M-SEARCH * HTTP/1.1')) return fromClient(id.SSDP)
  if (startsWith(bytes, at, end, 'NOTIFY * HTTP/1.1')) return fromServer(id.SSDP)
  if (startsWith(bytes, at, end, 'HTTP/1.1 200 ') && find(bytes, at, end, '\nusn:') > 0) return fromServer(id.SSDP)
  if ((bytes[at]! & 0xc0) === 0xc0 && isQuic(bytes, view, at, end)) return seen(id.QUIC)
  const ike = recogniseIke(bytes, view, at, end, suggested)
  if (ike !== UNKNOWN) return ike
  if (suggested === id.DHCPV6) return dhcpv6(bytes, at, end)
  const kerberos = recogniseKerberos(bytes, at, end)
  if (kerberos !== UNKNOWN) return kerberos
  const dns = recogniseDns(bytes, view, at, end, suggested)
  return dns === UNKNOWN ? bySuggestion(bytes, view, at, end, suggested) : dns
}

// Signatures too weak to stand without the port.
function bySuggestion(bytes: Uint8Array, view: DataView, at: number, end: number, suggested: number): number {
  const first = bytes[at]!
  const length = end - at
  switch (suggested) {
    case id.NTP: {
      const version = (first >> 3) & 7
      const mode = first & 7
      if (version < 1 || version > 4 || length < 8) return UNKNOWN
      // Control messages have twelve octets before their data and a known operation, private ones eight (RFC 9327 §2).
      if (mode === 6) return length >= 12 && (bytes[at + 1]! & 31) <= 12 ? seen(id.NTP) : UNKNOWN
      if (mode === 7) return seen(id.NTP)
      if (length < 48 || bytes[at + 1]! > 16) return UNKNOWN
      return mode === 3
        ? fromClient(id.NTP)
        : mode === 4 || mode === 5
          ? fromServer(id.NTP)
          : mode > 0
            ? seen(id.NTP)
            : UNKNOWN
    }
    case id.OPENVPN: {
      const opcode = first >> 3
      if (length < 14) return UNKNOWN
      return opcode === 7 || opcode === 10 ? fromClient(id.OPENVPN) : opcode === 8 ? fromServer(id.OPENVPN) : UNKNOWN
    }
    case id.FINS:
      return recogniseFins(bytes, view, at, end, false)
    case id.TRISTATION:
      // Message type and length of the data, little endian, a checksum behind it (as public research on TRITON describes).
      if (length < 6 || bytes[at + 1] !== 0 || first > 11 || view.getUint16(at + 2, true) + 6 !== length) return UNKNOWN
      if (first === 1 || first === 4) return fromClient(id.TRISTATION)
      return first === 2 || first === 3 || first >= 7 ? fromServer(id.TRISTATION) : seen(id.TRISTATION)
    case id.MOXA:
      return first === 1 && view.getUint16(at + 2) === 8
        ? fromClient(id.MOXA)
        : first === 0x81
          ? fromServer(id.MOXA)
          : UNKNOWN
    case id.NBDGM:
      return first >= 0x10 && first <= 0x15 && length >= 14 ? seen(id.NBDGM) : UNKNOWN
    default:
      return UNKNOWN
  }
}

// Donenfeld, WireGuard (NDSS 2017) §5.4.2-3: type 1 or 2, three zero octets, and one length for each.
function isWireGuard(view: DataView, at: number, end: number): boolean {
  const type = view.getUint32(at)
  return (type === 0x0100_0000 && end - at === 148) || (type === 0x0200_0000 && end - at === 92)
}

// A command of TriStation tells its length twice: around it and inside of it. Direction and connection are 0 or 1.
function isTristationCommand(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  const length = end - at - 6
  return (
    length >= 10 &&
    bytes[at + 1] === 0 &&
    view.getUint16(at + 2, true) === length &&
    bytes[at + 4]! <= 1 &&
    bytes[at + 5]! <= 1 &&
    view.getUint16(at + 12, true) === length
  )
}

// RFC 7296 §3.1: two SPIs, next payload, version, exchange, flags, message id, length; on 4500 behind four zero octets.
function recogniseIke(bytes: Uint8Array, view: DataView, from: number, end: number, suggested: number): number {
  const at = suggested === id.IPSEC && view.getInt32(from) === 0 ? from + 4 : from
  if (end - at < 28 || view.getUint32(at + 24) !== end - at) return UNKNOWN
  const version = bytes[at + 17]!
  if (version !== 0x10 && version !== 0x20) return UNKNOWN
  const isFirst = view.getInt32(at + 8) === 0 && view.getInt32(at + 12) === 0
  return isFirst ? fromClient(id.IPSEC) : seen(id.IPSEC)
}

// RFC 1157 §4, RFC 3412 §6: SEQUENCE, INTEGER version 0, 1 or 3, then community or header.
function snmp(bytes: Uint8Array, at: number, end: number): number {
  const form = bytes[at + 1]!
  const inner = form < 0x80 ? at + 2 : at + 2 + (form & 0x7f)
  if (form > 0x82 || inner + 5 > end || bytes[inner] !== 2 || bytes[inner + 1] !== 1) return UNKNOWN
  const version = bytes[inner + 2]!
  if (version === 3) return bytes[inner + 3] === 0x30 ? seen(id.SNMP) : UNKNOWN
  if (version > 1 || bytes[inner + 3] !== 4) return UNKNOWN
  const pdu = inner + 5 + bytes[inner + 4]!
  if (pdu >= end) return UNKNOWN
  const kind = bytes[pdu]!
  if (kind === 0xa2) return fromServer(id.SNMP)
  return kind >= 0xa0 && kind <= 0xa8 ? fromClient(id.SNMP) : UNKNOWN
}

// RFC 8415 §7.3: one octet of type; advertise, reply, reconfigure and relayed answers come from servers. Too weak without its port.
function dhcpv6(bytes: Uint8Array, at: number, end: number): number {
  const type = bytes[at]!
  if (type < 1 || type > 13 || end - at < 8) return UNKNOWN
  return type === 2 || type === 7 || type === 10 || type === 13 ? fromServer(id.DHCPV6) : fromClient(id.DHCPV6)
}

// RFC 9000 §17.2: long head of version 1 or 2 (RFC 9369) with connection ids of 20 octets at most; first datagrams are long.
function isQuic(bytes: Uint8Array, view: DataView, at: number, end: number): boolean {
  if (end - at < 30) return false
  const version = view.getUint32(at + 1)
  if (version !== 1 && version !== 0x6b33_43cf) return false
  const target = bytes[at + 5]!
  return target <= 20 && at + 6 + target < end && bytes[at + 6 + target]! <= 20
}

// RFC 1350 §5: read or write request, then name and mode, each with its NUL.
function isTftp(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at + 1] !== 1 && bytes[at + 1] !== 2) return false
  let next = at + 2
  while (next < end && bytes[next]! >= 0x20 && bytes[next]! < 0x7f) next += 1
  if (next === at + 2 || next >= end || bytes[next] !== 0) return false
  const mode = next + 1
  return (
    find(bytes, mode, Math.min(end, mode + 6), 'octet\0') === mode ||
    find(bytes, mode, Math.min(end, mode + 9), 'netascii\0') === mode
  )
}

// Behind the link and network control the application PDU's type: 0 confirmed request, 1 unconfirmed, 2 to 7 answers.
function bacnet(bytes: Uint8Array, at: number, end: number): number {
  const control = bytes[at + 5]
  if (bytes[at + 4] !== 1 || control === undefined || control & 0x80 || bytes[at + 1] === 4) return seen(id.BACNET)
  let next = at + 6
  if (control & 0x20) next += 3 + bytes[next + 2]!
  if (control & 0x08) next += 3 + bytes[next + 2]!
  if (control & 0x20) next += 1
  if (next >= end) return seen(id.BACNET)
  const kind = bytes[next]! >> 4
  return kind === 0 ? fromClient(id.BACNET) : kind >= 2 && kind <= 7 ? fromServer(id.BACNET) : seen(id.BACNET)
}
