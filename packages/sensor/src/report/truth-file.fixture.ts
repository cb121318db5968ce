// The truth files beside the sample captures: rows as tshark reads them, turned into sets that a report can be held against.
// The rules are those of their README.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/captures/', import.meta.url))

/** Why a test that needs the samples is skipped, or null when they are there. */
export const samplesMissing: string | null = existsSync(SAMPLES) ? null : '../shared/samples/captures is not there'

export function samplePath(name: string): string {
  return SAMPLES + name
}

type Row = Readonly<Record<string, string | number>>

interface TruthFile {
  readonly hosts: {
    readonly by_mac: readonly {
      readonly mac: string
      readonly ipv4: Readonly<Record<string, number>>
      readonly ipv4_total: number
    }[]
    readonly ipv4_senders: Readonly<Record<string, number>>
  }
  readonly malformed: readonly string[]
  readonly [section: string]: unknown
}

/** Counts by `client > server code`. */
export type Tally = ReadonlyMap<string, number>

export function loadTruth(name: string): TruthFile {
  return JSON.parse(readFileSync(`${SAMPLES}truth/${name}.json`, 'utf8')) as TruthFile
}

function rowsOf(truth: TruthFile, section: string): readonly Row[] {
  return (truth[section] as { rows?: readonly Row[] } | undefined)?.rows ?? []
}

/**
 * tshark does not read the new bytes of a retransmission that carries more than before, so its count of requests may lag
 * behind its count of answers (plant-mb2: 6 asked, 9 answered): the larger one stands.
 */
export function modbusTally(truth: TruthFile): Tally {
  const asked = new Map<string, number>()
  const answered = new Map<string, number>()
  for (const row of rowsOf(truth, 'modbus_requests')) add(asked, row['client'], row['server'], row['fc'], row['count'])
  for (const row of rowsOf(truth, 'modbus_responses'))
    add(answered, row['client'], row['server'], row['fc'], row['count'])
  return new Map([...asked].map(([key, count]) => [key, Math.max(count, answered.get(key) ?? 0)]))
}

/** Client is who sent ROSCTR 1 or userdata type 4, or who received ROSCTR 3 or type 8. */
export function s7Tally(truth: TruthFile): Tally {
  const asked = new Map<string, number>()
  const answered = new Map<string, number>()
  for (const row of rowsOf(truth, 's7_functions')) {
    for (const code of String(row['func']).split('|')) {
      if (row['rosctr'] === '1') add(asked, row['src'], row['dst'], code, row['count'])
      if (row['rosctr'] === '3') add(answered, row['dst'], row['src'], code, row['count'])
    }
  }
  for (const row of rowsOf(truth, 's7_userdata')) {
    const code = `${row['group']}.${row['sub']}`
    if (row['type'] === '4') add(asked, row['src'], row['dst'], code, row['count'])
    if (row['type'] === '8') add(answered, row['dst'], row['src'], code, row['count'])
  }
  return new Map([...answered, ...asked])
}

/**
 * Client is the source of `rr` 0x00; services inside of 0x0a and 0x52 count on their own. tshark lists the reply bit of
 * Forward Open and Forward Close twice, which doubles their rows; their count is the one of `cip_requests`.
 */
export function cipTally(truth: TruthFile): Tally {
  const tally = new Map<string, number>()
  for (const row of rowsOf(truth, 'cip_services')) {
    if (!String(row['rr']).startsWith('0x00')) continue
    for (const code of String(row['service']).split('|')) add(tally, row['src'], row['dst'], code, row['count'])
  }
  for (const [key, count] of connectionTally(truth)) tally.set(key, count)
  return tally
}

function connectionTally(truth: TruthFile): Tally {
  const tally = new Map<string, number>()
  for (const row of rowsOf(truth, 'cip_requests')) {
    if (!String(row['classes']).startsWith('0x06') || !['0x54', '0x4e'].includes(String(row['services']))) continue
    add(tally, row['src'], row['dst'], row['services'], row['count'])
  }
  return tally
}

export function dcpTally(truth: TruthFile): Tally {
  const asked = new Map<string, number>()
  const answered = new Map<string, number>()
  for (const row of rowsOf(truth, 'pn_dcp')) {
    if (row['type'] === '0') add(asked, row['src'], row['dst'], row['service'], row['count'])
    else add(answered, row['dst'], row['src'], row['service'], row['count'])
  }
  return new Map([...answered, ...asked])
}

/**
 * A master asks; what it does not ask comes unsolicited. tshark loses fragments whose transport sequence numbers go from 63 to 0 and takes
 * the octets of one for a confirmation by the outstation, which confirms nothing.
 */
export function dnp3Tally(truth: TruthFile): Tally {
  const tally = new Map<string, number>()
  const rows = rowsOf(truth, 'dnp3_app').map((row) => ({ ...row, code: Number(row['func']) }) as Row)
  const masters = new Set(
    rows.filter((row) => Number(row['code']) > 0 && Number(row['code']) < 129).map((row) => row['src']),
  )
  for (const row of rows) {
    const isMaster = masters.has(row['src'])
    if (row['code'] === 129 || (row['code'] === 0 && !isMaster)) continue
    add(tally, row[isMaster ? 'src' : 'dst'], row[isMaster ? 'dst' : 'src'], row['func'], row['count'])
  }
  return tally
}

/** Confirmed requests of BACnet, by who asks. */
function bacnetTally(truth: TruthFile): Tally {
  const tally = new Map<string, number>()
  for (const row of rowsOf(truth, 'bacnet_services'))
    if (row['type'] === '0') add(tally, row['src'], row['dst'], row['confirmed'], row['count'])
  return tally
}

/** Codes of the table of dangerous operations that need no look at the class. */
const DANGEROUS = new Set([
  ...['5', '6', '15', '16', '22', '23', '8', '20', '21', '43', '17', '90'].map((code) => `modbus-tcp ${code}`),
  ...['0x05', '0x1a', '0x1b', '0x1c', '0x1d', '0x1e', '0x1f', '0x28', '0x29', '7.2', '5.1'].map(
    (code) => `s7comm ${code}`,
  ),
  ...['0x04', '0x05', '0x06', '0x07', '0x10', '0x4e', '0x53', '0x54'].map((code) => `ethernet-ip ${code}`),
  'profinet-dcp 4',
  ...['6', '7', '10', '11', '15', '16', '17', '20'].map((code) => `bacnet ${code}`),
  ...[
    '3',
    '4',
    '5',
    '6',
    '9',
    '10',
    '13',
    '14',
    '18',
    '20',
    '21',
    '22',
    '24',
    '25',
    '26',
    '27',
    '28',
    '29',
    '30',
    '32',
  ].map((code) => `dnp3 ${code}`),
])
/** CIP services that are dangerous for some classes only. */
const BY_CLASS: Readonly<Record<string, readonly string[]>> = {
  '0x08': ['0xac'],
  '0x4b': ['0xa1', '0xac', '0x37'],
  '0x4d': ['0xa1', '0xac', '0x6b'],
  '0x4f': ['0x37'],
  '0x51': ['0xa1'],
}

/** `client > server code` of all operations that the truth shows. */
export function operationsOf(truth: TruthFile): ReadonlySet<string> {
  const found = new Set<string>()
  const take = (protocol: string, tally: Tally): void => {
    for (const key of tally.keys()) {
      const code = key.split(' ').at(-1)!
      if (DANGEROUS.has(`${protocol} ${code}`) || (protocol === 's7comm' && code.startsWith('1.')))
        found.add(`${protocol} ${key}`)
    }
  }
  take('modbus-tcp', modbusTally(truth))
  take('s7comm', s7Tally(truth))
  take('ethernet-ip', cipTally(truth))
  take('profinet-dcp', dcpTally(truth))
  take('dnp3', dnp3Tally(truth))
  take('bacnet', bacnetTally(truth))
  for (const row of rowsOf(truth, 'cip_requests')) {
    const services = String(row['services']).split('|')
    const classes = String(row['classes']).split('|')
    for (const service of services) {
      if (BY_CLASS[service]?.some((one) => classes.includes(one)))
        found.add(`ethernet-ip ${row['src']} > ${row['dst']} ${service}`)
    }
  }
  return found
}

/** Values that devices said of themselves: the address that holds them, and the text. */
export function identitiesOf(truth: TruthFile): readonly { readonly holder: string; readonly value: string }[] {
  const said: { holder: string; value: string }[] = []
  const take = (section: string, holder: string, fields: readonly string[]): void => {
    for (const row of rowsOf(truth, section)) {
      for (const field of fields) {
        for (const part of String(row[field] ?? '').split('|')) {
          const value = part.replace(/\s+/g, ' ').trim()
          if (value !== '') said.push({ holder: String(row[holder]), value })
        }
      }
    }
  }
  take('s7_identity', 'device', ['plc_name', 'module_name', 'copyright', 'serial', 'cpu_type', 'mmc_serial', 'mlfb'])
  take('cip_identity', 'device', ['vendor', 'device_type', 'product_code', 'serial', 'product_name'])
  take('enip_list_identity', 'device', ['vendor', 'product_code', 'serial', 'product_name'])
  take('modbus_device_id', 'server', ['values'])
  take('lldp', 'mac', ['name', 'description'])
  const dcp = rowsOf(truth, 'pn_dcp_identity')
  for (const row of dcp) {
    // Type 0 asks or sets. Asking for one name only is a device that looks whether its own is taken; a controller asks for many.
    const names = new Set(
      dcp.filter((one) => one['stype'] === '0' && one['src'] === row['src']).map((one) => one['name']),
    )
    if (row['stype'] === '0' && (row['service'] !== '5' || names.size > 1)) continue
    for (const field of ['name', 'vendor', 'device', 'role', 'vendor_value', 'ip', 'mask', 'gateway']) {
      if (row[field] !== undefined) said.push({ holder: String(row['src']), value: String(row[field]) })
    }
  }
  return said
}

function add(
  tally: Map<string, number>,
  client: string | number | undefined,
  server: string | number | undefined,
  code: string | number | undefined,
  count: string | number | undefined,
): void {
  const key = `${client} > ${server} ${code}`
  tally.set(key, (tally.get(key) ?? 0) + Number(count))
}
