import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfiguration, shownConfiguration } from '@penstock/cli/config'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileWith(text: string): string {
  const file = join(folder, 'penstock.json')
  writeFileSync(file, text)
  return file
}

test('flags stand over the file, and what neither says has its usual value', () => {
  const read = readConfiguration(fileWith('{"data":"plant","port":9000}'), { port: '9001', data: undefined })
  expect(read).toEqual({ configuration: { data: 'plant', port: 9001, logLevel: 'warn' } })
})

test.each([
  ['{"dta":"plant"}', 'configuration'],
  ['{"port":70000}', 'port'],
  ['{"address":"http://penstock.example.org"}', 'address'],
  ['{"address":"https://penstock.example.org/here"}', 'address'],
  ['{"address":"penstock"}', 'address'],
  ['{"stores":{"core":"postgresql://a/b","it":"postgresql://a/b"}}', 'stores.ot'],
  ['{"stores":{"core":"mysql://a/b","it":"postgresql://a/b","ot":"postgresql://a/b"}}', 'stores.core'],
  ['{"telemetry":{"it":"https://a:8443/it"}}', 'telemetry.ot'],
  ['{"telemetry":{"it":"https://a:8443/one","ot":"https://a:8443/one"}}', 'telemetry'],
  ['{"telemetry":{"it":"clickhouse://a/it","ot":"https://a:8443/ot"}}', 'telemetry.it'],
  ['{"listeners":[{"name":"a","domain":"ot","by":"udp","bind":"0.0.0.0"}]}', 'listeners.0.bind'],
  ['{"listeners":[{"name":"a","domain":"dmz","by":"udp","bind":"0.0.0.0:514"}]}', 'listeners.0.domain'],
  ['{"listeners":[{"name":"a","domain":"ot","by":"tls","bind":"0.0.0.0:6514","key":"k"}]}', 'listeners.0.certificate'],
  [
    '{"listeners":[{"name":"a","domain":"ot","by":"udp","bind":"[::]:514"},{"name":"b","domain":"it","by":"udp","bind":"[::]:514"}]}',
    'listeners.1',
  ],
  [
    '{"listeners":[{"name":"a","domain":"ot","by":"folder","path":"/a"},{"name":"a","domain":"it","by":"file","path":"/b"}]}',
    'listeners.1.name',
  ],
  [
    '{"notices":[{"name":"a","side":"ot","by":"webhook","kinds":["case-opened"],"url":"http://hooks.example.org/"}]}',
    'notices.0.secretFile',
  ],
  [
    '{"notices":[{"name":"a","side":"dmz","by":"mail","kinds":["case-opened"],"host":"m","from":"a@b.example","to":["c@d.example"]}]}',
    'notices.0.side',
  ],
  ['{"retention":{"ot":{"hotDays":30,"keepDays":7}}}', 'retention.ot.keepDays'],
  ['{"retention":{"dmz":{}}}', 'retention'],
])('%s is refused at %s', (text, place) => {
  const read = readConfiguration(fileWith(text), {})
  expect('faults' in read && read.faults.map((fault) => fault.place)).toEqual([place])
})

test('what is not said of retention has its usual value: nothing is forgotten', () => {
  const read = readConfiguration(fileWith('{"retention":{"ot":{"hotDays":7}}}'), {})
  expect(read).toMatchObject({
    configuration: { retention: { ot: { hotDays: 7, keepDays: null, coldBytes: null } } },
  })
})

test('an address behind a proxy is taken as it is', () => {
  const read = readConfiguration(fileWith('{"address":"https://penstock.example.org:8443"}'), {})
  expect(read).toMatchObject({ configuration: { address: 'https://penstock.example.org:8443' } })
})

test('a file that is no JSON is named', () => {
  const file = fileWith('{')
  const read = readConfiguration(file, {})
  expect('faults' in read && read.faults[0]?.place).toBe(file)
})

test('secrets are not shown', () => {
  const stores = {
    core: 'postgresql://hub:s3cret@db/core',
    it: 'postgresql://it:s3cret@db/it',
    ot: 'postgresql://db/ot',
  }
  const telemetry = { it: 'https://it:s3cret@columns:8443/it', ot: 'https://ot:s3cret@columns:8443/ot' }
  const read = readConfiguration(undefined, { stores, telemetry })
  expect('configuration' in read && JSON.stringify(shownConfiguration(read.configuration))).not.toContain('s3cret')
})

test('of a webhook the path is not shown, nor a password: that stands in a file', () => {
  const hook = { name: 'soc', side: 'it', by: 'webhook', kinds: ['case-opened'], secretFile: '/etc/penstock/key' }
  const read = readConfiguration(
    fileWith(JSON.stringify({ notices: [{ ...hook, url: 'https://h.example/secret' }] })),
    {},
  )
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  expect(shownConfiguration(read.configuration)).toMatchObject({ notices: [{ ...hook, url: 'https://h.example/…' }] })
})
