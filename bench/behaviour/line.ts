// Traffic of a plant line, packet by packet, as a mirror port gives it to a sensor that cuts a batch every half minute. The registers that
// are read are those of the simulated process, and what is written moves it.
import { BatchCycle, type Schedule } from '@penstock/model/baselines'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import {
  dnsAnswer,
  dnsQuery,
  type Endpoint,
  modbus,
  pcapHeader,
  pcapRecord,
  s7comm,
  s7program,
  sshBanner,
  TcpConversation,
  tpkt,
  udpFrame,
} from '@penstock/sensor/encoders'
import { LiveObserver } from '@penstock/sensor/observe'
import { Plant } from './plant.ts'

/** 2026-10-01T06:00:00Z. */
export const BEGIN_S = 1_790_834_400
export const SLICE_S = 30
/** One recipe an hour: it heats for twenty minutes. */
export const HEAT_S = 1200
export const RECIPE_S = 3600
export const HEAT_C = 58
export const HOLD_C = 50
/** Maintenance windows of half an hour, six a day, from midnight on. */
export const WINDOW_S = 1800
export const WINDOWS_EVERY_S = 14_400

export const SCADA = station('10.1.1.10', 40_010)
export const HISTORIAN = station('10.1.1.11', 40_011)
export const PANEL = station('10.1.1.12', 40_012)
export const ENGINEERING = station('10.1.1.20', 40_020)
export const NAMES = { ...station('10.1.1.5', 53), port: 53 }
/** Holds tank and reactor; Modbus. */
export const CONTROLLER = { ip: '10.1.2.20', mac: '00:1b:1c:00:00:20', port: 502 }
/** Cools; S7. */
export const COOLER = { ip: '10.1.2.21', mac: '00:1b:1c:00:00:21', port: 102 }

export const REGISTER = { temperature: 3, level: 4, setTemperature: 5, inflow: 6, pump: 7, alarmLimit: 9 }

type Frames = readonly Uint8Array[]

interface Event {
  readonly atS: number
  readonly make: () => Frames
}

export function scheduleOf(shiftHours: number): Schedule {
  const [first, half] = [360, shiftHours * 60]
  const shifts = []
  for (let from = first, n = 0; from < first + 1440; from += half, n += 1)
    shifts.push({
      name: n % 2 === 0 ? 'early' : 'late',
      days: [0, 1, 2, 3, 4, 5, 6],
      fromMinute: from % 1440,
      toMinute: (from + half) % 1440,
    })
  const phases = [
    { name: 'heat', seconds: HEAT_S },
    { name: 'hold', seconds: RECIPE_S - HEAT_S },
  ]
  return {
    offsetMinutes: 0,
    shifts,
    batch: BatchCycle.parse({ startAt: micros(BEGIN_S * 1e6), phases }),
  }
}

export function station(ip: string, port: number): Endpoint {
  const mac = ip.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  return { ip, mac: `00:1b:${mac.join(':')}`, port }
}

export class Line {
  readonly plant = new Plant(BEGIN_S)
  atS = BEGIN_S
  private observer = new LiveObserver({ seed: 7 })
  private readonly talks = new Map<string, TcpConversation>()
  private events: Event[] = []
  private readonly paces = new Map<string, number>()
  private readonly hushed = new Map<string, { readonly fromS: number; readonly toS: number }>()
  private reference = 1
  private seq = 0
  private chance: number
  /** The panel works the shift that begins at six. */
  private readonly shiftHours: number
  /** The inflow is what it is until somebody settles it. */
  isSurging = false
  /** The set temperature of the recipe that runs. */
  recipeC = HEAT_C

  constructor(seed: number, shiftHours: number) {
    this.chance = seed
    this.shiftHours = shiftHours
    this.observer.push(pcapHeader())
  }

  get isHeating(): boolean {
    return (this.atS - BEGIN_S) % RECIPE_S < HEAT_S
  }

  get isEarly(): boolean {
    return Math.floor((this.atS - BEGIN_S) / 3600 / this.shiftHours) % 2 === 0
  }

  /** Half a minute passes; what the sensor says of it. */
  slice(): ObservationBatch {
    const [from, to] = [this.atS, this.atS + SLICE_S]
    this.usual(from, to)
    const due = this.events.filter(({ atS }) => atS < to).sort((a, b) => a.atS - b.atS)
    this.events = this.events.filter(({ atS }) => atS >= to)
    for (const { atS, make } of due) {
      this.plant.pass(atS)
      for (const [n, frame] of make().entries()) this.observer.push(pcapRecord(Math.round(atS * 1e6) + n * 500, frame))
    }
    this.plant.pass(to)
    this.atS = to
    return { ...this.observer.cut(), seq: this.seq++ }
  }

  /** The sensor is started anew: another capture, and connections that it did not see begin. */
  restartSensor(): void {
    this.observer = new LiveObserver({ seed: 7 })
    this.observer.push(pcapHeader())
    this.seq = 0
  }

  /** Nothing that was begun goes on. */
  settle(): void {
    this.events = []
    this.isSurging = false
    this.paces.clear()
    this.hushed.clear()
    this.recipeC = HEAT_C
    this.plant.inflow = 1
    this.plant.pump = 1
  }

  at(atS: number, make: () => Frames): void {
    this.events.push({ atS, make })
  }

  /** From now on a station asks so many times as slowly. */
  pace(from: Endpoint, factor: number): void {
    this.paces.set(from.ip, factor)
  }

  /** Nothing of a station comes through from `fromS` until `toS`. */
  hush(from: Endpoint, fromS: number, toS: number): void {
    this.hushed.set(from.ip, { fromS, toS })
  }

  read(from: Endpoint, code: number, address: number, count: number): Frames {
    const registers = Array.from({ length: count }, (_, n) => this.register(address + n))
    return this.ask(from, modbus.readRequest(code, address, count), modbus.registersResponse(code, registers))
  }

  write(from: Endpoint, address: number, value: number): Frames {
    const pdu = modbus.writeRegister(address, value)
    this.take(address, value)
    return this.ask(from, pdu, pdu)
  }

  writeMany(from: Endpoint, address: number, values: readonly number[]): Frames {
    for (const [n, value] of values.entries()) this.take(address + n, value)
    return this.ask(
      from,
      modbus.writeRegistersRequest(address, values),
      modbus.writtenResponse(16, address, values.length),
    )
  }

  ask(from: Endpoint, request: Uint8Array, answer: Uint8Array): Frames {
    const talk = this.talk(from, CONTROLLER)
    const header = { transaction: this.random(65_536), unit: 1 }
    return [
      ...talk.send('client', modbus.frame(header, request)),
      ...talk.send('server', modbus.frame(header, answer)),
      talk.acknowledge('client'),
    ]
  }

  s7Read(from: Endpoint): Frames {
    const range = { area: s7comm.AREA.dataBlock, db: 10, start: 0, length: 4 }
    const answer = s7comm.readVarAnswer([Uint8Array.of(1, 2, 3, this.plant.isCooled ? 1 : 0)])
    const reference = this.reference++ % 65_536
    return this.s7(from, [
      ['client', s7comm.job(reference, s7comm.readVarParameter([range]))],
      ['server', s7comm.ackData(reference, answer.parameter, answer.data)],
    ])
  }

  s7Stop(from: Endpoint): Frames {
    const reference = this.reference++ % 65_536
    this.plant.isCooled = false
    return this.s7(from, [
      ['client', s7program.stop(reference)],
      ['server', s7program.transferDone(reference, 0x29)],
    ])
  }

  /** A block of a new program goes to the cooler; one that cools no more, or one that does. */
  s7Download(from: Endpoint, isCooling: boolean): Frames {
    const file = s7program.blockFile(s7program.BLOCK.ob, 1)
    const one = this.reference++ % 65_536
    this.plant.isCooled = isCooling
    return this.s7(from, [
      ['client', s7program.requestDownload(one, file, 200)],
      ['server', s7program.transferDone(one, 0x1a)],
      ['server', s7program.askBlock(one, file)],
      ['client', s7program.giveBlock(one, new Uint8Array(200), false)],
      ['server', s7program.endDownload(one, file)],
      ['client', s7program.transferDone(one, 0x1c)],
      ['client', s7program.piService(one, '_INSE', [file])],
      ['server', s7program.transferDone(one, 0x28)],
    ])
  }

  ssh(from: Endpoint, to: Endpoint): Frames {
    const talk = new TcpConversation(from, { ...to, port: 22 }, { clientSeq: this.random(1e9) })
    return [
      ...talk.open(),
      ...talk.send('server', sshBanner('OpenSSH_8.9')),
      ...talk.send('client', sshBanner('PuTTY_Release_0.78')),
      ...talk.send('client', new Uint8Array(64)),
      ...talk.send('server', new Uint8Array(64)),
    ]
  }

  /** A call that nobody answers. */
  knock(from: Endpoint, ip: string, port: number): Frames {
    const nobody = { ip, mac: '00:1b:1c:00:00:ff', port }
    return new TcpConversation({ ...from, port: 50_000 + this.random(10_000) }, nobody).open().slice(0, 1)
  }

  /** Segments of one octet through a connection that is open. */
  burst(from: Endpoint, packets: number): Frames {
    const talk = this.talk(from, CONTROLLER)
    return Array.from({ length: packets }, (_, n) => talk.send('client', Uint8Array.of(n & 1))).flat()
  }

  lookUp(from: Endpoint, name: string): Frames {
    const id = this.random(65_536)
    const client = { ...from, port: 50_000 + this.random(10_000) }
    return [udpFrame(client, NAMES, dnsQuery(id, name)), udpFrame(NAMES, client, dnsAnswer(id, name, '203.0.113.9'))]
  }

  reconnect(from: Endpoint): void {
    for (const key of [...this.talks.keys()]) if (key.startsWith(`${from.ip} `)) this.talks.delete(key)
  }

  /** Whole, from 0 to `below` - 1. */
  random(below: number): number {
    this.chance = (Math.imul(this.chance, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.chance / 2 ** 32) * below)
  }

  between(low: number, high: number): number {
    return low + (this.random(10_000) / 10_000) * (high - low)
  }

  private usual(fromS: number, toS: number): void {
    const every = (from: Endpoint, seconds: number, make: () => Frames): void => {
      const gap = seconds * (this.paces.get(from.ip) ?? 1)
      // Of what comes less often than a slice, the slice in which it is due.
      const first = Math.ceil(fromS / gap) * gap
      for (let at = first; at < toS; at += gap) {
        const atS = Math.min(toS - 0.1, at + this.between(0, gap / 25))
        this.at(atS, () => (this.isHushed(from, atS) ? [] : make()))
      }
    }
    every(SCADA, 5, () => this.read(SCADA, 3, 0, 10))
    every(SCADA, 30, () =>
      this.plant.isDeaf ? [] : this.write(SCADA, REGISTER.pump, Math.round(this.plant.wantedPump() * 100)),
    )
    every(SCADA, 10, () => this.s7Read(SCADA))
    every(HISTORIAN, this.isEarly ? 10 : 15, () => this.read(HISTORIAN, 4, 3, 5))
    every(ENGINEERING, 15, () => this.s7Read(ENGINEERING))
    every(SCADA, 300, () => this.lookUp(SCADA, 'historian.plant.example'))
    if (this.isEarly) every(PANEL, 10, () => this.read(PANEL, 3, 0, 8))
    const ofRecipe = (fromS - BEGIN_S) % RECIPE_S
    if (ofRecipe === 0 || ofRecipe === HEAT_S) {
      const wanted = (ofRecipe === 0 ? this.recipeC : HOLD_C) + this.between(-1.5, 1.5)
      this.at(fromS + 1, () => this.write(PANEL, REGISTER.setTemperature, Math.round(wanted * 10)))
    }
    if ((fromS - BEGIN_S) % 600 === 300)
      this.at(fromS + 2, () => (this.isSurging ? [] : this.load(0.8 + this.random(5) / 10)))
  }

  /** The inflow changes, as it does with other units of the plant. */
  load(inflow: number): Frames {
    this.plant.inflow = inflow
    return []
  }

  private isHushed(from: Endpoint, atS: number): boolean {
    const { fromS, toS } = this.hushed.get(from.ip) ?? { fromS: 0, toS: 0 }
    return fromS <= atS && atS < toS
  }

  private take(address: number, value: number): void {
    if (address === REGISTER.setTemperature) this.plant.setTemperature = value / 10
    if (address === REGISTER.pump && !this.plant.isDeaf) this.plant.pump = value / 100
  }

  private register(address: number): number {
    const { temperature, level, setTemperature, inflow, pump } = this.plant
    switch (address) {
      case REGISTER.temperature:
        return Math.round((temperature + this.between(-0.4, 0.4)) * 10)
      case REGISTER.level:
        return Math.round((level + this.between(-0.02, 0.02)) * 100)
      case REGISTER.setTemperature:
        return Math.round(setTemperature * 10)
      case REGISTER.inflow:
        return Math.round((inflow + this.between(-0.02, 0.02)) * 100)
      case REGISTER.pump:
        return Math.round(pump * 100)
      default:
        return address * 10
    }
  }

  private s7(from: Endpoint, turns: readonly (readonly ['client' | 'server', Uint8Array])[]): Frames {
    const key = `${from.ip} ${COOLER.ip}`
    const isNew = !this.talks.has(key)
    const talk = this.talk(from, COOLER)
    const opening: Frames = isNew
      ? [
          ...talk.open(),
          ...talk.send('client', tpkt.connectRequest(1, 0x0100, 0x0102)),
          ...talk.send('server', tpkt.connectConfirm(1, 2, 0x0100, 0x0102)),
          ...talk.send('client', s7comm.job(1, s7comm.setupParameter(480))),
          ...talk.send('server', s7comm.ackData(1, s7comm.setupParameter(240))),
        ]
      : []
    return [...opening, ...turns.flatMap(([side, pdu]) => talk.send(side, pdu))]
  }

  private talk(from: Endpoint, to: Endpoint): TcpConversation {
    const key = `${from.ip} ${to.ip}`
    const known = this.talks.get(key)
    if (known !== undefined) return known
    const port = 10_000 + this.random(40_000)
    const made = new TcpConversation({ ...from, port }, to, { clientSeq: this.random(1e9) })
    this.talks.set(key, made)
    return made
  }
}
