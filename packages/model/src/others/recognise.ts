// What a file is, by what stands in it and never by its name. Looks at its first characters only; every expression is linear.
import { INVENTORIES, type Inventory, inventoryOf } from './inventories.ts'
import { OTHER_SYSTEMS, type OtherSystemId } from './systems.ts'

/** How a file is written; of a table or a list, `inventory` says whose it is. */
export const FORMATS = {
  'zeek-tsv': { system: 'zeek', title: 'Zeek logs, tab separated' },
  'zeek-json': { system: 'zeek', title: 'Zeek logs, JSON lines' },
  'suricata-eve': { system: 'suricata', title: 'Suricata EVE JSON' },
  'nmap-xml': { system: 'nmap', title: 'Nmap XML (-oX)' },
  'mac-table': { system: 'mac-table', title: 'Cisco `show mac address-table`' },
  'arp-table': { system: 'arp-table', title: 'Cisco `show ip arp`' },
  'snmp-walk': { system: 'mac-table', title: 'SNMP walk of the bridge or ARP table' },
  'isc-leases': { system: 'dhcp', title: 'ISC `dhcpd.leases`' },
  ldif: { system: 'directory', title: 'directory computers (LDIF)' },
  table: { system: null, title: 'a table (CSV)' },
  list: { system: null, title: 'a list (JSON)' },
} as const satisfies Readonly<Record<string, { readonly system: OtherSystemId | null; readonly title: string }>>
export type OtherFormat = keyof typeof FORMATS

export interface Recognised {
  readonly format: OtherFormat
  readonly inventory: Inventory | null
  readonly system: OtherSystemId
}

/** Characters that are looked at. */
export const RECOGNISED_BY = 65_536
const MOST_KEYS = 2000

const LINES: readonly (readonly [OtherFormat, RegExp])[] = [
  ['zeek-tsv', /^#(separator [^\n]{1,40}|path\t[^\n]{1,80}|fields\t[^\n]+)$/m],
  ['mac-table', /^[ \t]*(Mac Address Table[ \t]*$|Vlan +Mac Address +(Type|Learning)|vlan +mac address +type)/im],
  ['arp-table', /^[ \t]*Protocol +Address +Age \(min\) +Hardware Addr/im],
  [
    'snmp-walk',
    /^(\.?(iso\.3|1\.3)\.6\.1\.2\.1\.(17\.(4\.3\.1|7\.1\.2\.2\.1)|4\.22\.1)\.|(BRIDGE|Q-BRIDGE|IP|RFC1213)-MIB::(dot1dTpFdb|dot1qTpFdb|ipNetToMedia))/m,
  ],
  ['isc-leases', /^lease +[0-9a-fA-F.:]+ *\{/m],
  ['ldif', /^dn::? [^\n]+$/m],
]

/** The format of a file that begins so, or null. */
export function recogniseOther(head: string): Recognised | null {
  const text = head.slice(0, RECOGNISED_BY).replaceAll('\r', '')
  const opening = text.trimStart()
  if (opening.startsWith('<')) return /<nmaprun[\s>]/.test(text) ? plain('nmap-xml') : null
  if (opening.startsWith('{') || opening.startsWith('[')) return jsonOf(text)
  for (const [format, line] of LINES) if (line.test(text)) return plain(format)
  return tableOf(text)
}

/** What a recognised file is called where people read it. */
export function titleOf({ format, inventory }: Recognised): string {
  return inventory?.title ?? FORMATS[format].title
}

function plain(format: OtherFormat): Recognised {
  const system = FORMATS[format].system ?? 'cmdb'
  return { format, inventory: format === 'ldif' ? directory() : null, system }
}

function directory(): Inventory {
  return INVENTORIES.find(({ id }) => id === 'active-directory')!
}

function jsonOf(text: string): Recognised | null {
  const keys = new Set<string>()
  for (const [, key] of text.matchAll(/"([^"\\\n]{1,80})"[ \t]*:/g)) {
    keys.add(key!)
    if (keys.size >= MOST_KEYS) break
  }
  if (keys.has('event_type') && (keys.has('src_ip') || keys.has('timestamp'))) return plain('suricata-eve')
  const isZeek = ['uid', 'uids', 'id.orig_h', '_path', 'software_type', 'host'].some((key) => keys.has(key))
  if (keys.has('ts') && isZeek) return plain('zeek-json')
  const inventory = inventoryOf(keys)
  return inventory === null ? null : { format: 'list', inventory, system: inventory.system }
}

/** The first line that is no remark holds the columns. */
function tableOf(text: string): Recognised | null {
  const head = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .find((line) => line.trim() !== '' && !/^"?#/.test(line))
  if (head === undefined || head.length > 16_384) return null
  const inventory = inventoryOf(head.split(/[,;\t]/))
  return inventory === null ? null : { format: 'table', inventory, system: inventory.system }
}

/** Every system with the formats that it comes in, for the page and the screen that list them. */
export function formatsOf(system: OtherSystemId): string[] {
  const own = Object.values(FORMATS).filter((format) => format.system === system)
  const lists = INVENTORIES.filter((inventory) => inventory.system === system)
  return [...new Set([...own, ...lists].map(({ title }) => title))]
}

export const SYSTEM_IDS = Object.keys(OTHER_SYSTEMS) as readonly OtherSystemId[]
