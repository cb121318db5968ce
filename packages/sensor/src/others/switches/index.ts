// Tables of switches and routers: which MAC on which VLAN and port, which IP behind which MAC. Sources: Cisco IOS command references
// (`show mac address-table`, `show ip arp`); RFC 4188 (BRIDGE-MIB), RFC 4363 (Q-BRIDGE-MIB), RFC 4293 (IP-MIB).
import type { Line } from '../byte-source.ts'
import { ipOf, macOf } from '../cells.ts'
import type { Collector } from '../collector.ts'
import type { FormatReader } from '../format.ts'

const LONGEST_ROW = 1000

/** A MAC anywhere in a line of a table. */
const MAC =
  /(?:^|[\s*])([0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}|(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2})(?=\s|$)/

export const readMacTable: FormatReader = function* (source, out) {
  for (const line of source.lines()) {
    readMacLine(line, out, source.writtenAt)
    yield
  }
}

function readMacLine(line: Line, out: Collector, at: Parameters<Collector['bad']>[2]): void {
  const text = rowOf(line)
  const found = MAC.exec(text)
  if (found === null) {
    noteOther(line, /^[\s*]*\d+\s+[0-9a-fA-F.:-]{8,}\s/, out, at)
    return
  }
  out.count()
  const mac = macOf(found[1]!)
  const vlan = Number(/(?:^|[\s*])(\d{1,4})\s/.exec(text.slice(0, found.index + 1))?.[1] ?? Number.NaN)
  // Addresses of the switch itself and of protocols that it listens to stand at the processor.
  if (mac === null || /\b(CPU|Router|Switch|Drop|sup-eth\S*)\s*$/i.test(text)) out.passOver('mac-table-of-the-switch')
  else {
    const span = { firstAt: at, lastAt: at }
    out.bind(mac, null, 'link', span, out.proofOf(line, at), {
      vlan: Number.isInteger(vlan) && vlan <= 4095 ? vlan : null,
    })
  }
}

/** `Internet  10.1.1.1  -  0011.2233.4455  ARPA  Vlan10`: an age of `-` is an address of the device itself. */
export const readArpTable: FormatReader = function* (source, out) {
  for (const line of source.lines()) {
    const text = rowOf(line)
    const at = source.writtenAt
    const [, address, age, hardware, name] =
      /^\s*Internet\s+(\S+)\s+(\S+)\s+(\S+)\s+\S+(?:\s+(\S+))?\s*$/.exec(text) ?? []
    if (address === undefined) noteOther(line, /^\s*Internet\s/, out, at)
    else {
      out.count()
      const ip = ipOf(address)
      const mac = macOf(hardware ?? '')
      if (hardware === 'Incomplete') out.passOver('arp-not-answered')
      else if (ip === null || mac === null) out.bad(line, 'an address is none', at)
      else {
        const vlan = Number(/^vlan(\d{1,4})$/i.exec(name ?? '')?.[1] ?? Number.NaN)
        const ground = age === '-' ? 'arp-own' : 'frame'
        out.bind(mac, ip, ground, { firstAt: at, lastAt: at }, out.proofOf(line, at), {
          vlan: Number.isInteger(vlan) && vlan <= 4095 ? vlan : null,
        })
      }
    }
    yield
  }
}

/** Which table a walked object is of, and which part of its index names what. */
const WALKED: readonly { readonly name: RegExp; readonly read: 'fdb' | 'vlan-fdb' | 'arp' }[] = [
  {
    name: /^(?:\.?(?:iso\.3|1\.3)\.6\.1\.2\.1\.17\.4\.3\.1\.2|BRIDGE-MIB::dot1dTpFdbPort)((?:\.\d{1,3}){6})$/,
    read: 'fdb',
  },
  {
    name: /^(?:\.?(?:iso\.3|1\.3)\.6\.1\.2\.1\.17\.7\.1\.2\.2\.1\.2|Q-BRIDGE-MIB::dot1qTpFdbPort)((?:\.\d{1,4}){7})$/,
    read: 'vlan-fdb',
  },
  {
    name: /^(?:\.?(?:iso\.3|1\.3)\.6\.1\.2\.1\.4\.22\.1\.2|(?:IP-MIB|RFC1213-MIB)::ipNetToMediaPhysAddress)((?:\.\d{1,10}){5})$/,
    read: 'arp',
  },
]

export const readSnmpWalk: FormatReader = function* (source, out) {
  for (const line of source.lines()) {
    const text = rowOf(line)
    const equals = text.indexOf(' = ')
    const object = equals < 0 || equals > 200 ? '' : text.slice(0, equals).trim()
    const at = source.writtenAt
    const span = { firstAt: at, lastAt: at }
    let isRead = false
    for (const { name, read } of WALKED) {
      const index = name.exec(object)?.[1]?.slice(1).split('.').map(Number)
      if (index === undefined) continue
      isRead = true
      out.count()
      const proof = out.proofOf(line, at)
      if (read === 'arp') {
        const ip = ipOf(index.slice(1).join('.'))
        const mac = macOf(paddedMac(text.slice(equals + 3)))
        if (ip === null || mac === null) out.bad(line, 'an address is none', at)
        else out.bind(mac, ip, 'frame', span, proof, { protocol: 'arp-table' })
      } else {
        const vlan = read === 'vlan-fdb' ? index.shift()! : null
        if (index.some((octet) => octet > 255) || (vlan ?? 0) > 4095) out.bad(line, 'the index is no MAC address', at)
        else {
          const mac = macOf(index.map((octet) => octet.toString(16).padStart(2, '0')).join(':'))
          if (mac === null) out.passOver('mac-table-of-the-switch')
          else out.bind(mac, null, 'link', span, proof, { vlan })
        }
      }
    }
    if (!isRead && object !== '') {
      out.count()
      out.passOver('snmp-other-object')
    } else if (!isRead && line.text?.trim() !== '') out.bad(line, 'no object of a walk', at)
    yield
  }
}

/** `Hex-STRING: 00 1B 1B 0A 0B 0C` and `STRING: 0:1b:1b:a:b:c` are one address. */
function paddedMac(value: string): string {
  const octets = value
    .replace(/^(Hex-STRING|STRING): */, '')
    .trim()
    .split(/[ :]/)
  return octets.length === 6 ? octets.map((octet) => octet.padStart(2, '0')).join(':') : ''
}

/** The line, or nothing when it is too long to be a row. */
function rowOf({ text }: Line): string {
  return text === null || text.length > LONGEST_ROW ? '' : text
}

/** Heads, rules and prompts say nothing; a line that begins like a row and is none is told. */
function noteOther(line: Line, row: RegExp, out: Collector, at: Parameters<Collector['bad']>[2]): void {
  if (line.text === null || line.text.length > LONGEST_ROW) out.bad(line, 'is longer than a line of a table', at)
  else if (row.test(line.text)) out.bad(line, 'begins like a row and is none', at)
  else if (line.text.trim() !== '') out.passOver('table-head-or-prompt')
}
