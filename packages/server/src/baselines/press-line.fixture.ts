// Made traffic of a press line over days, packet by packet: SCADA and a historian poll a controller, an operator panel works the early shift,
// and the line heats for twenty minutes of each hour. The sensor reads it as it would a mirror port.
import { BatchCycle, type Schedule } from '@penstock/model/baselines'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { modbus, pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import { LiveObserver } from '@penstock/sensor/observe'

/** 2026-10-01T06:00:00Z, when an early shift begins. */
export const BEGIN = 1_790_834_400_000_000
export const SECOND = 1_000_000
export const HOUR = 3600 * SECOND
export const DAY = 24 * HOUR
/** A batch is cut as often. */
export const SLICE = 1200 * SECOND
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]

export const SCHEDULE: Schedule = {
  offsetMinutes: 0,
  shifts: [
    { name: 'early', days: EVERY_DAY, fromMinute: 360, toMinute: 1080 },
    { name: 'late', days: EVERY_DAY, fromMinute: 1080, toMinute: 360 },
  ],
  batch: BatchCycle.parse({
    startAt: micros(BEGIN),
    phases: [
      { name: 'heat', seconds: 1200 },
      { name: 'hold', seconds: 2400 },
    ],
  }),
}

export const SCADA = { ip: '10.1.1.10', mac: '00:1b:1b:00:00:10', port: 40_010 }
export const HISTORIAN = { ip: '10.1.1.11', mac: '00:1b:1b:00:00:11', port: 40_011 }
export const PANEL = { ip: '10.1.1.12', mac: '00:1b:1b:00:00:12', port: 40_012 }
export const INTRUDER = { ip: '10.1.1.66', mac: '00:1b:1b:00:00:66', port: 40_066 }
export const CONTROLLER = { ip: '10.1.2.20', mac: '00:1b:1c:00:00:20', port: 502 }

type Station = typeof SCADA
type Frames = readonly Uint8Array[]

interface Packet {
  readonly at: number
  /** Made in the order of time, so that sequence numbers follow it. */
  readonly make: () => Frames
  readonly name: string | null
}

/** What happens beside the usual, and the number of the first packet of each, by its name, once it has passed. */
export class PressLine {
  readonly frames = new Map<string, number>()
  private readonly talks = new Map<string, TcpConversation>()
  private readonly observer = new LiveObserver({ seed: 7 })
  private extra: Packet[] = []
  private quiet: { readonly station: Station; readonly from: number; readonly to: number }[] = []
  private every = new Map<Station, number>()
  private temperature: number | null = null
  /** What is shown by the next poll: by its request, or by its answer. */
  private awaited: { readonly name: string; readonly station: Station; readonly packet: number }[] = []
  private frame = 0
  private chance = 20_261_001
  private seq = 0
  private at = BEGIN

  constructor() {
    this.observer.push(pcapHeader())
  }

  /** A read of registers by a station, through its one connection. */
  read(station: Station, code: number, address: number, count: number, at: number, name: string | null = null): void {
    this.add(at, name, () => this.readNow(station, code, address, count))
  }

  write(station: Station, address: number, value: number, at: number, name: string | null = null): void {
    this.add(at, name, () => {
      const pdu = modbus.writeRegister(address, value)
      return this.exchange(station, pdu, pdu)
    })
  }

  /** A call that nobody answers. */
  knock(station: Station, ip: string, at: number, name: string | null = null): void {
    const server = { ip, mac: '00:1b:1c:00:00:ff', port: 502 }
    this.add(at, name, () => new TcpConversation({ ...station, port: station.port + 1000 }, server).open().slice(0, 1))
  }

  /** Segments of one byte, as many as asked, two milliseconds apart. */
  burst(station: Station, packets: number, at: number, name: string | null = null): void {
    for (let n = 0; n < packets; n += 1)
      this.add(at + n * 2000, n === 0 ? name : null, () => this.talk(station).send('client', Uint8Array.of(n & 1)))
  }

  /** A station says nothing for a while. */
  hush(station: Station, from: number, to: number): void {
    this.quiet.push({ station, from, to })
  }

  /** From now on a station polls so often; null as usual. */
  pace(station: Station, everyS: number | null, name: string | null = null): void {
    if (everyS === null) this.every.delete(station)
    else this.every.set(station, everyS)
    if (name !== null) this.awaited.push({ name, station, packet: 1 })
  }

  /** From now on the temperature is stuck; null as usual. */
  stick(value: number | null, name: string | null = null): void {
    this.temperature = value
    if (name !== null) this.awaited.push({ name, station: SCADA, packet: 2 })
  }

  /** The connection of a station is made anew. */
  reconnect(station: Station): void {
    this.talks.delete(station.ip)
  }

  /** Time passes until `to`; what the sensor says meanwhile. */
  *pass(to: number): Generator<ObservationBatch> {
    while (this.at < to) {
      const until = Math.min(to, this.at + SLICE)
      const packets = [...this.usual(this.at, until), ...this.extra.filter(({ at }) => at >= this.at && at < until)]
      this.extra = this.extra.filter(({ at }) => at >= until)
      for (const packet of packets.sort((a, b) => a.at - b.at)) {
        if (packet.name !== null && !this.frames.has(packet.name)) this.frames.set(packet.name, this.frame + 1)
        for (const [n, frame] of packet.make().entries()) {
          this.observer.push(pcapRecord(packet.at + n * 2000, frame))
          this.frame += 1
        }
      }
      this.at = until
      yield { ...this.observer.cut(), seq: this.seq++ }
    }
  }

  private add(at: number, name: string | null, make: () => Frames): void {
    this.extra.push({ at, name, make })
  }

  private usual(from: number, to: number): Packet[] {
    const isEarly = (from - BEGIN) % DAY < 12 * HOUR
    const polls: Packet[] = []
    const poll = (station: Station, everyS: number, code: number, address: number, count: number): void => {
      const every = (this.every.get(station) ?? everyS) * SECOND
      for (let at = from + this.random(every / SECOND) * 1000; at < to; at += every + this.jitter(every)) {
        if (this.quiet.some((one) => one.station === station && at >= one.from && at < one.to)) continue
        polls.push({ at, name: null, make: () => this.pollNow(station, code, address, count) })
      }
    }
    poll(SCADA, isEarly ? 20 : 60, 3, 0, 10)
    poll(HISTORIAN, 30, 4, 20, 5)
    if (isEarly) poll(PANEL, 20, 3, 0, 8)
    // The operator sets the speed once an hour.
    if (isEarly && (from - BEGIN) % HOUR === 0) {
      const pdu = modbus.writeRegister(7, 100 + this.random(20))
      polls.push({ at: from + 300 * SECOND, name: null, make: () => this.exchange(PANEL, pdu, pdu) })
    }
    return polls
  }

  private pollNow(station: Station, code: number, address: number, count: number): Frames {
    for (const one of this.awaited.filter((each) => each.station === station))
      this.frames.set(one.name, this.frame + one.packet)
    this.awaited = this.awaited.filter((each) => each.station !== station)
    return this.readNow(station, code, address, count)
  }

  private readNow(station: Station, code: number, address: number, count: number): Frames {
    const registers = Array.from({ length: count }, (_, n) => this.register(address + n))
    return this.exchange(station, modbus.readRequest(code, address, count), modbus.registersResponse(code, registers))
  }

  /** Register 3 is the temperature, in tenths; the others stand still. */
  private register(address: number): number {
    if (address !== 3) return address * 10
    const isHot = (this.at - BEGIN) % HOUR < 1200 * SECOND
    return this.temperature ?? (isHot ? 780 + this.random(40) : 200 + this.random(50))
  }

  private exchange(station: Station, request: Uint8Array, answer: Uint8Array): Frames {
    const talk = this.talk(station)
    const header = { transaction: this.random(65_536), unit: 1 }
    return [
      ...talk.send('client', modbus.frame(header, request)),
      ...talk.send('server', modbus.frame(header, answer)),
      talk.acknowledge('client'),
    ]
  }

  private talk(station: Station): TcpConversation {
    const known = this.talks.get(station.ip)
    if (known !== undefined) return known
    const port = station.port + (this.random(1000) + 1) * 10
    const made = new TcpConversation({ ...station, port }, CONTROLLER, { clientSeq: this.random(1e9) })
    this.talks.set(station.ip, made)
    return made
  }

  private jitter(every: number): number {
    return (this.random(41) - 20) * (every / 1000)
  }

  private random(below: number): number {
    this.chance = (Math.imul(this.chance, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.chance / 2 ** 32) * below)
  }
}
