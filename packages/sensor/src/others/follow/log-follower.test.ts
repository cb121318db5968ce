// Logs that grow, are put away, are cut back: every whole line is told once, whatever happens in between.
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { observeSources } from '../index.ts'
import { FORMATS_FOLDER, PLANT } from '../plant.fixture.ts'
import { type FollowedKind, type FollowedPlace, LogFollower } from './index.ts'

const NOW = micros(1_790_834_400_000_000)
const LIVE = { from: NOW, to: NOW, losses: {} }
const HEAD =
  '#separator \\x09\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts\n'

let folder: string
let said: string[]
let open: LogFollower[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-follow-'))
  said = []
  open = []
})
afterEach(() => {
  for (const follower of open) follower.close()
  rmSync(folder, { recursive: true })
})

function follow(kind: FollowedKind, path: string, places: readonly FollowedPlace[] = []): LogFollower {
  const follower = new LogFollower({ kind, path, places, clock: () => NOW, say: (text) => said.push(text) })
  open.push(follower)
  return follower
}

/** Reads all that is there. */
function take(follower: LogFollower): ObservationBatch[] {
  const batches: ObservationBatch[] = []
  for (let hasMore = true; hasMore; ) {
    hasMore = follower.read()
    batches.push(follower.cut(LIVE))
  }
  return batches
}

/** A line of one packet from the host `n`. */
const line = (n: number): string =>
  `1790834460.0\tC${n}\t10.1.${n >> 8}.${n & 255}\t50000\t10.0.0.1\t502\ttcp\tSF\t1\t0\n`
const event = (n: number): string =>
  `{"timestamp":"2026-10-01T06:00:00.000100+0000","event_type":"flow","src_ip":"10.1.${n >> 8}.${n & 255}","src_port":50000,"dest_ip":"10.0.0.1","dest_port":502,"proto":"TCP","flow":{"pkts_toserver":1,"pkts_toclient":0,"bytes_toserver":60,"bytes_toclient":0,"start":"2026-10-01T06:00:00.000100+0000","end":"2026-10-01T06:00:00.000100+0000"}}\n`

/** How many packets each host sent. */
function hosts(batches: readonly ObservationBatch[]): Map<number, number> {
  const seen = new Map<number, number>()
  for (const { client, packets } of batches.flatMap((batch) => batch.conversations)) {
    const [, , high, low] = client.ip!.split('.').map(Number)
    const n = high! * 256 + low!
    seen.set(n, (seen.get(n) ?? 0) + packets)
  }
  return seen
}

const kinds = [
  { kind: 'zeek', live: 'conn.log', head: HEAD, line },
  {
    kind: 'zeek',
    live: 'conn.log',
    head: '',
    line: (n: number) =>
      `{"_path":"conn","ts":1790834460.0,"uid":"C${n}","id.orig_h":"10.1.${n >> 8}.${n & 255}","id.orig_p":50000,"id.resp_h":"10.0.0.1","id.resp_p":502,"proto":"tcp","conn_state":"SF","orig_pkts":1,"resp_pkts":0}\n`,
  },
  { kind: 'eve', live: 'eve.json', head: '', line: event },
] as const

test.each(['conn.log', 'dhcp.log'])('what is told of %s while it grows is what is told of it whole', (name) => {
  copyFileSync(PLANT + name, join(folder, name))
  const [whole] = [...observeSources([PLANT + name])]
  const all = take(follow('zeek', folder))[0]!
  const plain = ({
    conversations,
    claims,
    bindings,
    operations,
    lines,
    packets,
    malformed,
  }: ObservationBatch): object => ({
    ...{ conversations, claims, bindings, operations, lines, packets, malformed },
  })
  expect(plain(all)).toEqual(plain(whole!))
  expect(all.lines?.read).toBeGreaterThan(2)
})

test('events of Suricata are told as they are of the whole file', () => {
  const path = join(folder, 'eve.json')
  copyFileSync(`${FORMATS_FOLDER}eve.json`, path)
  const [whole] = [...observeSources([path])]
  const batch = take(follow('eve', path))[0]!
  expect(batch.operations).toEqual(whole!.operations)
  expect(batch.operations.length).toBeGreaterThan(0)
  expect(batch.claims).toEqual(whole!.claims)
  expect(batch.lines).toEqual(whole!.lines)
})

test.each(kinds)(
  'of $kind ($live) every line is told once, however it grows, is put away, cut back and read again',
  ({ kind, live, head, line: make }) => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('write' as const),
          lines: fc.integer({ min: 1, max: 5 }),
          cut: fc.nat(60),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constantFrom('read' as const, 'restart' as const, 'rename' as const, 'move' as const, 'cut' as const),
        }),
      },
    )
    let run = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        run += 1
        const root = join(folder, `run-${run}`)
        mkdirSync(join(root, 'logs'), { recursive: true })
        const path = join(root, 'logs', live)
        const followed = kind === 'eve' ? path : join(root, 'logs')
        const told: ObservationBatch[] = []
        let written = 0
        let rest = ''
        writeFileSync(path, head)
        let follower = follow(kind, followed)
        // A log that is put away before anybody has looked once is not known, and one that is moved away has to be open.
        let isSeen = false
        let isOpen = false
        const read = (): void => {
          told.push(...take(follower))
          isSeen = true
          isOpen = true
        }
        const end = (): void => {
          appendFileSync(path, rest)
          rest = ''
        }
        for (const [n, one] of steps.entries()) {
          if (one.do === 'write') {
            const text = rest + Array.from({ length: one.lines }, () => make(written++)).join('')
            const at = text.length - Math.min(one.cut, text.length - 1)
            appendFileSync(path, text.slice(0, at))
            rest = text.slice(at)
          } else if (one.do === 'restart') {
            read()
            follower.close()
            follower = follow(kind, followed, follower.places())
            isOpen = false
          } else if (one.do === 'rename' || one.do === 'move') {
            end()
            if (!isSeen || (one.do === 'move' && !isOpen)) read()
            renameSync(path, one.do === 'move' ? join(root, `${n}-${live}`) : join(root, 'logs', `${live}.${n}`))
            writeFileSync(path, head)
            isSeen = false
            isOpen = false
          } else if (one.do === 'cut') {
            end()
            read()
            truncateSync(path, 0)
            read()
            appendFileSync(path, head)
          } else read()
        }
        end()
        read()
        follower.close()
        expect(hosts(told)).toEqual(new Map(Array.from({ length: written }, (_, n) => [n, 1])))
      }),
      { numRuns: 60 },
    )
  },
)

test('a log that is moved away between two readings is read to its end where it went', () => {
  const path = join(folder, 'conn.log')
  writeFileSync(path, HEAD + line(1))
  const follower = follow('zeek', folder)
  const first = take(follower)
  appendFileSync(path, line(2))
  const away = mkdtempSync(join(tmpdir(), 'penstock-follow-away-'))
  renameSync(path, join(away, 'conn.log'))
  writeFileSync(path, HEAD + line(3))
  expect(hosts([...first, ...take(follower)])).toEqual(new Map([1, 2, 3].map((n) => [n, 1])))
  expect(follower.places().map(({ name }) => name)).toEqual(['conn.log'])
  rmSync(away, { recursive: true })
})

test('one that went while nobody read is told of, and so is one that was cut back', () => {
  const path = join(folder, 'conn.log')
  writeFileSync(path, HEAD + line(1) + line(2))
  const first = follow('zeek', folder)
  take(first)
  rmSync(path)
  first.close()
  const second = follow('zeek', folder, first.places())
  writeFileSync(path, HEAD + line(3) + line(4))
  const [batch] = take(second)
  expect(batch!.anomalies.map(({ kind, detail }) => [kind, detail])).toEqual([
    ['zeek-log-gone', 'conn.log was put away while nobody read it; what came after line 6 is not read'],
  ])
  expect(hosts([batch!])).toEqual(
    new Map([
      [3, 1],
      [4, 1],
    ]),
  )
  writeFileSync(path, HEAD + line(5))
  const [cut] = take(second)
  expect(cut!.anomalies.map(({ kind }) => kind)).toEqual(['zeek-log-cut'])
  expect(hosts([cut!])).toEqual(new Map([[5, 1]]))
  expect(said).toHaveLength(2)
})

test('a copy that was cut back and has grown beyond what was read is known by how it begins', () => {
  const path = join(folder, 'eve.json')
  writeFileSync(path, event(1))
  const follower = follow('eve', path)
  take(follower)
  writeFileSync(path, event(2) + event(3))
  expect(hosts(take(follower))).toEqual(
    new Map([
      [2, 1],
      [3, 1],
    ]),
  )
})

test('rubbish is counted, told with its line, and the rest goes on', () => {
  const path = join(folder, 'eve.json')
  const follower = follow('eve', path)
  writeFileSync(path, `${event(1)}not a line of JSON\n\u0000\u0001\n{"event_type":"flow"}\n${event(2)}`)
  const [batch] = take(follower)
  expect(batch!.malformed).toBe(3)
  expect(batch!.anomalies.map(({ detail, proof }) => [proof.frame, detail])).toEqual([
    [2, 'line 2: is no JSON object'],
    [3, 'line 3: is no JSON object'],
    [4, 'line 4: timestamp is no time'],
  ])
  expect(hosts([batch!])).toEqual(
    new Map([
      [1, 1],
      [2, 1],
    ]),
  )
  appendFileSync(path, 'again\n'.repeat(500))
  const [more] = take(follower)
  expect([more!.malformed, more!.anomalies.length]).toEqual([500, 47])
})

test('a line without end is passed over in pieces and told once', () => {
  const path = join(folder, 'eve.json')
  const follower = follow('eve', path)
  const told: ObservationBatch[] = []
  writeFileSync(path, event(1))
  for (let n = 0; n < 8; n += 1) {
    appendFileSync(path, 'x'.repeat(700_000))
    told.push(...take(follower))
  }
  appendFileSync(path, `x\n${event(2)}`)
  told.push(...take(follower))
  expect(told.reduce((sum, { malformed }) => sum + malformed, 0)).toBe(1)
  expect(told.flatMap(({ anomalies }) => anomalies).map(({ detail }) => detail)).toEqual([
    'line 2: is longer than a line of a log',
  ])
  expect(hosts(told)).toEqual(
    new Map([
      [1, 1],
      [2, 1],
    ]),
  )
  expect(told.at(-1)!.conversations[0]!.proof.frame).toBe(3)
})

test('other files of the folder are left alone and named once, and a long log comes batch by batch', () => {
  writeFileSync(join(folder, 'stderr.log'), 'listening on eth1\n')
  writeFileSync(join(folder, 'conn.log.gz'), 'x')
  writeFileSync(join(folder, 'conn.log'), HEAD + Array.from({ length: 9000 }, (_, n) => line(n)).join(''))
  const follower = follow('zeek', folder)
  const batches = take(follower)
  take(follower)
  expect(said).toEqual(['stderr.log is no log of Zeek'])
  expect(batches.length).toBeGreaterThan(2)
  for (const batch of batches) expect(batch.conversations.length).toBeLessThanOrEqual(4001)
  expect(hosts(batches)).toEqual(new Map(Array.from({ length: 9000 }, (_, n) => [n, 1])))
  expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, n) => n))
})
