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

export class Attack {
  readonly #house: Pick<House, 'ask'>
  readonly #leads: Readonly<Record<Domain, Lead>>
  readonly #site: string
  readonly #sources = new Map<string, { readonly id: string; readonly token: string }>()
  readonly #sensors = new Map<Domain, string>()
  #seq = 0

  /** `leads` enrol the sources of their domain. */
  constructor(house: Pick<House, 'ask'>, leads: Readonly<Record<Domain, Lead>>, site = 'default') {
    this.#house = house
    this.#leads = leads
    this.#site = site
  }

  /** Lines of one format, sent to a cell with a token of their own; answered once they are read. A batch that was named is one, however often. */
  async lines(domain: Domain, format: string, lines: readonly string[], batch = ''): Promise<void> {
    const { id, token } = await this.#source(domain, format)
    const answer = await this.#house.ask(`/api/${domain}/events${batch === '' ? '' : `?batch=${batch}`}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    })
    expect(answer.status, answer.text).toBe(200)
    await vi.waitFor(
      async () => {
        const { body } = await this.#leads[domain].get('/api/sources')
        const { items } = body as { items: { id: string; activity: { waiting: number; unknown: object } | null }[] }
        const activity = items.find((one) => one.id === id)?.activity
        expect(activity?.waiting).toBe(0)
        expect(activity?.unknown).toEqual({})
      },
      { timeout: 20_000, interval: 50 },
    )
  }

  /** The frames of a fixture in the network 10.`net`.2.0/24, as a sensor hears them from this instant on. */
  async capture(name: string, at: EpochMicros, net: number): Promise<void> {
    await this.packets(
      framesOf(name).map((frame) => readdressed(frame, net)),
      at,
    )
  }

  async packets(frames: readonly Uint8Array[], at: EpochMicros): Promise<void> {
    const observer = new LiveObserver({ maxFlows: 4096 })
    observer.push(bytes(pcapHeader(), ...frames.map((frame, n) => pcapRecord(at + n * 2000, frame))))
    observer.end()
    const batch = { ...observer.cut(), seq: this.#seq++ }
    const answer = await this.#house.ask('/api/ot/observations', {
      method: 'POST',
      headers: { authorization: `Bearer ${await this.#sensor('ot')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sensor: 's', capture: 'c', batches: [batch] }),
    })
    expect(answer.status, answer.text).toBe(200)
  }

  async #source(domain: Domain, format: string): Promise<{ readonly id: string; readonly token: string }> {
    const known = this.#sources.get(`${domain} ${format}`)
    if (known !== undefined) return known
    const wanted = { name: `${format} of ${domain}`, domain, site: this.#site, format, everySeconds: 60 }
    const answer = await this.#leads[domain].send('POST', '/api/sources', wanted)
    expect(answer.status, answer.text).toBe(200)
    const made = answer.body as { readonly id: string; readonly token: string }
    this.#sources.set(`${domain} ${format}`, made)
    return made
  }

  async #sensor(domain: Domain): Promise<string> {
    const known = this.#sensors.get(domain)
    if (known !== undefined) return known
    const answer = await this.#leads[domain].send('POST', '/api/access/tokens', {
      ...{ name: `sensor of ${domain}`, domain, site: this.#site, sourceKind: 'sensor' },
    })
    expect(answer.status, answer.text).toBe(200)
    const { secret: token } = answer.body as { secret: string }
    this.#sensors.set(domain, token)
    return token
  }
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
