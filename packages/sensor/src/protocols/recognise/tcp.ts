// Signatures of TCP protocols that are named but not read further. Each looks at the first bytes of a segment.
import { hasCrc } from '../dnp3/index.ts'
import * as id from '../ids.ts'
import { fromClient, fromServer, seen, UNKNOWN } from './answer.ts'
import { isPriority } from './bytes.ts'
import { recogniseDceRpc } from './dce-rpc.ts'
import { recogniseDns } from './dns.ts'
import { recogniseFinsTcp } from './fins.ts'
import { recogniseText } from './text.ts'

/** The protocol of a segment, or UNKNOWN. `suggested` is what the ports suggest; only weak signatures ask for it. */
export function recogniseTcp(bytes: Uint8Array, view: DataView, at: number, end: number, suggested: number): number {
  const first = bytes[at]!
  if (end - at < 4) return first === 0xff ? telnet(bytes, at, end) : UNKNOWN
  switch (first) {
    case 0x00:
      return zeroFirst(bytes, view, at, end, suggested)
    case 0x05:
      return bytes[at + 1] === 0x64 ? recogniseDnp3(bytes, at, end, suggested) : recogniseDceRpc(bytes, view, at, end)
    case 0x10: {
      const mqtt = mqttConnect(bytes, at, end)
      if (mqtt !== UNKNOWN) return mqtt
      break
    }
    case 0x12:
      return preLogin(bytes, view, at, end)
    case 0x16:
    case 0x17:
      return tls(bytes, view, at, end, suggested)
    case 0x30:
      return ldap(bytes, at, end)
    case 0x46: {
      const fins = recogniseFinsTcp(bytes, view, at, end)
      if (fins !== UNKNOWN) return fins
      break
    }
    case 0x68:
      return iec104(bytes, at, end)
    case 0xaa:
      return synchrophasor(bytes, view, at, end)
    case 0xe8:
      return codesys(view, at, end)
    case 0xff:
      return telnet(bytes, at, end)
    default:
  }
  const text = recogniseText(bytes, view, at, end, suggested)
  if (text !== UNKNOWN) return text
  const opcUa = recogniseOpcUa(bytes, view, at, end)
  if (opcUa !== UNKNOWN) return opcUa
  if (isSyslog(bytes, at, end, suggested)) return fromClient(id.SYSLOG)
  const dns = dnsOnTcp(bytes, view, at, end, suggested)
  if (dns !== UNKNOWN) return dns
  return suggested === id.OPENVPN ? openVpnTcp(bytes, view, at, end) : pcom(bytes, view, at, end)
}

// Handshake and application data of TLS 1.0 to 1.3 (RFC 8446 §5.1). A port that belongs to a protocol over TLS names it.
function tls(bytes: Uint8Array, view: DataView, at: number, end: number, suggested: number): number {
  if (end - at < 6 || bytes[at + 1] !== 3 || bytes[at + 2]! > 4) return UNKNOWN
  const length = view.getUint16(at + 3)
  if (length === 0 || length > 16_640) return UNKNOWN
  const named =
    suggested === id.LDAP || suggested === id.SYSLOG || suggested === id.SMTP || suggested === id.SSLVPN
      ? suggested
      : id.HTTPS
  if (bytes[at] === 0x17) return bytes[at + 2] === 3 ? seen(named) : UNKNOWN
  const kind = bytes[at + 5]
  return kind === 1 ? fromClient(named) : kind === 2 ? fromServer(named) : UNKNOWN
}

// SMB behind a NetBIOS session header; Kerberos behind a length; AMS/TCP; PCOM with a small transaction number.
function zeroFirst(bytes: Uint8Array, view: DataView, at: number, end: number, suggested: number): number {
  if (end - at >= 24 && bytes[at + 5] === 0x53 && bytes[at + 6] === 0x4d && bytes[at + 7] === 0x42) {
    if (bytes[at + 4] === 0xff) return bytes[at + 13]! & 0x80 ? fromServer(id.SMB) : fromClient(id.SMB)
    if (bytes[at + 4] === 0xfe) return bytes[at + 20]! & 1 ? fromServer(id.SMB) : fromClient(id.SMB)
    if (bytes[at + 4] === 0xfd) return seen(id.SMB)
  }
  const length = end - at >= 6 ? view.getUint32(at) : 0
  if (length === end - at - 4 || (suggested === id.KERBEROS && length >= 10 && length < end - at - 4)) {
    const answer = recogniseKerberos(bytes, at + 4, end)
    if (answer !== UNKNOWN || length === end - at - 4) return answer
  }
  if (end - at >= 38 && view.getUint16(at) === 0 && view.getUint32(at + 2, true) === end - at - 6)
    return ads(view, at + 6)
  const dns = dnsOnTcp(bytes, view, at, end, suggested)
  if (dns !== UNKNOWN) return dns
  return suggested === id.OPENVPN ? openVpnTcp(bytes, view, at, end) : pcom(bytes, view, at, end)
}

/** ASN.1 application tags 10 to 15 and 30 (RFC 4120 §5.10), with a length that fits. */
export function recogniseKerberos(bytes: Uint8Array, at: number, end: number): number {
  const tag = bytes[at]!
  if (end - at < 10) return UNKNOWN
  const lengthForm = bytes[at + 1]!
  const inner = lengthForm < 0x80 ? at + 2 : at + 2 + (lengthForm & 0x7f)
  if (lengthForm > 0x84 || bytes[inner] !== 0x30) return UNKNOWN
  if (tag === 0x6a || tag === 0x6c || tag === 0x6e) return fromClient(id.KERBEROS)
  return tag === 0x6b || tag === 0x6d || tag === 0x6f || tag === 0x7e ? fromServer(id.KERBEROS) : UNKNOWN
}

// AMS header: target and source (8 each), command (2), state flags (2), length (4). Source: Beckhoff Infosys, TC1000.
function ads(view: DataView, at: number): number {
  const command = view.getUint16(at + 16, true)
  const flags = view.getUint16(at + 18, true)
  if (command === 0 || command > 9 || (flags & 0xff3e) !== 0x0004) return UNKNOWN
  return flags & 1 ? fromServer(id.ADS) : fromClient(id.ADS)
}

// Block driver of CODESYS V3: magic, length of the whole, little endian (public research by Kaspersky ICS CERT, 2019).
function codesys(view: DataView, at: number, end: number): number {
  const length = end - at >= 8 ? view.getUint32(at + 4, true) : 0
  return length >= 8 && length <= 1 << 20 && view.getUint32(at, true) === 0x000117e8 ? seen(id.CODESYS) : UNKNOWN
}

/** IEEE 1815-2012 §9.2.4: start 0x0564, length of 5 or more, control with the direction bit (1 from the master), CRC of the header. */
export function recogniseDnp3(bytes: Uint8Array, at: number, end: number, suggested: number): number {
  if (end - at < 10 || bytes[at + 2]! < 5) return UNKNOWN
  if (suggested !== id.DNP3 && !hasCrc(bytes, at, at + 8)) return UNKNOWN
  return bytes[at + 3]! & 0x80 ? fromClient(id.DNP3) : fromServer(id.DNP3)
}

// OASIS MQTT 3.1.1 and 5.0 §3.1: CONNECT, remaining length in one to four octets, then the protocol's name, `MQIsdp` before 3.1.1.
function mqttConnect(bytes: Uint8Array, at: number, end: number): number {
  let name = at + 1
  while (name < at + 4 && name < end && bytes[name]! >= 0x80) name += 1
  name += 1
  const length = name + 2 <= end && bytes[name] === 0 ? bytes[name + 1]! : 0
  if ((length !== 4 && length !== 6) || name + 2 + length >= end) return UNKNOWN
  const isQueueing = bytes[name + 2] === 0x4d && bytes[name + 3] === 0x51
  const isTold = length === 4 ? bytes[name + 4] === 0x54 && bytes[name + 5] === 0x54 : bytes[name + 4] === 0x49
  return isQueueing && isTold ? fromClient(id.MQTT) : UNKNOWN
}

// [MS-TDS] 2.2.6.5: a pre-login packet opens with its option list, the VERSION token first.
function preLogin(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < 14 || bytes[at + 1]! > 1 || view.getUint16(at + 2) !== end - at) return UNKNOWN
  return bytes[at + 8] === 0 && view.getUint16(at + 11) === 6 ? fromClient(id.MSSQL) : UNKNOWN
}

// RFC 4511 §4.1.1: SEQUENCE, message id, then an operation tag.
function ldap(bytes: Uint8Array, at: number, end: number): number {
  const form = bytes[at + 1]!
  const inner = form < 0x80 ? at + 2 : at + 2 + (form & 0x7f)
  if (form > 0x84 || inner + 4 > end || bytes[inner] !== 0x02) return UNKNOWN
  const idLength = bytes[inner + 1]!
  const tag = bytes[inner + 2 + idLength]
  if (idLength === 0 || idLength > 4 || tag === undefined || inner + 2 + idLength >= end) return UNKNOWN
  if (tag === 0x60 || tag === 0x63 || tag === 0x42 || tag === 0x77) return fromClient(id.LDAP)
  return tag === 0x61 || tag === 0x64 || tag === 0x65 || tag === 0x78 ? fromServer(id.LDAP) : UNKNOWN
}

// IEC 60870-5-104 §5: start 0x68, length 4 to 253, then an I, S or U control field. What may follow in the segment begins alike.
function iec104(bytes: Uint8Array, at: number, end: number): number {
  const length = bytes[at + 1]!
  if (length < 4 || length > 253 || end - at < 6) return UNKNOWN
  const next = at + 2 + length
  if (next < end && bytes[next] !== 0x68) return UNKNOWN
  const control = bytes[at + 2]!
  if ((control & 3) === 3) {
    if (length !== 4 || bytes[at + 3] !== 0 || bytes[at + 4] !== 0 || bytes[at + 5] !== 0) return UNKNOWN
    if (control === 0x07 || control === 0x13) return fromClient(id.IEC104)
    return control === 0x0b || control === 0x23
      ? fromServer(id.IEC104)
      : control === 0x43 || control === 0x83
        ? seen(id.IEC104)
        : UNKNOWN
  }
  if (bytes[at + 4]! & 1) return UNKNOWN
  if ((control & 3) === 1) return control === 1 && bytes[at + 3] === 0 && length === 4 ? seen(id.IEC104) : UNKNOWN
  if (length < 13 || end - at < 12) return UNKNOWN
  const type = bytes[at + 6]!
  const cause = bytes[at + 8]! & 0x3f
  if (type === 0 || type > 127 || cause === 0 || cause > 47 || (bytes[at + 7]! & 127) === 0) return UNKNOWN
  if (type <= 41 || type === 70) return fromServer(id.IEC104)
  if ((type >= 45 && type <= 64) || (type >= 100 && type <= 113))
    return cause === 5 || cause === 6 || cause === 8 ? fromClient(id.IEC104) : fromServer(id.IEC104)
  return type >= 81 ? seen(id.IEC104) : UNKNOWN
}

// RFC 1035 §4.2.2: a length of two octets; away from its port the message has to fill the segment.
function dnsOnTcp(bytes: Uint8Array, view: DataView, at: number, end: number, suggested: number): number {
  const stop = at + 2 + view.getUint16(at)
  if (stop > end || (suggested !== id.DNS && stop !== end) || suggested === id.OPENVPN) return UNKNOWN
  return recogniseDns(bytes, view, at + 2, stop, id.DNS)
}

// RFC 5424 behind its count or bare (RFC 6587 §3.4); the old form has no version and needs the port.
function isSyslog(bytes: Uint8Array, at: number, end: number, suggested: number): boolean {
  let from = at
  while (from < end && from < at + 5 && bytes[from]! >= 0x30 && bytes[from]! <= 0x39) from += 1
  if (from > at && bytes[from] === 0x20) from += 1
  if (bytes[from] !== 0x3c || !isPriority(bytes, from, end)) return false
  let behind = from + 2
  while (bytes[behind] !== 0x3e) behind += 1
  return suggested === id.SYSLOG || (bytes[behind + 1] === 0x31 && bytes[behind + 2] === 0x20 && behind + 2 < end)
}

// IEEE C37.118.2 clause 6.2: sync 0xaa, frame type and version, frame size.
function synchrophasor(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const kind = bytes[at + 1]! >> 4
  const version = bytes[at + 1]! & 15
  if (kind > 5 || version < 1 || version > 3 || end - at < 16 || view.getUint16(at + 2) < 16) return UNKNOWN
  return kind === 4 ? fromClient(id.SYNCHROPHASOR) : fromServer(id.SYNCHROPHASOR)
}

// RFC 854: interpret as command, then will, won't, do or don't.
function telnet(bytes: Uint8Array, at: number, end: number): number {
  return end - at >= 3 && bytes[at + 1]! >= 0xfb && bytes[at + 1]! <= 0xfe && bytes[at + 2]! < 64
    ? seen(id.TELNET)
    : UNKNOWN
}

// OPC 10000-6 §7.1.2: three letters, chunk kind, size.
function recogniseOpcUa(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < 8) return UNKNOWN
  const chunk = bytes[at + 3]!
  const size = view.getUint32(at + 4, true)
  if ((chunk !== 0x46 && chunk !== 0x43 && chunk !== 0x41) || size < 8 || size > 1 << 24) return UNKNOWN
  switch ((bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!) {
    case 0x48454c:
    case 0x434c4f:
      return fromClient(id.OPC_UA)
    case 0x41434b:
    case 0x455252:
    case 0x524845:
      return fromServer(id.OPC_UA)
    case 0x4f504e:
    case 0x4d5347:
      return seen(id.OPC_UA)
    default:
      return UNKNOWN
  }
}

// Unitronics PCOM/TCP: transaction, mode 101 (ASCII) or 102 (binary), 0, length; data opens with `/`.
function pcom(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  const mode = bytes[at + 2]
  if ((mode !== 101 && mode !== 102) || end - at < 8 || bytes[at + 3] !== 0 || bytes[at + 6] !== 0x2f) return UNKNOWN
  if (at + 6 + view.getUint16(at + 4, true) !== end) return UNKNOWN
  return mode === 101 && bytes[at + 7] === 0x41
    ? fromServer(id.PCOM)
    : mode === 101
      ? fromClient(id.PCOM)
      : seen(id.PCOM)
}

// OpenVPN over TCP puts a length before each packet; the reset messages open a session.
function openVpnTcp(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (view.getUint16(at) !== end - at - 2) return UNKNOWN
  const opcode = bytes[at + 2]! >> 3
  return opcode === 7 ? fromClient(id.OPENVPN) : opcode === 8 ? fromServer(id.OPENVPN) : UNKNOWN
}
