// Batches: cut at fixed packet counts, the same whatever the reads and the hash seed, and the same in sum whatever the cut.
import { readFileSync } from 'node:fs'
import { ObservationBatch } from '@penstock/model/observations'
import { modbus, pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureOf, observe } from './frames.fixture.ts'
import { LiveObserver, observeFiles } from './index.ts'

const FIXTURES = new URL('../../../../fixtures/captures/', import.meta.url)
const POLLING = captureOf(polling(40, 8))

test('a capture of any read size and hash seed gives the same batches', () => {
  const expected = observe(POLLING, { packetsPerBatch: 100, seed: 1 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer(), (chunkBytes, seed) => {
      expect(observe(POLLING, { packetsPerBatch: 100, seed, chunkBytes })).toEqual(expected)
    }),
    { numRuns: 40 },
  )
})

test('every batch but the last holds exactly the packets asked for, and each fits the schema', () => {
  const batches = observe(POLLING, { packetsPerBatch: 70 })
  const packets = batches.reduce((sum, batch) => sum + batch.packets, 0)
  expect(batches.slice(0, -1).every((batch) => batch.packets === 70)).toBe(true)
  expect(batches.map((batch) => batch.isLast)).toEqual(batches.map((_, n) => n === batches.length - 1))
  expect(packets).toBe(40 * 8 * 3)
  for (const batch of batches) ObservationBatch.parse(batch)
})

test('rows are differences: their sum does not depend on where batches are cut', () => {
  const sums = [1_000_000, 97, 10].map((packetsPerBatch) => sumOf(observe(POLLING, { packetsPerBatch })))
  expect(sums[1]).toEqual(sums[0])
  expect(sums[2]).toEqual(sums[0])
})

test('a long batch full of conversations is cut at a round count of packets, whatever the size of the reads', () => {
  const looks = 1 << 18
  const station = { mac: '02:00:00:00:00:01', ip: '10.0.0.0', port: 40_000 }
  const syn = new TcpConversation(station, { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 }).open()[0]!
  const record = pcapRecord(0, syn)
  const file = new Uint8Array(pcapHeader().length + (looks + 1) * record.length)
  file.set(pcapHeader())
  const view = new DataView(file.buffer)
  for (let n = 0; n <= looks; n += 1) {
    const at = pcapHeader().length + n * record.length
    file.set(record, at)
    // A sender of its own: the source of IPv4 behind the record's head and Ethernet.
    view.setUint32(at + 16 + 26, 0x0a00_0000 + n)
  }
  const counts = (rowsPerBatch: number, chunkBytes?: number): number[] =>
    observe(file, { packetsPerBatch: 1 << 22, rowsPerBatch, ...(chunkBytes === undefined ? {} : { chunkBytes }) }).map(
      (batch) => batch.packets,
    )
  expect(counts(1000)).toEqual([looks, 1])
  expect(counts(1000, 99_991)).toEqual([looks, 1])
  expect(counts(looks * 2)).toEqual([looks + 1])
})

test('a table that is too small gives up the flows used longest ago and says how many, and keeps every packet', () => {
  const many = Array.from({ length: 12_000 }, (_, n) => {
    const client = { mac: '02:00:00:00:00:01', ip: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, port: 40_000 }
    return new TcpConversation(client, { mac: '02:00:00:00:00:02', ip: '10.200.0.1', port: 502 }).refused()
  })
  const batch = observe(captureOf(many.flat()), { maxFlows: 4096 })[0]!
  expect(batch.skipped['flows-given-up']).toBeGreaterThan(7000)
  expect(batch.conversations.reduce((sum, row) => sum + row.packets, 0)).toBe(24_000)
})

/** Bytes before the first record. */
const PCAP_HEADER = 24

test('connections that ended make room for others, with nothing given up', () => {
  const refused = (net: number) =>
    Array.from({ length: 9000 }, (_, n) => {
      const client = { mac: '02:00:00:00:00:01', ip: `10.${net}.${n >> 8}.${n & 255}`, port: 40_000 }
      return new TcpConversation(client, { mac: '02:00:00:00:00:02', ip: '10.200.0.1', port: 80 }).refused()
    }).flat()
  // What ended is kept for 65,536 to 196,608 packets, for what may still come of it.
  const between = polling(40, 1200)
  const pieces = [refused(1), between.slice(0, 70_000), between.slice(70_000), refused(2)]
  const records = pieces.map((frames) => captureOf(frames).subarray(PCAP_HEADER))
  const file = Buffer.concat([captureOf([]), ...records])
  const batch = observe(file, { maxFlows: 16_384, packetsPerBatch: 1_000_000 })[0]!
  expect(batch.skipped).toEqual({})
  expect(batch.conversations.reduce((sum, row) => sum + row.packets, 0)).toBe(36_000 + between.length)
  expect(batch.conversations).toHaveLength(18_040)
})

test('what is given up does not depend on the size of the reads', () => {
  const many = Array.from({ length: 6000 }, (_, n) => {
    const client = { mac: '02:00:00:00:00:01', ip: `10.0.${(n >> 8) & 255}.${n & 255}`, port: 40_000 }
    return new TcpConversation(client, { mac: '02:00:00:00:00:02', ip: '10.200.0.1', port: 502 }).refused()
  })
  const file = captureOf(many.flat())
  const expected = observe(file, { maxFlows: 4096, seed: 1 })
  expect(expected[0]?.skipped['flows-given-up']).toBeGreaterThan(0)
  for (const chunkBytes of [97, 1000, 65_536])
    expect(observe(file, { maxFlows: 4096, seed: 2, chunkBytes })).toEqual(expected)
})

test('bytes pushed as they come are read like a file', () => {
  const live = new LiveObserver({ seed: 1 })
  for (let at = 0; at < POLLING.length; at += 333) live.push(POLLING.slice(at, at + 333))
  live.end()
  expect(live.cut()).toEqual(observe(POLLING, { packetsPerBatch: 1_000_000 })[0])
})

test('a proof names the place of the packet in its file', () => {
  const path = new URL('modbus/reads.pcap', FIXTURES).pathname
  const file = readFileSync(path)
  const [batch] = [...observeFiles([path])]
  const { proof } = batch!.conversations[0]!
  const frame = file.subarray(proof.offset, proof.offset + proof.length)
  expect([...frame.subarray(12, 14)]).toEqual([0x08, 0x00])
  expect(proof.frame).toBe(1)
})

test('two files count their frames on their own and are told apart', () => {
  const path = new URL('modbus/reads.pcap', FIXTURES).pathname
  const proofs = [...observeFiles([path, path])]
    .flatMap((batch) => batch.bindings)
    .map(({ proof }) => [proof.file, proof.frame])
  expect(proofs).toContainEqual([0, 1])
  expect(proofs.every(([file]) => file === 0)).toBe(true)
})

function sumOf(batches: readonly ObservationBatch[]): Record<string, number> {
  const sum: Record<string, number> = {}
  const add = (key: string, count: number): void => {
    sum[key] = (sum[key] ?? 0) + count
  }
  for (const batch of batches) {
    for (const row of batch.conversations) {
      const key = `${row.client.ip} ${row.server.ip} ${row.protocol}`
      add(`${key} packets`, row.packets)
      add(`${key} bytes`, row.bytes)
    }
    for (const row of batch.bindings) add(`${row.mac} ${row.ip} ${row.ground}`, row.packets)
    for (const row of batch.operations) add(`${row.client.ip} ${row.server.ip} ${row.code} ${row.target}`, row.count)
    for (const row of batch.claims) add(`${row.about.mac} ${row.about.ip} ${row.field} ${row.value} ${row.method}`, 1)
  }
  return sum
}

/** Clients that poll and write one server each: question, answer, acknowledgement. */
function polling(pairs: number, rounds: number): Uint8Array[] {
  const talks = Array.from({ length: pairs }, (_, n) => {
    const client = { mac: `02:00:00:00:01:${String(n).padStart(2, '0')}`, ip: `10.0.1.${n + 1}`, port: 40_000 + n }
    return new TcpConversation(client, { mac: '02:00:00:00:00:02', ip: '10.0.0.1', port: 502 })
  })
  return Array.from({ length: rounds }, (_, round) =>
    talks.flatMap((talk) => {
      const header = { transaction: round, unit: 1 }
      const isWrite = round % 3 === 0
      const ask = isWrite ? modbus.writeRegister(7, round) : modbus.readRequest(3, 0, 2)
      const answer = isWrite ? ask : modbus.registersResponse(3, [1, 2])
      return [
        ...talk.send('client', modbus.frame(header, ask)),
        ...talk.send('server', modbus.frame(header, answer)),
        talk.acknowledge('client'),
      ]
    }),
  ).flat()
}
