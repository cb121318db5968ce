// Computed coverage against what replay detects: the demonstration's packets are split by what a mirror of each segment would carry, told by
// VLAN tag and addresses alone, and read by the real reader.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { addUp } from '@penstock/cli/zones'
import { coverageOf, designMonitoring, knownTalks, type SeenTalk } from '@penstock/model/blueprint'
import { micros } from '@penstock/model/kernel'
import { interfacesOf, isInSubnet, parseIp, parseSubnet, plantIndex, readPlant } from '@penstock/model/plant'
import { observeFiles } from '@penstock/sensor/observe'
import { planTraffic, TrafficPlant, writeTraffic } from '@penstock/sensor/traffic'
import { afterAll, beforeAll, expect, test } from 'vitest'

const FILE_HEADER = 24
const RECORD_HEADER = 16
const DEMONSTRATION = { startAt: micros(1_790_000_000_000_000), durationS: 600, seed: 1 }

const text = loadWrenfieldWorksText()
const read = readPlant(text)
if (!read.ok) throw new Error('the reference plant is not read')
const { plant } = read.value
const index = plantIndex(plant)
const folder = mkdtempSync(join(tmpdir(), 'penstock-coverage-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What the whole capture shows beside the flows of the plant file, such as who answers a search by broadcast. */
let seen: readonly SeenTalk[] = []
/** What a sensor on each segment detects, as pairs of assets. */
const measured = new Map<string, ReadonlySet<string>>()
let packets = 0

beforeAll(() => {
  const whole = join(folder, 'whole.pcap')
  const file = openSync(whole, 'w')
  const plan = planTraffic(TrafficPlant.parse(JSON.parse(text)), DEMONSTRATION)
  packets = writeTraffic(plan, (bytes) => void writeSync(file, bytes)).packets
  closeSync(file)
  const capture = readFileSync(whole)
  seen = pairsIn(whole).map((one) => {
    const [from, to] = one.split(' ') as [string, string]
    return { from, to, protocol: 'unknown', writes: false }
  })
  for (const { zone, vlan } of plan.vlans) {
    const subnet = parseSubnet(plant.zones.find(({ id }) => id === zone)?.subnet ?? '')
    if (subnet === null) continue
    const holds = (ip: string): boolean => {
      const parsed = parseIp(ip)
      return parsed !== null && isInSubnet(parsed, subnet)
    }
    const path = join(folder, `${zone}.pcap`)
    writeFileSync(
      path,
      carried(capture, (frame) => isOn(frame, vlan, holds)),
    )
    measured.set(zone, new Set(pairsIn(path)))
  }
}, 120_000)

/** Pairs that the real reader tells of a capture; what never leaves a segment, and groups, are no conversation of two. */
function pairsIn(path: string): readonly string[] {
  const found = addUp(observeFiles([path])).filter(({ transport }) => transport !== 'ethernet')
  return [...new Set(found.flatMap(({ client, server }) => pairOf(client.ip, server.ip) ?? []))]
}

/** The file header and every record whose frame is carried. */
function carried(capture: Buffer, isCarried: (frame: Buffer) => boolean): Buffer {
  const parts = [capture.subarray(0, FILE_HEADER)]
  for (let at = FILE_HEADER; at < capture.length; ) {
    const end = at + RECORD_HEADER + capture.readUInt32LE(at + 8)
    if (isCarried(capture.subarray(at + RECORD_HEADER, end))) parts.push(capture.subarray(at, end))
    at = end
  }
  return Buffer.concat(parts)
}

/** The frame of a tagged capture is on a segment by its own tag, or as a routed packet of which one end lies in its subnet. */
function isOn(frame: Buffer, vlan: number, holds: (ip: string) => boolean): boolean {
  if ((frame.readUInt16BE(14) & 0xfff) === vlan) return true
  if (frame.readUInt16BE(16) !== 0x0800) return false
  const [source, target] = [frame.subarray(30, 34).join('.'), frame.subarray(34, 38).join('.')]
  return holds(source) !== holds(target)
}

/** Two registered assets, whoever asks; an address outside all subnets is the outside. Null when nobody registered an end. */
function pairOf(a: string | null, b: string | null): string | null {
  const nameOf = (ip: string | null): string | null => {
    if (ip === null || Number(ip.split('.')[0]) >= 224) return null
    return index.assetByIp(ip)?.id ?? (index.zoneOfIp(ip) === null ? 'outside' : null)
  }
  return pair(nameOf(a), nameOf(b))
}

function pair(a: string | null, b: string | null): string | null {
  return a === null || b === null || a === b ? null : [a, b].toSorted().join(' ')
}

/** The same name for an asset of the register: one without an address calls from outside. */
function nameOf(id: string): string {
  const asset = index.assetById.get(id)!
  return interfacesOf(asset).some(({ ip }) => ip !== null) ? id : 'outside'
}

/** Pairs that sensors on these segments hear, as the model computes it. */
function computed(segments: readonly string[]): readonly string[] {
  const talks = knownTalks(plant, seen).filter((talk) => talk.segments.some((one) => segments.includes(one)))
  expect(coverageOf(plant, segments, seen).heard).toBe(talks.length)
  return [...new Set(talks.map(({ from, to }) => pair(nameOf(from), nameOf(to))!))].toSorted()
}

function detected(segments: readonly string[]): readonly string[] {
  return [...new Set(segments.flatMap((segment) => [...measured.get(segment)!]))].toSorted()
}

test('[D10] computed coverage of the designed sensors equals what replay detects, pair by pair', () => {
  const { sensors } = designMonitoring(plant, { seen })
  const segments = sensors.map(({ segment }) => segment)
  expect(packets).toBeGreaterThan(50_000)
  expect(segments.length).toBe(measured.size)
  expect(detected(segments)).toEqual(computed(segments))
  expect(computed(segments).length).toBeGreaterThan(70)
})

test('[D10] the same holds for each sensor alone', () => {
  for (const segment of measured.keys()) expect([segment, detected([segment])]).toEqual([segment, computed([segment])])
})

test('[D10] unplacing one sensor loses exactly the pairs that were computed to be only its own', () => {
  const all = [...measured.keys()]
  let lost = 0
  for (const gone of all) {
    const rest = all.filter((segment) => segment !== gone)
    const without = (heard: (segments: readonly string[]) => readonly string[]): readonly string[] => {
      const left = new Set(heard(rest))
      return heard(all).filter((one) => !left.has(one))
    }
    expect([gone, without(detected)]).toEqual([gone, without(computed)])
    lost += without(computed).length
  }
  expect(lost).toBeGreaterThan(30)
})
