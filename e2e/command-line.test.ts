// The command line as a user meets it: every command with good and bad input, judged by exit code, standard output and standard error.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { COMMANDS } from '@penstock/cli/commands'
import { makeDemonstration } from '@penstock/cli/demo'
import { afterAll, describe, expect, test } from 'vitest'
import { expectRefused, penstock } from './command-line.fixture.ts'
import { PENSTOCK, ROOT } from './penstock-process.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-commands-'))
const nowhere = join(folder, 'nowhere')
const captures = join(ROOT, 'fixtures/captures')
const { plantFile, captureFile } = makeDemonstration(join(folder, 'demo'), Date.UTC(2026, 9, 1, 6))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('all commands', () => {
  test.each(COMMANDS.map(({ name, usage }) => [name, usage] as const))(
    '%s: help, and an option that it does not have',
    async (name, usage) => {
      const words = name.split(' ')
      const { code, out, err } = await penstock([...words, '--help'])
      expect(out).toContain(usage)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      const misspelt = await penstock([...words, '--jsno'])
      expectRefused(misspelt, { code: 2, says: "'--jsno'" })
      expect(misspelt.err).toContain(`usage: penstock ${name}`)
    },
  )

  test('no command lists them; a command that does not exist is bad usage', async () => {
    const { code, out } = await penstock([])
    for (const { name } of COMMANDS) expect(out).toContain(name)
    expect(code).toBe(0)
    expectRefused(await penstock(['sensor', 'raed', 'x']), { code: 2, says: 'no command "sensor raed x"' })
  })

  test('a reader that has seen enough is no error', async () => {
    const child = spawn('sh', [
      '-c',
      '"$0" "$1" sensor read "$2" --json | head -c 10',
      process.execPath,
      PENSTOCK,
      captureFile,
    ])
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect(out).toHaveLength(10)
    expect(err).toBe('')
  })
})

describe('sensor read', () => {
  interface Report {
    readonly capture: { readonly packets: number; readonly skipped: Readonly<Record<string, number>> }
    readonly conversations: readonly { readonly protocol: string | null }[]
  }

  test('a truncated capture is read to its last whole record, and the rest is counted', async () => {
    const { code, out, err } = await penstock([
      'sensor',
      'read',
      join(captures, 'formats/truncated-record.pcap'),
      '--json',
    ])
    const { capture, conversations } = JSON.parse(out) as Report
    expect(capture).toMatchObject({ packets: 9, skipped: { 'truncated-record': 1 } })
    expect(conversations.map(({ protocol }) => protocol)).toEqual(['modbus-tcp'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  test('for people, and through a pipe: the same capture', async () => {
    const file = join(captures, 'formats/truncated-record.pcap')
    const [read, piped] = [
      await penstock(['sensor', 'read', file]),
      await penstock(['sensor', 'read', '-'], readFileSync(file)),
    ]
    expect(read.out).toContain('truncated-record.pcap: 9 packets')
    expect(read.out).toContain('skipped: truncated-record 1')
    expect(piped.out.replace('-: 9', '9')).toBe(read.out.replace(`${file}: 9`, '9').replaceAll(`(${file} #`, '(- #'))
    expect([read.code, piped.code]).toEqual([0, 0])
  })

  test.each([
    {
      name: 'an empty file',
      file: join(captures, 'formats/empty-file.pcap'),
      code: 2,
      says: 'empty-file.pcap: is empty',
    },
    {
      name: 'a table',
      file: join(captures, 'formats/not-a-capture.pcap'),
      code: 2,
      says: 'is no pcap or pcapng capture',
    },
    { name: 'a plant file', file: plantFile, code: 2, says: 'is no pcap or pcapng capture' },
    { name: 'no file', file: nowhere, code: 1, says: `${nowhere}: there is no such file` },
    { name: 'a folder', file: folder, code: 1, says: `${folder}: is a folder` },
  ] as const)('$name is refused with its place', async ({ file, code, says }) => {
    expectRefused(await penstock(['sensor', 'read', file]), { code, says })
    const second = await penstock(['sensor', 'read', join(captures, 'formats/micros-big.pcap'), file, '--json'])
    expectRefused(second, { code, says })
  })

  test('no file is bad usage', async () => {
    expectRefused(await penstock(['sensor', 'read']), { code: 2, says: 'usage: penstock sensor read' })
  })
})

describe('sensor run', () => {
  const to = ['--to', 'http://127.0.0.1:9', '--token', 'x']
  test.each([
    [['--stdin', '--token', 'x'], 'give either --state or --to'],
    [['--stdin', '--to', 'nowhere', '--token', 'x'], '--to: '],
    [['--stdin', ...to, '--domain', 'dmz'], '--domain: '],
    [['--stdin', ...to, '--every', '0'], '--every: '],
    [to, 'give one of --interface, --stdin, --zeek and --eve'],
    [['--stdin', '--interface', 'eth0', ...to], 'give one of --interface, --stdin, --zeek and --eve'],
    [['--zeek', 'logs', '--eve', 'eve.json', ...to], 'give one of --interface, --stdin, --zeek and --eve'],
  ])('%j is bad usage', async (args, says) => {
    const ended = await penstock(['sensor', 'run', ...args])
    expectRefused(ended, { code: 2, says })
    expect(ended.err).toContain('usage: penstock sensor run')
  })
})

describe('plant check', () => {
  test('the demonstration plant is sound, and its weaknesses are told', async () => {
    const { code, out, err } = await penstock(['plant', 'check', plantFile, '--json'])
    const document = JSON.parse(out) as { ok: boolean; faults: object[]; weaknesses: { rule: string; path: string }[] }
    expect(document).toMatchObject({ ok: true, faults: [], name: 'Wrenfield Works' })
    expect(document.weaknesses.map(({ rule }) => rule)).toContain('plant-check.asset-in-two-zones')
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  const plant = loadWrenfieldWorksText()
  test.each([
    [
      'a misspelt key',
      plant.replace('"zone": "Z-DMZ"', '"zoen": "Z-DMZ"'),
      'assets[11].zoen (DMZ-FW1), line',
      'write "zone"',
    ],
    ['an id given twice', plant.replace('"id": "ENT-DC1"', '"id": "ENT-FW1"'), 'ENT-FW1', '→'],
    [
      'a zone that is not there',
      plant.replace('"zone": "Z-DMZ"', '"zone": "Z-DMX"'),
      '"Z-DMX" does not exist',
      'Z-DMZ',
    ],
    [
      'an asset in two zones',
      plant.replace('"zone": "Z-DMZ"', '"zone": ["Z-DMZ", "Z-OPS"]'),
      'an asset in two zones',
      '→',
    ],
    ['a cut file', plant.slice(0, 5000), 'found the end of the file', ''],
    ['an empty file', '', 'found the end of the file', ''],
  ])('%s: the place and the mend', async (name, content, place, mend) => {
    const file = join(folder, `${name}.json`)
    writeFileSync(file, content)
    const ended = await penstock(['plant', 'check', file])
    expectRefused(ended, { code: 2, says: place })
    expect(ended.err).toContain(mend)
    const { code, out } = await penstock(['plant', 'check', file, '--json'])
    const document = JSON.parse(out) as { ok: boolean; faults: { message: string }[] }
    expect(document.ok).toBe(false)
    expect(document.faults.length).toBeGreaterThan(0)
    expect(code).toBe(2)
  })

  test.each([
    ['no file', nowhere, 'there is no such file'],
    ['a folder', folder, 'is a folder'],
  ])('%s is not found', async (_name, file, says) => {
    expectRefused(await penstock(['plant', 'check', file]), { code: 1, says: `${file}: ${says}` })
  })
})

describe('zones judge', () => {
  interface Judged {
    readonly breaches: readonly { readonly clientAsset: string | null; readonly serverAsset: string | null }[]
  }
  interface Plant {
    readonly flows: readonly { readonly src: string; readonly dst: string; readonly baseline: boolean }[]
  }

  test('the breaches between registered assets are those that were planted', async () => {
    const { code, out, err } = await penstock(['zones', 'judge', plantFile, '--capture', captureFile, '--json'])
    const { flows } = JSON.parse(loadWrenfieldWorksText()) as Plant
    const planted = flows.filter(({ baseline }) => !baseline).map(({ src, dst }) => `${outside(src)} → ${outside(dst)}`)
    const { breaches } = JSON.parse(out) as Judged
    const found = breaches.map(
      ({ clientAsset, serverAsset }) => `${clientAsset ?? 'outside'} → ${serverAsset ?? 'outside'}`,
    )
    expect(planted).toHaveLength(5)
    // An unregistered device has no asset either; what it does with a registered one is told beside the planted ones.
    expect(found).toEqual(expect.arrayContaining(planted))
    const registered = found.filter((one) => !one.startsWith('outside'))
    expect(registered.toSorted()).toEqual(planted.filter((one) => !one.startsWith('outside')).toSorted())
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  test('a plant with faults, a file that is no capture, and what is not there', async () => {
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, loadWrenfieldWorksText().replace('"zone": "Z-DMZ"', '"zone": "Z-DMX"'))
    const judge = (plant: string, capture: string) => penstock(['zones', 'judge', plant, '--capture', capture])
    expectRefused(await judge(broken, captureFile), { code: 2, says: '"Z-DMX" does not exist' })
    expectRefused(await judge(plantFile, plantFile), { code: 2, says: `${plantFile}: is no pcap or pcapng capture` })
    expectRefused(await judge(plantFile, nowhere), { code: 1, says: `${nowhere}: there is no such file` })
    expectRefused(await judge(nowhere, captureFile), { code: 1, says: `${nowhere}: there is no such file` })
    expectRefused(await penstock(['zones', 'judge', plantFile]), { code: 2, says: 'usage: penstock zones judge' })
  })

  function outside(asset: string): string {
    return asset.startsWith('EXT-') ? 'outside' : asset
  }
})
