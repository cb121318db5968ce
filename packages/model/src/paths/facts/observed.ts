// What the wire told of assets, where it bears on a way: key switch, access protection, mode, program, stations, and whom it calls. What was
// told is newer than what was declared, so it decides; each fact says what was declared.
import { interfacesOf, type PlantAsset, type PlantIndex, parseIp, reachOf } from '@penstock/model/plant'

/** An asset as sensors saw it. Instants are ISO 8601 in UTC. */
export interface ObservedStanding {
  readonly asset: string
  readonly states: readonly {
    readonly part: string | null
    readonly field: string
    readonly value: string
    readonly at: string
  }[]
  readonly programs: readonly { readonly name: string | null; readonly sha256: string; readonly at: string }[]
  readonly stations: readonly { readonly protocol: string; readonly station: string }[]
  readonly calls: readonly { readonly protocol: string; readonly ip: string; readonly name: string | null }[]
}

export interface Told {
  readonly value: string
  readonly at: string
}

/** Protocols whose commands name a station. */
const SPEAK_OF: Readonly<Record<string, string>> = { iec104: 'common address', dnp3: 'link address' }
/** A public address that is called by an industrial protocol may be the plant's own: plants use such inside. */
const CLOUD_PROTOCOLS: ReadonlySet<string> = new Set(['https', 'quic', 'mqtt'])
/** Of a digest, so much tells one program from another. */
const SHOWN_DIGITS = 16
const LEVEL = /^level (\d)/

export class Observed {
  readonly #of: ReadonlyMap<string, ObservedStanding>

  /** Who calls an address, and by what. */
  readonly #callers = new Map<string, string[]>()

  constructor(standings: readonly ObservedStanding[]) {
    this.#of = new Map(standings.map((one) => [one.asset, one]))
    for (const { asset, calls } of standings)
      for (const { ip, protocol } of calls) {
        const known = this.#callers.get(ip)
        if (known === undefined) this.#callers.set(ip, [`${asset} ${protocol}`])
        else known.push(`${asset} ${protocol}`)
      }
  }

  /** All that the wire told of an asset on which a rule may rest, but when. */
  lookOf(asset: PlantAsset): readonly unknown[] {
    const { id } = asset
    const own = this.#of.get(id)
    const calls = (own?.calls ?? []).map(({ protocol, ip, name }) => `${protocol} ${name ?? ip}`)
    const callers = interfacesOf(asset).flatMap(({ ip }) => this.#callers.get(ip ?? '') ?? [])
    return [
      ...[this.keySwitch(id), this.mode(id), this.program(id)].map((told) => told?.value ?? null),
      this.protection(id)?.asks ?? null,
      (own?.stations ?? []).map(({ protocol, station }) => `${protocol} ${station}`).toSorted(),
      calls.toSorted(),
      callers.toSorted(),
    ]
  }

  /** The position of the key switch of a device, in capital letters. */
  keySwitch(asset: string): Told | null {
    const told = this.#state(asset, 'key-switch')
    return told === null ? null : { ...told, value: told.value.toUpperCase() }
  }

  mode(asset: string): Told | null {
    return this.#state(asset, 'mode')
  }

  /** Whether a device asks for a password: null when it told none of it. Level 1 asks nobody, each above it does. */
  protection(asset: string): (Told & { readonly asks: boolean }) | null {
    const told = this.#state(asset, 'protection')
    const [, level] = LEVEL.exec(told?.value ?? '') ?? []
    return told === null || level === undefined ? null : { ...told, asks: Number(level) > 1 }
  }

  /** What tells the program of a device from another: its checksum, else the digest of what was loaded last. */
  program(asset: string): Told | null {
    const told = this.#state(asset, 'configuration')
    if (told !== null) return told
    const [last] = (this.#of.get(asset)?.programs ?? []).toSorted((a, b) => (a.at < b.at ? 1 : -1))
    if (last === undefined) return null
    const name = last.name === null ? '' : `${last.name}, `
    return { value: `${name}SHA-256 ${last.sha256.slice(0, SHOWN_DIGITS)}…`, at: last.at }
  }

  /** `common address ASDU 12` for each station of a protocol; empty when none is known. */
  stations(asset: string, protocol: string): readonly string[] {
    const word = SPEAK_OF[protocol]
    if (word === undefined) return []
    const own = (this.#of.get(asset)?.stations ?? []).filter((one) => one.protocol === protocol)
    return own.map(({ station }) => `${word} ${station}`)
  }

  /** Services outside the site that an asset calls, by name where it gave one; addresses of the plant's own are none. */
  cloudsOf(asset: string, index: PlantIndex): readonly { readonly id: string; readonly protocol: string }[] {
    const outside = (this.#of.get(asset)?.calls ?? []).filter(({ ip, protocol }) => {
      if (!CLOUD_PROTOCOLS.has(protocol)) return false
      const address = parseIp(ip)
      if (address === null || reachOf(address) !== 'global') return false
      return index.assetByIp(ip) === null && index.zoneOfIp(ip) === null
    })
    const links = outside.map(({ name, ip, protocol }) => ({ id: name ?? ip, protocol }))
    return [...new Map(links.map((link) => [link.id, link])).values()]
  }

  /** Whether an asset was seen to call another by a protocol: it is its master, or reads it. */
  isCaller(from: string, to: PlantAsset, protocol: string): boolean {
    const calls = (this.#of.get(from)?.calls ?? []).filter((one) => one.protocol === protocol)
    return calls.length > 0 && interfacesOf(to).some((card) => calls.some(({ ip }) => ip === card.ip))
  }

  /** Of a device itself; what its modules tell is theirs, but where only one speaks. */
  #state(asset: string, field: string): Told | null {
    const own = (this.#of.get(asset)?.states ?? []).filter((one) => one.field === field)
    const whole = own.filter(({ part }) => part === null)
    const told = whole.length > 0 ? whole : own
    const [last] = told.toSorted((a, b) => (a.at < b.at ? 1 : -1))
    return last === undefined || (whole.length === 0 && own.length > 1) ? null : { value: last.value, at: last.at }
  }
}

/** `, as the wire told 2026-10-01 06:00 UTC`: behind what a fact says. */
export function toldText({ at }: Told): string {
  return `, as the wire told ${at.slice(0, 16).replace('T', ' ')} UTC`
}
