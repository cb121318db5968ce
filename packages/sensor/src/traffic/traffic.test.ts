// The demonstration plant as a capture: everything that the plant says is on the wire, where a mirror would show it.
import { readFileSync } from 'node:fs'
import { micros } from '@penstock/model/kernel'
import { describe, expect, test } from 'vitest'
import { framesOf, type SeenFrame, textOf } from './frames.ts'
import { nextWindow, planTraffic, type TrafficPlan, TrafficPlant, writeTraffic } from './index.ts'

const FILE = new URL('../../../catalogs/src/wrenfield-works@2/wrenfield-works.json', import.meta.url)
const file = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Record<string, unknown>[]>
const plant = TrafficPlant.parse(file)
const options = { startAt: micros(1_790_834_400_000_000), durationS: 600, seed: 1 }
const plan = planTraffic(plant, options)
const { capture, summary } = write(plan)
const frames = framesOf(capture)

function write(what: TrafficPlan, header = true) {
  const chunks: Uint8Array[] = []
  const written = writeTraffic(what, (chunk) => chunks.push(chunk), { header })
  return { capture: new Uint8Array(Buffer.concat(chunks)), summary: written, chunks }
}

function between(a: string, b: string, port: number): SeenFrame[] {
  return frames.filter(
    (frame) =>
      (frame.source === a && frame.target === b && frame.targetPort === port) ||
      (frame.source === b && frame.target === a && frame.sourcePort === port),
  )
}

const vlanOf = (zone: string) => plan.vlans.find((entry) => entry.zone === zone)?.vlan

describe('the stream', () => {
  test('is the same for the same plan and another for another seed', () => {
    const short = planTraffic(plant, { ...options, durationS: 20 })
    const again = write(short).capture
    expect(Buffer.compare(write(short).capture, again)).toBe(0)
    expect(Buffer.compare(write({ ...short, seed: 2 }).capture, again)).not.toBe(0)
  })

  test('is in time order, inside its window, and told right in the summary', () => {
    const times = frames.map((frame) => frame.at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(options.startAt)
    expect(times.at(-1)).toBeLessThan(options.startAt + options.durationS * 1_000_000)
    expect(summary.packets).toBe(frames.length)
    expect(summary.bytes).toBe(capture.length)
  })

  test('loads within seconds: 20 to 60 thousand packets', () => {
    expect(frames.length).toBeGreaterThan(20_000)
    expect(frames.length).toBeLessThan(60_000)
  })

  test('holds every flow and every unregistered device', () => {
    const ids = [...plant.flows, ...plant.unregistered].map((entry) => entry.id)
    expect(Object.keys(summary.flows).toSorted()).toEqual(ids.toSorted())
    for (const number of Object.values(summary.flows)) expect(frames[number - 1]).toBeDefined()
  })

  test('a next window follows in the same file, with the same devices', () => {
    const short = planTraffic(plant, { ...options, durationS: 30 })
    const second = write(nextWindow(short, 1), false).capture
    const both = framesOf(new Uint8Array(Buffer.concat([write(short).capture, second])))
    const times = both.map((frame) => frame.at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times.at(-1)).toBeGreaterThan(options.startAt + 55_000_000)
    const serials = both.flatMap((frame) => textOf(frame).match(/S C-[0-9A-F]{8}/g) ?? [])
    const inFirst = new Set(
      framesOf(write(short).capture).flatMap((frame) => textOf(frame).match(/S C-[0-9A-F]{8}/g) ?? []),
    )
    expect(new Set(serials)).toEqual(inFirst)
    expect(nextWindow(short, 0)).toBe(short)
  })
})

describe('places', () => {
  test('each zone has its own VLAN', () => {
    expect(plan.vlans.map((entry) => entry.vlan)).toEqual(plant.zones.map((_, at) => 100 + at))
  })

  test.each([
    {
      name: 'FL-026 goes to the second card, card to card in the source zone',
      client: '10.20.20.35',
      server: '10.20.20.60',
      port: 445,
      zone: 'Z-OPS',
      macs: ['f8:bc:12:b2:8f:ee', 'f8:bc:12:47:80:46'],
    },
    {
      name: 'FL-001 is seen in the destination zone behind the firewall of the conduit',
      client: '10.20.20.32',
      server: '10.20.40.10',
      port: 102,
      zone: 'Z-PKG',
      macs: ['00:09:0f:c9:96:fa', '28:63:36:c9:2c:48'],
    },
    {
      name: 'FL-044 comes from its own address, behind the cellular router',
      client: '198.51.100.200',
      server: '10.77.1.2',
      port: 20_256,
      zone: 'Z-REM',
      macs: ['00:14:3e:99:42:c8', '00:0d:22:f8:a1:20'],
    },
    {
      name: 'FL-048 without a conduit comes through the first firewall of the destination zone',
      client: '10.20.40.52',
      server: '10.10.0.20',
      port: 443,
      zone: 'Z-ENT',
      macs: ['00:09:0f:6b:56:3e', 'f8:bc:12:0d:84:3d'],
    },
    {
      name: 'FL-034 comes from the inner port of the vendor router',
      client: '10.20.40.200',
      server: '10.20.40.10',
      port: 102,
      zone: 'Z-PKG',
      macs: ['00:03:27:33:20:27', '28:63:36:c9:2c:48'],
    },
    {
      name: 'FL-037 inside a zone shows both cards',
      client: '10.20.40.32',
      server: '10.20.40.30',
      port: 44_818,
      zone: 'Z-PKG',
      macs: ['f8:bc:12:93:e6:dc', '5c:88:16:d5:2f:8e'],
    },
  ])('$name', ({ client, server, port, zone, macs }) => {
    const seen = between(client, server, port)
    expect(seen.length).toBeGreaterThan(10)
    expect(new Set(seen.map((frame) => frame.vlan))).toEqual(new Set([vlanOf(zone)]))
    expect(new Set(seen.flatMap((frame) => [frame.from, frame.to]))).toEqual(new Set(macs))
    expect(seen[0]).toMatchObject({ source: client, from: macs[0], target: server, to: macs[1] })
  })

  test('a gateway stands in front of many addresses', () => {
    const behind = frames.filter((frame) => frame.from === '00:09:0f:c9:96:fa' && frame.source !== '')
    expect(new Set(behind.map((frame) => frame.source)).size).toBeGreaterThan(3)
  })

  test('a caller from outside uses the network that its remote access is recorded from', () => {
    const known = JSON.stringify(plant)
    const clients = [...new Set(frames.filter((frame) => frame.target === '10.77.1.4').map((frame) => frame.source))]
    expect(clients).toHaveLength(1)
    // RA-05 of the plant: 192.0.2.64/28.
    expect(clients[0]).toBe('192.0.2.68')
    expect(known).not.toContain(clients[0])
  })
})

describe('breaches and unregistered devices', () => {
  test('FL-090 names the AI service, FL-091 carries its headers', () => {
    expect(frames.some((frame) => frame.source === '10.20.20.51' && textOf(frame).includes('api.openai.com'))).toBe(
      true,
    )
    const call = frames.find((frame) => frame.targetPort === 8000 && textOf(frame).includes('POST /mcp'))
    expect(call && textOf(call)).toMatch(/MCP-Protocol-Version: .+\r\nMcp-Method: tools\/call\r\n/)
  })

  test('U-1 asks a name and opens a tunnel, and nobody replies', () => {
    expect(frames.filter((frame) => frame.target === '10.20.40.210' && frame.sourcePort === 53)).toEqual([])
    expect(frames.filter((frame) => frame.source === '198.51.100.140')).toEqual([])
    expect(frames.filter((frame) => frame.target === '198.51.100.140').length).toBe(30)
    const asked = frames.find((frame) => frame.source === '10.20.40.210' && frame.targetPort === 53)
    expect(asked && textOf(asked)).toContain('\x06portal\x07gateway\x07example')
  })

  test('U-2 polls every five seconds and serves a page', () => {
    const requests = between('10.20.40.66', '10.20.40.40', 502).filter(
      (frame) => frame.targetPort === 502 && frame.bytes[65] === 3,
    )
    expect(requests.length).toBeGreaterThan(110)
    expect(requests.length).toBeLessThan(130)
    expect(frames.some((frame) => frame.source === '10.20.40.66' && textOf(frame).includes('HTTP/1.1 200 OK'))).toBe(
      true,
    )
    expect(
      frames.some((frame) => frame.targetPort === 5353 && textOf(frame).includes('\x0beffluent-pi\x05local')),
    ).toBe(true)
  })

  test('U-3 is written to once, though its interval is longer than the window', () => {
    const engineering = between('10.20.20.51', '10.20.40.75', 102)
    expect(engineering.filter((frame) => frame.bytes[75] === 0x1a && frame.targetPort === 102)).toHaveLength(1)
    expect(frames.some((frame) => frame.etherType === 0x88cc && textOf(frame).includes('skid-dosing-1'))).toBe(true)
    expect(frames.some((frame) => frame.etherType === 0x8892 && textOf(frame).includes('skid-dosing-1'))).toBe(true)
  })
})

describe('identity on the wire', () => {
  test.each([
    { asset: 'PKG-BLR-PLC', ip: '10.20.40.10', words: ['6ES7516-3AN02-0AB0', 'CPU 1516-3 PN/DP'] },
    { asset: 'PKG-TF-PLC', ip: '10.20.40.30', words: ['1756-L85E'] },
    { asset: 'PKG-TF-EN2', ip: '10.20.40.31', words: ['1756-EN2TR/C'] },
    { asset: 'PKG-CHL-PLC', ip: '10.20.40.70', words: ['WAGO', '750-8202', 'FW22'] },
    { asset: 'PKG-EFF-PLC', ip: '10.20.40.40', words: ['Schneider Electric', 'BMXP342020', 'SV3.30'] },
    { asset: 'PKG-DRM-PLC', ip: '10.20.40.50', words: ['CJ2M-CPU33'] },
    { asset: 'PKG-CWP-VFD1', ip: '10.20.40.22', words: ['6SL3246-0BA22-1FA0'] },
    { asset: 'PWR-REL3', ip: '10.20.50.23', words: ['Hitachi Energy', 'REF630', '1.3.0'] },
    { asset: 'OPS-SW1', ip: '10.20.20.2', words: ['Moxa, EDS-G516E-4GSFP, EDS-G516E-4GSFP, 6.2'] },
  ])('$asset', ({ ip, words }) => {
    const texts = frames.filter((frame) => frame.source === ip).map(textOf)
    for (const word of words)
      expect(
        texts.some((text) => text.includes(word)),
        word,
      ).toBe(true)
  })

  test('switches and Siemens controllers advertise themselves, drives answer discovery', () => {
    const lldp = frames.filter((frame) => frame.etherType === 0x88cc).map(textOf)
    const dcp = frames.filter((frame) => frame.etherType === 0x8892).map(textOf)
    for (const name of ['dcs-swa', 'pkg-sw1', 'pkg-blr-plc'])
      expect(
        lldp.some((text) => text.includes(name)),
        name,
      ).toBe(true)
    for (const name of ['pkg-cwp-vfd1', 'pkg-cwt-plc'])
      expect(
        dcp.some((text) => text.includes(name)),
        name,
      ).toBe(true)
  })

  test('every asset with a MAC and an address asks or answers for it', () => {
    const speakers = new Set(frames.filter((frame) => frame.etherType === 0x0806).map((frame) => frame.from))
    for (const asset of plant.assets) {
      for (const card of asset.interfaces) {
        if (card.mac !== null && card.ip !== null) expect(speakers.has(card.mac.toLowerCase()), asset.id).toBe(true)
      }
    }
  })
})

describe('names mean nothing', () => {
  const short = planTraffic(plant, { ...options, durationS: 60 })
  const ids = [...file['assets']!, ...file['zones']!, ...file['flows']!, ...file['unregistered']!].map(
    (entry) => entry['id'] as string,
  )
  const swap = new Map(ids.map((id, at) => [id, `${String(at).padStart(3, '0')}xxxxxxxxxxxxxxxx`.slice(0, id.length)]))
  const scrambled = TrafficPlant.parse(scramble(file))

  function scramble(value: unknown, key = ''): unknown {
    if (typeof value === 'string')
      return ['name', 'note', 'notes', 'purpose', 'what'].includes(key) ? 'zzz' : (swap.get(value) ?? value)
    if (Array.isArray(value)) return value.map((entry) => scramble(entry, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, scramble(member, name)]))
  }

  test('with scrambled ids, names and notes only identifiers on the wire change', () => {
    const before = framesOf(write(short).capture)
    const after = framesOf(write(planTraffic(scrambled, { ...options, durationS: 60 })).capture)
    const outline = (all: SeenFrame[]) => all.map(({ bytes, ...rest }) => ({ ...rest, length: bytes.length }))
    expect(outline(after)).toEqual(outline(before))
    const named = [...swap.keys()].map((id) => id.toLowerCase())
    const changed = before.filter((frame, at) => Buffer.compare(frame.bytes, after[at]!.bytes) !== 0)
    expect(changed.length).toBeGreaterThan(0)
    for (const frame of changed) {
      const text = textOf(frame).toLowerCase()
      expect(
        named.some((id) => text.includes(id)),
        text,
      ).toBe(true)
    }
  })
})
