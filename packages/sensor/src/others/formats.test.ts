import { readFileSync } from 'node:fs'
import { ObservationBatch } from '@penstock/model/observations'
import { FORMATS, formatsOf, INVENTORIES, recogniseOther, SYSTEM_IDS } from '@penstock/model/others'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FORMATS_FOLDER, PLANT, PLANT_FILES, plantCapture, readMade } from './plant.fixture.ts'

const OTHER_FILES = [
  'eve.json',
  'modbus_detailed.log',
  'software.log',
  'dhcpd.leases',
  'leases.csv',
  'computers.ldif',
  'computers.csv',
  'walk.txt',
  'sentinelone.json',
]
const FILES = [...PLANT_FILES.map((name) => PLANT + name), ...OTHER_FILES.map((name) => FORMATS_FOLDER + name)]

/** One file as one batch, under a name that says nothing. */
function readOne(path: string): ObservationBatch {
  const batches = readMade('given', readFileSync(path))
  expect(batches).toHaveLength(1)
  return ObservationBatch.parse(batches[0])
}

function claimsOf({ claims }: ObservationBatch): string[] {
  return claims.map(
    ({ about, field, value, protocol, method, basis, proof }) =>
      `${about.mac ?? about.ip} ${field}=${value} (${protocol} ${method}, ${basis}, line ${proof.frame})`,
  )
}

function bindingsOf({ bindings }: ObservationBatch): string[] {
  return bindings.map(
    ({ mac, ip, vlan, ground, protocol, proof }) =>
      `${mac} ${ip} ${vlan ?? '-'} ${ground} ${protocol} line ${proof.frame}`,
  )
}

function toldOf({ anomalies }: ObservationBatch): string[] {
  return anomalies.map(({ kind, detail }) => `${kind}: ${detail}`)
}

test.each([
  ['eve.json', 'suricata-eve'],
  ['modbus_detailed.log', 'zeek-tsv'],
  ['software.log', 'zeek-json'],
  ['dhcpd.leases', 'isc-leases'],
  ['leases.csv', 'windows-dhcp'],
  ['computers.ldif', 'ldif'],
  ['computers.csv', 'active-directory'],
  ['walk.txt', 'snmp-walk'],
  ['sentinelone.json', 'sentinelone'],
])('%s is known by what stands in it', (name, known) => {
  const recognised = recogniseOther(readFileSync(FORMATS_FOLDER + name, 'utf8'))
  expect([recognised?.format, recognised?.inventory?.id]).toContain(known)
})

test.each([
  ['a page', '<!doctype html><title>x</title>'],
  ['prose', 'Dear colleague,\n\nthe plant stands still.\n'],
  ['a plant file', '{"format":"penstock-plant@1","assets":[]}'],
  ['a table of something else', 'time,value\n1,2\n'],
  ['nothing', ''],
])('%s is no file of another system', (_, text) => {
  expect(recogniseOther(text)).toBeNull()
})

test('every system has a format, and every format a system', () => {
  for (const system of SYSTEM_IDS) expect([system, formatsOf(system).length > 0]).toEqual([system, true])
  const titles = SYSTEM_IDS.flatMap((system) => formatsOf(system))
  for (const { title } of INVENTORIES) expect(titles).toContain(title)
  expect(Object.values(FORMATS).filter(({ system }) => system === null)).toHaveLength(2)
})

test('Suricata: functions, leases, identity, names of servers, flows with their MACs, alerts; a line cut short is told', () => {
  const batch = readOne(`${FORMATS_FOLDER}eve.json`)
  expect(bindingsOf(batch)).toEqual([
    '3c:a9:f4:10:00:04 10.10.1.32 - protocol dhcp line 1',
    '00:1d:09:10:00:02 10.10.1.21 10 frame suricata line 6',
    '00:1b:1b:10:00:01 10.10.1.11 10 frame suricata line 6',
  ])
  expect(claimsOf(batch)).toEqual([
    '3c:a9:f4:10:00:04 name=ews-01 (suricata dhcp, observed, line 1)',
    '10.10.1.13 vendor=Rockwell Automation/Allen-Bradley (suricata enip, observed, line 4)',
    '10.10.1.13 model=1756-ENBT/A (suricata enip, observed, line 4)',
    '10.10.1.13 firmware=4.3 (suricata enip, observed, line 4)',
  ])
  expect(batch.operations.map(({ kind, name, target, result }) => [kind, name, target, result])).toEqual([
    ['write', 'Write Single Register', 'unit 1 address 40', 'ok'],
    ['restart', 'Cold restart', 'station 10', null],
  ])
  expect(batch.conversations.find(({ protocol }) => protocol === 'modbus-tcp')).toMatchObject({
    packets: 23,
    bytes: 1140,
    isAnswered: true,
    vlans: [10],
    functions: [{ code: '6', count: 1 }],
  })
  expect(batch.conversations.find(({ protocol }) => protocol === 'https')?.details).toContainEqual({
    kind: 'tls-server-name',
    value: 'cloud.vendor.example',
    count: 1,
  })
  expect(toldOf(batch)).toEqual([
    'suricata-alert: 2250009 SURICATA Modbus Data mismatch 10.10.1.21 10.10.1.11',
    'suricata-line: line 9: is no JSON object',
  ])
  expect(batch).toMatchObject({ malformed: 1, skipped: { 'eve-event-says-nothing-of-devices': 1 }, lines: { read: 9 } })
})

test('Zeek with the Modbus parser of ICSNPP: functions, and writes with their target and answer', () => {
  const batch = readOne(`${FORMATS_FOLDER}modbus_detailed.log`)
  expect(batch.conversations).toMatchObject([
    {
      protocol: 'modbus-tcp',
      isAnswered: true,
      functions: [
        { code: '3', count: 1 },
        { code: '6', count: 1 },
        { code: '5', count: 1 },
      ],
    },
  ])
  expect(
    batch.operations.map(({ name, target, values, result, proof }) => [name, target, values, result, proof.frame]),
  ).toEqual([
    ['Write Single Register', 'unit 1 address 40', ['300'], 'ok', 9],
    ['Write Single Coil', 'unit 1 address 7', ['65280'], 'ILLEGAL_DATA_ADDRESS', 10],
  ])
  expect(toldOf(batch)).toEqual(['zeek-line: line 11: an address is none'])
})

test('Zeek as JSON lines: what a host runs', () => {
  expect(claimsOf(readOne(`${FORMATS_FOLDER}software.log`))).toEqual([
    '10.10.1.21 operatingSystem=Windows 10 or Server 2016 (zeek software.log, observed, line 1)',
    '10.10.1.21 software=OpenSSH_for_Windows_9.5 (zeek software.log, observed, line 2)',
  ])
})

test('DHCP leases: the pair is the client’s own for as long as it was leased', () => {
  const isc = readOne(`${FORMATS_FOLDER}dhcpd.leases`)
  expect(bindingsOf(isc)).toEqual([
    '3c:a9:f4:10:00:04 10.10.1.31 - protocol dhcp line 4',
    '3c:a9:f4:10:00:05 10.10.1.31 - protocol dhcp line 12',
  ])
  expect(isc.bindings.map(({ firstAt, lastAt }) => (lastAt - firstAt) / 60_000_000)).toEqual([0, 5])
  expect(toldOf(isc)).toEqual(['dhcp-line: line 20: no time of the lease can be read'])
  const windows = readOne(`${FORMATS_FOLDER}leases.csv`)
  expect(bindingsOf(windows)).toEqual(['3c:a9:f4:10:00:04 10.10.1.32 - protocol dhcp line 2'])
  expect(claimsOf(windows)).toEqual([
    '3c:a9:f4:10:00:04 name=ews-01.plant.example (dhcp windows-dhcp, reported, line 2)',
  ])
  expect(windows.skipped).toEqual({ 'lease-not-in-use': 1 })
})

test('a directory: computers with an address; those without one, and people, are counted', () => {
  const ldif = readOne(`${FORMATS_FOLDER}computers.ldif`)
  expect(claimsOf(ldif).map((claim) => claim.slice(0, claim.lastIndexOf(' (')))).toEqual([
    '10.10.1.21 name=hmi-01.plant.example',
    '10.10.1.21 operatingSystem=Windows 10 Enterprise 10.0 (19045)',
    '10.10.1.21 description=Station Überwachung',
  ])
  expect(ldif.claims[0]?.proof).toMatchObject({ frame: 3, at: 1_759_104_000_000_000 })
  expect(ldif.skipped).toEqual({ 'directory-entry-of-no-computer': 1 })
  const table = readOne(`${FORMATS_FOLDER}computers.csv`)
  expect(claimsOf(table).map((claim) => claim.slice(0, claim.lastIndexOf(' (')))).toEqual([
    '10.20.0.5 name=hist-01.office.example',
    '10.20.0.5 operatingSystem=Windows Server 2019 Standard 10.0 (17763)',
  ])
  expect(table.skipped).toEqual({ 'record-without-address': 1 })
})

test('an SNMP walk: MACs with and without VLAN, and the ARP table', () => {
  const batch = readOne(`${FORMATS_FOLDER}walk.txt`)
  expect(bindingsOf(batch)).toEqual([
    '00:1b:1b:10:00:01 null - link mac-table line 2',
    '00:1d:09:10:00:03 null 20 link mac-table line 3',
    '00:1b:1b:10:00:01 10.10.1.11 - frame arp-table line 4',
    '00:1d:09:10:00:02 10.10.1.21 - frame arp-table line 5',
  ])
  expect(toldOf(batch)).toEqual(['mac-table-line: line 6: the index is no MAC address'])
})

test('an agent’s list over many lines: each interface with its own address, all under one record', () => {
  const batch = readOne(`${FORMATS_FOLDER}sentinelone.json`)
  expect(bindingsOf(batch).slice(0, 2)).toEqual([
    '00:1d:09:10:00:02 10.10.1.21 - reported edr line 3',
    '00:1d:09:10:00:03 10.10.2.21 - reported edr line 3',
  ])
  expect(new Set(batch.claims.map(({ method }) => method))).toEqual(new Set(['sentinelone#s1-0001|hmi-01']))
})

test('hostile text is cleaned, and no key of a file reaches our own objects', () => {
  const evil =
    '{"ts":1790834400.1,"host":"10.0.0.1","software_type":"X","unparsed_version":"a\\u0000b\\ud800\\u001b[31m","__proto__":{"x":1}}\n'
  const [batch] = readMade('x', evil)
  expect(batch?.claims.map(({ value }) => value)).toEqual(['a b [31m'])
  const path = '#path\t__proto__\n#fields\tts\tuid\n1790834400.1\tx\n'
  expect(readMade('x', `#separator \\x09\n${path}`)[0]?.skipped).toEqual({ 'zeek-log-says-nothing-of-devices': 1 })
})

test('a UTF-16 table, as Windows writes it, reads as the same table', () => {
  const text = readFileSync(`${FORMATS_FOLDER}leases.csv`, 'utf8')
  const wide = Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le')
  expect(claimsOf(readMade('x', wide)[0]!)).toEqual(claimsOf(readOne(`${FORMATS_FOLDER}leases.csv`)))
})

test('a proof names the bytes of its line', () => {
  for (const name of ['conn.log', 'scan.xml', 'cmdb.csv', 'defender.json']) {
    const bytes = readFileSync(PLANT + name)
    const batch = readOne(PLANT + name)
    for (const { value, proof } of batch.claims) {
      const shown = bytes.subarray(proof.offset, proof.offset + proof.length).toString('utf8')
      if (name !== 'scan.xml') expect(shown.replaceAll(/\s+/g, ' ')).toContain(value.split(' ')[0])
      expect(bytes.subarray(0, proof.offset).toString('latin1').split('\n')).toHaveLength(proof.frame)
    }
  }
})

test('lines beyond all bounds are passed over and told, those after them are read, and memory holds one of them', () => {
  const row = '{"ts":1790834400.1,"host":"10.0.0.1","software_type":"X","unparsed_version":"v1"}'
  const long = `{"ts":1790834400.1,"host":"10.0.0.2","software_type":"${'x'.repeat(4 << 20)}"}`
  const [batch] = readMade('x', `${row}\n${long}\n${row.replace('v1', 'v2')}\n`)
  expect(batch?.claims.map(({ value }) => value)).toEqual(['v1', 'v2'])
  expect(batch?.malformed).toBe(1)
  const table = `#separator \\x09\n#path\tsoftware\n#fields\tts\thost\tsoftware_type\tname\n${'y'.repeat(4 << 20)}\n1790834400.1\t10.0.0.1\tX\tv3\n`
  const [second] = readMade('x', table)
  expect([second?.claims.map(({ value }) => value), second?.malformed]).toEqual([['v3'], 1])
})

test('a long file comes in several batches whose rows add up', () => {
  const rows = Array.from(
    { length: 50_000 },
    (_, at) => `${1_790_834_400 + at}.5\t10.0.${(at >> 8) & 255}.${at & 255}\tX\tv`,
  )
  const batches = readMade(
    'x',
    `#separator \\x09\n#path\tsoftware\n#fields\tts\thost\tsoftware_type\tname\n${rows.join('\n')}\n`,
  )
  expect(batches.length).toBeGreaterThan(5)
  expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, at) => at))
  expect(batches.map(({ isLast }) => isLast)).toEqual(batches.map((_, at) => at === batches.length - 1))
  expect(batches.reduce((sum, { lines }) => sum + (lines?.read ?? 0), 0)).toBe(50_000)
})

test('a list of 30,000 machines on a single line is read in time that grows with it', () => {
  const machine = (at: number) =>
    `{"id":"m${at}","computerDnsName":"host-${at}","osPlatform":"Linux","lastIpAddress":"10.${at >> 16}.${(at >> 8) & 255}.${at & 255}"}`
  const list = (count: number) => `{"value":[${Array.from({ length: count }, (_, at) => machine(at)).join(',')}]}`
  const batches = readMade('x', list(30_000))
  expect(batches.reduce((sum, { lines }) => sum + (lines?.read ?? 0), 0)).toBe(30_000)
  expect(batches.every(({ malformed }) => malformed === 0)).toBe(true)
}, 20_000)

test('a file cut, flipped or spliced anywhere never throws, makes rows that hold to their schema, and no more than it has lines', () => {
  const originals = FILES.map((path) => readFileSync(path))
  const mutated = fc
    .tuple(
      fc.constantFrom(...originals),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
      fc.nat(),
      fc.boolean(),
    )
    .map(([original, flips, cut, isCut]) => {
      const bytes = Buffer.from(original)
      // The first bytes stay, so that it is still known.
      for (const [at, byte] of flips) bytes[200 + (at % Math.max(1, bytes.length - 200))] = byte
      return isCut ? bytes.subarray(0, 200 + (cut % Math.max(1, bytes.length - 200))) : bytes
    })
    .filter((bytes) => recogniseOther(bytes.toString('utf8')) !== null)
  fc.assert(
    fc.property(mutated, (bytes) => {
      for (const batch of readMade('x', bytes)) {
        ObservationBatch.parse(batch)
        expect(batch.bindings.length + batch.claims.length).toBeLessThan(500)
      }
    }),
    { numRuns: 150 },
  )
})

test('a capture stays a capture', () => {
  expect(readMade('conn.log', plantCapture())[0]?.lines).toBeUndefined()
})
