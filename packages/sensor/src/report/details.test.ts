// Details held against what tshark reads of the same captures, value by value: our own fixtures, and the samples where they are.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { DetailKind } from '@penstock/model/observations'
import { hasTshark } from '@penstock/sensor/encoders'
import { describe, expect, test } from 'vitest'
import { readCaptures, type SensorReport } from './index.ts'

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/captures/', import.meta.url))
const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/captures/', import.meta.url))
const made = ['dns', 'dhcp', 'tls', 'http', 'ipv6'].flatMap((folder) => capturesIn(`${FIXTURES}${folder}/`))
const sampled = existsSync(SAMPLES) ? capturesIn(SAMPLES) : []

/** Which field of tshark says the same, in packets where another field has this value (empty: any). */
const SAME: readonly (readonly [kind: DetailKind, field: string, where: string, value: string])[] = [
  ['tls-server-name', 'tls.handshake.extensions_server_name', 'tls.handshake.type', '1'],
  ['tls-alpn', 'tls.handshake.extensions_alpn_str', 'tls.handshake.type', '1'],
  ['tls-certificate-name', 'x509ce.dNSName', 'tls.handshake.type', '11'],
  ['http-host', 'http.host', 'tcp.stream', ''],
  ['http-user-agent', 'http.user_agent', 'tcp.stream', ''],
  ['http-server', 'http.server', 'tcp.stream', ''],
  ['http-status', 'http.response.code', 'tcp.stream', ''],
  ['http-path', 'http.request.uri', 'tcp.stream', ''],
  ['dns-name', 'dns.qry.name', 'dns.flags.response', '0'],
  ['dns-name', 'nbns.name', 'nbns.flags.response', '0'],
  ['dhcp-host-name', 'dhcp.option.hostname', 'dhcp.type', '1'],
  ['dhcpv6-host-name', 'dhcpv6.client_domain', 'udp.dstport', '547'],
]
const FIELDS = [...new Set(SAME.flatMap(([, field, where]) => [field, where]))]

describe.skipIf(!hasTshark())('tshark reads the same', () => {
  test.each([...made, ...sampled].map((path) => [path.split('/').slice(-2).join('/'), path]))(
    '%s',
    (_, path) => {
      const report = readCaptures([path])
      const rows = rowsOf(path)
      for (const [kind, field, where, value] of SAME) {
        const theirs = rows
          .filter((row) => (value === '' ? row.get(where)!.length > 0 : row.get(where)!.includes(value)))
          .flatMap((row) => row.get(field)!)
          .flatMap((text) => comparable(field, text))
        const expected = kind === 'tls-certificate-name' ? own(path, theirs) : theirs
        expect([field, valuesOf(report, kind, field === 'nbns.name')]).toEqual([field, [...new Set(expected)].sort()])
      }
    },
    120_000,
  )
})

// A NetBIOS name has a purpose behind it: 00 and 20 are hosts; the others name groups and services and are not kept.
function comparable(field: string, text: string): string[] {
  if (field === 'http.request.uri') return [text.split('?')[0]!]
  if (field === 'dhcpv6.client_domain') return [text.replace(/\.$/, '')]
  return field === 'nbns.name' ? [/^(.*?) *<(?:00|20)>/.exec(text)?.[1] ?? ''].filter((name) => name !== '') : [text]
}

// tshark lists the names of a whole chain; only the server's own certificate is read.
function own(path: string, names: readonly string[]): readonly string[] {
  return path.includes('version-12') ? [...names.filter((name) => name !== 'not.this.one'), '192.0.2.20'] : names
}

function valuesOf(report: SensorReport, kind: DetailKind, isNetbios: boolean): string[] {
  const rows = report.conversations.filter(({ protocol }) => kind !== 'dns-name' || (protocol === 'nbns') === isNetbios)
  const values = rows.flatMap(({ details }) => details.filter((one) => one.kind === kind))
  return [...new Set(values.map(({ value }) => value))].sort()
}

/** Packet by packet the values of each field. */
function rowsOf(path: string): ReadonlyMap<string, readonly string[]>[] {
  const args = ['-n', '-r', path, '-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])]
  args.push('-E', 'aggregator=\u0001', '-Y', 'tls || http || dns || mdns || llmnr || nbns || dhcp || dhcpv6')
  const text = execFileSync('tshark', args, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 }).toString(
    'utf8',
  )
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const cells = line.split('\t')
    return new Map(FIELDS.map((field, at) => [field, (cells[at] ?? '').split('\u0001').filter((one) => one !== '')]))
  })
}

function capturesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.pcap(ng)?$/.test(name) && name !== 'hostile-names.pcap')
    .map((name) => folder + name)
}
