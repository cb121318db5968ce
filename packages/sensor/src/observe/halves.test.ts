// A live capture cut in two anywhere says in sum what it says in one piece: who is where, what each is, who talked to whom and how.
import { globSync, readFileSync } from 'node:fs'
import type { Endpoint, ObservationBatch } from '@penstock/model/observations'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiveObserver } from './index.ts'

const FOLDER = new URL('../../../../fixtures/captures/', import.meta.url).pathname
const FILES = globSync('**/*.{pcap,pcapng}', { cwd: FOLDER }).sort()
const CAPTURES = FILES.map((name) => ({ name, bytes: new Uint8Array(readFileSync(FOLDER + name)) }))

/** Pushes the bytes, cutting after each of these numbers of bytes; null when the file is no capture. */
function batchesOf(bytes: Uint8Array, cuts: readonly number[]): ObservationBatch[] | null {
  const live = new LiveObserver({ maxFlows: 4096, seed: 1 })
  const batches: ObservationBatch[] = []
  try {
    let done = 0
    for (const cut of cuts) {
      live.push(bytes.subarray(done, cut))
      batches.push(live.cut())
      done = cut
    }
    live.push(bytes.subarray(done))
    live.end()
  } catch {
    return null
  }
  batches.push(live.cut())
  return batches
}

function sumOf(batches: readonly ObservationBatch[]): Record<string, unknown> {
  const sums = new Map<string, Record<string, unknown>>()
  const row = (key: string): Record<string, unknown> => {
    const found = sums.get(key) ?? {}
    sums.set(key, found)
    return found
  }
  const add = (to: Record<string, unknown>, name: string, count: number): void => {
    to[name] = ((to[name] as number | undefined) ?? 0) + count
  }
  const span = (to: Record<string, unknown>, { firstAt, lastAt }: { firstAt: number; lastAt: number }): void => {
    to['firstAt'] = Math.min((to['firstAt'] as number | undefined) ?? firstAt, firstAt)
    to['lastAt'] = Math.max((to['lastAt'] as number | undefined) ?? lastAt, lastAt)
  }
  for (const batch of batches) {
    for (const each of batch.conversations) {
      const { client, server, protocol, portGuess, transport, serverPort } = each
      const key = ['conversation', name(client), name(server), protocol, portGuess, transport, serverPort].join(' ')
      const to = row(key)
      add(to, 'packets', each.packets)
      add(to, 'bytes', each.bytes)
      span(to, each)
      to['isAnswered'] = Boolean(to['isAnswered']) || each.isAnswered
      for (const one of each.functions) add(to, `${one.kind} ${one.code} ${one.name}`, one.count)
    }
    for (const { mac, ip, vlan, ground, protocol, packets, firstAt, lastAt } of batch.bindings) {
      const to = row(['binding', mac, ip, vlan, ground, protocol].join(' '))
      add(to, 'packets', packets)
      span(to, { firstAt, lastAt })
    }
    for (const { about, field, value, protocol, method, basis } of batch.claims)
      row(['claim', about.mac, about.ip, field, value, protocol, method, basis].join(' '))
    for (const { client, server, code, target, count } of batch.operations)
      add(row(['operation', name(client), name(server), code, target].join(' ')), 'count', count)
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function name({ mac, ip }: Endpoint): string {
  return ip ?? mac ?? ''
}

test('two halves say what one piece says, wherever the cut is', () => {
  expect(CAPTURES.length).toBeGreaterThan(30)
  const one = CAPTURES.map(({ bytes }) => batchesOf(bytes, []))
  fc.assert(
    fc.property(fc.nat(CAPTURES.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), (at, part) => {
      const { bytes } = CAPTURES[at]!
      const whole = one[at]
      const halves = batchesOf(bytes, [Math.floor(bytes.length * part)])
      if (whole == null || halves === null) return
      expect(sumOf(halves), CAPTURES[at]?.name ?? '').toEqual(sumOf(whole))
    }),
    { numRuns: 120 },
  )
}, 60_000)
