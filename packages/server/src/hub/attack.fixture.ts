// What other systems write and what passes on the wire when somebody goes through a plant: sent to a running house through the doors of its
// cells, with the tokens of sources. No line and no packet names a scenario or a technique.
import { readFileSync } from 'node:fs'
import { type Domain, type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import { bytes, pcapHeader, pcapRecord } from '@penstock/sensor/encoders'
import { LiveObserver } from '@penstock/sensor/observe'
import { expect, vi } from 'vitest'
import type { House, Person } from './house.fixture.ts'

type Lead = Pick<Person, 'get' | 'send'>

const CAPTURES = new URL('../../../../fixtures/captures/', import.meta.url)

/** Lines of a vendor's format into a cell. */
export interface ToldLines {
  readonly domain: Domain
  readonly format: string
  /** Of a table, its first line. */
  readonly head?: string
  readonly lines: readonly string[]
  readonly site?: string
}

/** Frames as a sensor of OT hears them from an instant on. */
export interface HeardFrames {
  readonly at: EpochMicros
  readonly frames: readonly Uint8Array[]
  readonly site?: string
}

export class Attack {
  readonly #house: Pick<House, 'ask'>
  readonly #leads: Readonly<Record<Domain, Lead>>
  readonly #site: string
  readonly #sources = new Map<string, { readonly id: string; readonly token: string }>()
  readonly #sensors = new Map<string, string>()
  /** The next batch of each sensor, by site. */
  readonly #next = new Map<string, number>()

  /** `leads` enrol the sources of their domain. */
  constructor(house: Pick<House, 'ask'>, leads: Readonly<Record<Domain, Lead>>, site = 'default') {
    this.#house = house
    this.#leads = leads
    this.#site = site
  }

  /** Lines of one format, sent to a cell with a token of their own; answered once they are read. A batch that was named is one, however often. */
  async lines(domain: Domain, format: string, lines: readonly string[], batch = ''): Promise<void> {
    await this.#read(domain, [await this.#post(domain, format, this.#site, lines, batch)])
  }

  /** All at once: the lines of a format together, and one batch of each sensor. `batch` names what is sent, so that it may be sent again. */
  async feed(told: readonly ToldLines[], heard: readonly HeardFrames[], batch = ''): Promise<void> {
    const sent = { it: [] as string[], ot: [] as string[] }
    for (const of of Map.groupBy(told, (one) => [one.domain, one.format, one.site].join(' ')).values()) {
      const { domain, format, head, site = this.#site } = of[0]!
      const lines = [...(head === undefined ? [] : [head]), ...of.flatMap((one) => one.lines)]
      const named = batch === '' ? '' : `${batch}-${format}`
      sent[domain].push(await this.#post(domain, format, site, lines, named))
    }
    for (const [site, of] of Map.groupBy(heard, (one) => one.site ?? this.#site))
      await this.#hear(
        site,
        of.toSorted((a, b) => a.at - b.at),
      )
    for (const domain of ['it', 'ot'] as const) await this.#read(domain, sent[domain])
  }

  /** The id of the source. */
  async #post(domain: Domain, format: string, site: string, lines: readonly string[], batch: string): Promise<string> {
    const { id, token } = await this.#source(domain, format, site)
    const answer = await this.#house.ask(`/api/${domain}/events${batch === '' ? '' : `?batch=${batch}`}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    })
    expect(answer.status, answer.text).toBe(200)
    return id
  }

  /** Once every line of these sources is read, and understood. */
  async #read(domain: Domain, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await vi.waitFor(
      async () => {
        const { body } = await this.#leads[domain].get('/api/sources')
        const { items } = body as { items: { id: string; activity: { waiting: number; unknown: object } | null }[] }
        for (const id of ids) {
          const activity = items.find((one) => one.id === id)?.activity
          expect(activity?.waiting).toBe(0)
          expect(activity?.unknown).toEqual({})
        }
      },
      { timeout: 60_000, interval: 50 },
    )
  }

  /** The frames of a fixture in the network 10.`net`.2.0/24, as a sensor hears them from this instant on. */
  async capture(name: string, at: EpochMicros, net: number): Promise<void> {
    await this.packets(capturedFrames(name, net), at)
  }

  async packets(frames: readonly Uint8Array[], at: EpochMicros): Promise<void> {
    await this.#hear(this.#site, [{ frames, at }])
  }

  async #hear(site: string, heard: readonly HeardFrames[]): Promise<void> {
    const observer = new LiveObserver({ maxFlows: 4096 })
    const records = heard.flatMap(({ at, frames }) => frames.map((frame, n) => pcapRecord(at + n * 2000, frame)))
    observer.push(bytes(pcapHeader(), ...records))
    observer.end()
    const seq = this.#next.get(site) ?? 0
    this.#next.set(site, seq + 1)
    const batch = { ...observer.cut(), seq }
    const answer = await this.#house.ask('/api/ot/observations', {
      method: 'POST',
      headers: { authorization: `Bearer ${await this.#sensor('ot', site)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sensor: 's', capture: 'c', batches: [batch] }),
    })
    expect(answer.status, answer.text).toBe(200)
  }

  async #source(
    domain: Domain,
    format: string,
    site: string,
  ): Promise<{ readonly id: string; readonly token: string }> {
    const known = this.#sources.get(`${domain} ${format} ${site}`)
    if (known !== undefined) return known
    const wanted = { name: `${format} of ${domain} at ${site}`, domain, site, format, everySeconds: 60 }
    const answer = await this.#leads[domain].send('POST', '/api/sources', wanted)
    expect(answer.status, answer.text).toBe(200)
    const made = answer.body as { readonly id: string; readonly token: string }
    this.#sources.set(`${domain} ${format} ${site}`, made)
    return made
  }

  async #sensor(domain: Domain, site: string): Promise<string> {
    const known = this.#sensors.get(`${domain} ${site}`)
    if (known !== undefined) return known
    const answer = await this.#leads[domain].send('POST', '/api/access/tokens', {
      ...{ name: `sensor of ${domain} at ${site}`, domain, site, sourceKind: 'sensor' },
    })
    expect(answer.status, answer.text).toBe(200)
    const { secret: token } = answer.body as { secret: string }
    this.#sensors.set(`${domain} ${site}`, token)
    return token
  }
}

/** The frames of a fixture in the network 10.`net`.2.0/24. */
export function capturedFrames(name: string, net: number): readonly Uint8Array[] {
  return framesOf(name).map((frame) => readdressed(frame, net))
}

/** Frames of a classic capture, little-endian, without their times. */
function framesOf(name: string): readonly Uint8Array[] {
  const file = readFileSync(new URL(name, CAPTURES))
  const frames: Uint8Array[] = []
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8)
    frames.push(file.subarray(at + 16, at + 16 + length))
    at += 16 + length
  }
  return frames
}

/** 192.0.2.x becomes 10.net.2.x, with the checksum of its header. */
function readdressed(frame: Uint8Array, net: number): Uint8Array {
  const made = Buffer.from(frame)
  if (made.readUInt16BE(12) !== 0x0800) return made
  for (const at of [26, 30]) if (made.readUInt32BE(at) >>> 8 === 0xc0_00_02) made.set([10, net], at)
  made.writeUInt16BE(0, 24)
  let sum = 0
  for (let at = 14; at < 34; at += 2) sum += made.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  made.writeUInt16BE(~sum & 0xffff, 24)
  return made
}

export function sysmon(at: EpochMicros, id: number, host: string, fields: Readonly<Record<string, unknown>>): string {
  return windows(at, 'Microsoft-Windows-Sysmon/Operational', 'Microsoft-Windows-Sysmon', id, host, fields)
}

export function security(at: EpochMicros, id: number, host: string, fields: Readonly<Record<string, unknown>>): string {
  return windows(at, 'Security', 'Microsoft-Windows-Security-Auditing', id, host, fields)
}

export function windows(
  at: EpochMicros,
  channel: string,
  provider: string,
  id: number,
  host: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  const head = { '@timestamp': isoOfMicros(at), channel, provider_name: provider, event_id: id, computer_name: host }
  return JSON.stringify({ ...head, EventID: id, Channel: channel, Computer: host, Provider_Name: provider, ...fields })
}

export function suricata(at: EpochMicros, signature: string, from: string, to: string): string {
  return JSON.stringify({
    ...{ timestamp: isoOfMicros(at), event_type: 'alert', src_ip: from, src_port: 4444, dest_ip: to, dest_port: 443 },
    ...{ proto: 'TCP', alert: { signature, signature_id: 1, severity: 1, action: 'allowed', category: 'x' } },
  })
}

export function lease(at: EpochMicros, address: string, host: string): string {
  return JSON.stringify({
    ...{ _path: 'dhcp', ts: at / 1e6, uids: ['C1'], client_addr: address, assigned_addr: address, host_name: host },
    ...{ msg_types: ['REQUEST', 'ACK'], lease_time: 864_000 },
  })
}

export function gatewaySession(at: EpochMicros, user: string, from: string, to: string, session: string): string {
  return `<5>1 ${isoOfMicros(at)} VAULT CEF:0|Cyber-Ark|Vault|14.0|300|PSM Connect|5|act="PSM Connect" suser=${user} shost=${from} dhost=${to} duser=${user} externalId=${session} app=RDP`
}

export function later(at: EpochMicros, minutes: number): EpochMicros {
  return micros(at + minutes * 60_000_000)
}

/** A row of an alarm journal, with its head. */
export function alarm(at: EpochMicros, tag: string, area: string, message: string): string {
  return `Time,Tag,Event,Condition,Priority,Value,Area,Station,Message\n${isoOfMicros(at)},${tag},ALM,STATE,2,1,${area},OPS-HMI1,${message}`
}
