// What the register knows a sighting as, with the facts that stand toward the other side. Names are read as strictly as the register allows: two
// of one name are nobody.
import type { ObservableKind } from '@penstock/model/incidents'
import type { Domain } from '@penstock/model/kernel'
import { accountDomains } from '@penstock/model/operating-model'
import { isInSubnet, isOutsideZone, type PlantFile, parseIp, parseSubnet, type Subnet } from '@penstock/model/plant'
import { itHosts, managementPaths } from '@penstock/model/process'
import type { Fact } from './rules.ts'

export interface Sighting {
  readonly type: ObservableKind
  readonly value: string
}

export interface Known {
  readonly what: 'account' | 'host' | 'vendor'
  /** Of the plant file. */
  readonly record: string
  readonly facts: ReadonlySet<Fact>
  /** Of the other side: where to look there. */
  readonly assets: readonly string[]
  readonly accounts: readonly string[]
}

type Account = PlantFile['accounts'][number]
type Asset = PlantFile['assets'][number]
type RemoteAccess = PlantFile['remoteAccess'][number]
type Side = Domain | 'outside'

const MANY_BEHIND = /^(firewall|router|nat|proxy|load-balancer|wireless-controller)$/
const WORKSTATION = /(^|-)(workstation|laptop)$/
const ENGINEERING = /(^|-)engineering-/
/** Names that every machine has an account of. */
const EVERYWHERE = /^(administrator|admin|root|guest|user|operator|service|system|support|test)$/

export class Register {
  readonly #plant: PlantFile
  readonly #sideOf: ReadonlyMap<string, Side>
  readonly #domainOf: ReadonlyMap<string, Domain | null>
  readonly #assets: ReadonlyMap<string, Asset>
  readonly #byName: ReadonlyMap<string, readonly string[]>
  readonly #byAddress: ReadonlyMap<string, readonly string[]>
  readonly #bySerial: ReadonlyMap<string, readonly string[]>
  readonly #accountsByName: ReadonlyMap<string, readonly Account[]>
  readonly #accountsOn: ReadonlyMap<string, readonly Account[]>
  readonly #accountsOf: ReadonlyMap<string | null, readonly Account[]>
  readonly #managed: ReadonlyMap<string, readonly string[]>
  readonly #carriers: ReadonlySet<string>
  readonly #ways: readonly { readonly access: RemoteAccess; readonly networks: readonly Subnet[] }[]

  constructor(plant: PlantFile) {
    this.#plant = plant
    const it = itHosts(plant)
    const outside = new Set(plant.zones.filter(isOutsideZone).map(({ id }) => id))
    const sideOf = ({ id, zone }: Asset): Side => (outside.has(zone) ? 'outside' : it.has(id) ? 'it' : 'ot')
    this.#sideOf = new Map(plant.assets.map((asset) => [asset.id, sideOf(asset)]))
    this.#domainOf = accountDomains(plant, it)
    this.#assets = new Map(plant.assets.map((asset) => [asset.id, asset]))
    const keyed = (keysOf: (asset: Asset) => readonly (string | null | undefined)[]) =>
      groupOf(plant.assets.flatMap((asset) => keysOf(asset).map((key) => [key?.toLowerCase(), asset.id] as const)))
    this.#byName = keyed(({ id, name }) => [id, name])
    this.#byAddress = keyed(({ ip, mac, interfaces = [] }) => [
      ...[ip, mac],
      ...interfaces.flatMap((end) => [end.ip, end.mac]),
    ])
    this.#bySerial = keyed(({ serial }) => [serial])
    this.#accountsByName = Map.groupBy(plant.accounts, ({ name }) => name.toLowerCase())
    this.#accountsOf = Map.groupBy(plant.accounts, ({ person }) => person)
    this.#accountsOn = groupOf(plant.accounts.flatMap((one) => one.systems.map((asset) => [asset, one] as const)))
    this.#managed = groupOf(managementPaths(plant, []).map(({ by, target }) => [by, target] as const))
    this.#carriers = new Set(plant.informationFlows.flatMap(({ via, gating }) => (gating === true ? (via ?? []) : [])))
    this.#ways = plant.remoteAccess.map((access) => ({
      access,
      // A way of the own people begins inside: their networks name nobody.
      networks:
        this.#sideOf.get(access.path[0] ?? '') === 'outside'
          ? (access.sourceNetworks ?? []).flatMap((text) => parseSubnet(text) ?? [])
          : [],
    }))
  }

  /** As the register knows it; nothing where it knows it not, or more than one by that name. */
  knownAs(from: Domain, { type, value }: Sighting): readonly Known[] {
    const text = value.trim().toLowerCase()
    const to: Domain = from === 'it' ? 'ot' : 'it'
    switch (type) {
      case 'account':
        return this.#accounts(from, text).map((one) => this.#account(one, to))
      case 'vendor-account': {
        const accounts = this.#accounts(from, text)
        return accounts.length > 0 ? accounts.map((one) => this.#account(one, to)) : this.#vendors(text, to)
      }
      case 'mail-address':
        return this.#mail(text).map((one) => this.#account(one, to))
      case 'host':
      case 'dmz-host':
      case 'asset':
      case 'domain':
        return this.#hosts(text).map((id) => this.#host(id, to))
      case 'url':
        return this.#hosts(hostOfUrl(text)).map((id) => this.#host(id, to))
      case 'ip':
        return [...onlyOne(this.#byAddress.get(text)).map((id) => this.#host(id, to)), ...this.#callers(text, to)]
      case 'device-serial':
        return onlyOne(this.#bySerial.get(text)).map((id) => this.#host(id, to))
      case 'hash':
      case 'dmz-session':
      case 'file-name':
      case 'other':
        return []
    }
  }

  /** `DIRECTORY\name`, `HOST\name`, `name@directory`, or the bare name: of the finder's side first, and only of one. */
  #accounts(from: Domain, text: string): readonly Account[] {
    const back = text.indexOf('\\')
    const at = text.lastIndexOf('@')
    if (back >= 0) return this.#accountsIn(text.slice(0, back), text.slice(back + 1))
    if (at >= 0) return this.#accountsIn(text.slice(at + 1), text.slice(0, at))
    const all = this.#accountsByName.get(text) ?? []
    const own = all.filter(({ id }) => this.#domainOf.get(id) === from)
    if (own.length > 0) return own.length === 1 ? own : []
    return all.length === 1 && !EVERYWHERE.test(text) ? all : []
  }

  #accountsIn(where: string, name: string): readonly Account[] {
    const directories = this.#plant.directories.filter(({ id, name: full }) =>
      [id.toLowerCase(), full.toLowerCase(), full.toLowerCase().split('.', 1)[0]].includes(where),
    )
    const hosts = this.#hosts(where)
    return (this.#accountsByName.get(name) ?? []).filter(
      ({ domain, systems }) =>
        directories.some(({ id }) => id === domain) ||
        (!this.#plant.directories.some(({ id }) => id === domain) && systems.some((one) => hosts.includes(one))),
    )
  }

  /** An address of the directory's own domain or the one above it, or one that the register writes down for a person. */
  #mail(text: string): readonly Account[] {
    const at = text.lastIndexOf('@')
    const [name, domain] = [text.slice(0, at), text.slice(at + 1)]
    const own = this.#plant.directories.filter(({ name: full }) => {
      const lower = full.toLowerCase()
      return lower === domain || lower.slice(lower.indexOf('.') + 1) === domain
    })
    const accounts = (this.#accountsByName.get(name) ?? []).filter((one) => own.some(({ id }) => id === one.domain))
    const people = this.#plant.people.filter(({ contacts }) =>
      contacts.some(({ address }) => address.toLowerCase() === text),
    )
    const written = people.flatMap(({ id }) => (this.#accountsOf.get(id) ?? []).slice(0, 1))
    return [...new Set([...accounts, ...written])]
  }

  /** By id or name; a full name under a domain of the organisation only. */
  #hosts(text: string): readonly string[] {
    const whole = this.#byName.get(text)
    if (whole !== undefined) return onlyOne(whole)
    const dot = text.indexOf('.')
    const isOwn = this.#plant.directories.some(({ name }) => name.toLowerCase() === text.slice(dot + 1))
    return dot >= 0 && isOwn ? onlyOne(this.#byName.get(text.slice(0, dot))) : []
  }

  /** Parties whose sessions come from this address. */
  #callers(text: string, to: Domain): readonly Known[] {
    const ip = parseIp(text)
    if (ip === null) return []
    return this.#ways
      .filter(({ networks }) => networks.some((subnet) => isInSubnet(ip, subnet)))
      .map(({ access }) => this.#vendor(access.vendor ?? access.path[0] ?? access.id, [access], to))
  }

  #vendors(text: string, to: Domain): readonly Known[] {
    return this.#plant.vendors
      .filter(({ id, name }) => [id.toLowerCase(), name.toLowerCase()].includes(text))
      .map(({ id }) => this.#vendor(id, this.#accessesOf(id), to))
  }

  #accessesOf(vendor: string): readonly RemoteAccess[] {
    return this.#plant.remoteAccess.filter((one) => one.vendor === vendor)
  }

  #vendor(record: string, accesses: readonly RemoteAccess[], to: Domain): Known {
    const assets = this.#reached(accesses, to)
    const accounts = accesses.flatMap((one) => one.accounts).filter((id) => this.#domainOf.get(id) === to)
    return { what: 'vendor', record, facts: factsOf({ 'reaches-other': assets.length > 0 }), ...{ assets, accounts } }
  }

  #account({ id, person, systems, kind, enabled, vendor, ...one }: Account, to: Domain): Known {
    const isOf = this.#domainOf.get(id) === to
    const theirs = (this.#accountsOf.get(person) ?? []).filter(
      (other) => person !== null && other.enabled && this.#domainOf.get(other.id) === to,
    )
    const accesses = this.#plant.remoteAccess.filter(({ accounts }) => accounts.includes(id))
    const party =
      vendor ??
      this.#plant.people.find((each) => each.id === person)?.vendor ??
      accesses.find((access) => access.vendor !== null)?.vendor
    const ways = party === null || party === undefined ? accesses : [...accesses, ...this.#accessesOf(party)]
    const opened = systems.filter((asset) => this.#sideOf.get(asset) === to)
    const isVendor = kind === 'vendor' || (party !== null && party !== undefined)
    const reached = isVendor ? this.#reached(ways, to) : []
    const facts = factsOf({
      live: enabled,
      'of-other': isOf,
      'opens-other': opened.length > 0 && !one.shared,
      'works-there': !isOf && theirs.length > 0,
      vendor: isVendor,
      'reaches-other': reached.length > 0,
    })
    const assets = [...new Set([...opened, ...theirs.flatMap((other) => other.systems), ...reached])]
    return {
      ...{ what: 'account', record: id, facts },
      assets: assets.filter((asset) => this.#sideOf.get(asset) === to),
      accounts: [...(isOf ? [id] : []), ...theirs.map((other) => other.id).filter((other) => other !== id)],
    }
  }

  #host(id: string, to: Domain): Known {
    const role = this.#assets.get(id)?.role ?? ''
    const ways = this.#plant.remoteAccess.filter(({ path }) => path.includes(id))
    const reached = this.#reached(ways, 'ot').filter((asset) => asset !== id)
    const managed = (this.#managed.get(id) ?? []).filter((asset) => this.#sideOf.get(asset) === to)
    const isOf = this.#sideOf.get(id) === to
    const users = this.#accountsOn.get(id) ?? []
    const isEngineers =
      ENGINEERING.test(role) ||
      (WORKSTATION.test(role) &&
        (ways.some(({ path, vendor }) => vendor === null && path[0] === id) ||
          users.some((one) => this.#account(one, 'ot').facts.has('works-there'))))
    const facts = factsOf({
      'of-other': isOf,
      engineering: to === 'ot' && isEngineers,
      'way-in': this.#sideOf.get(id) !== 'outside' && reached.length > 0,
      'manages-other': managed.length > 0,
      'carries-other': to === 'ot' && this.#carriers.has(id),
      'many-behind': MANY_BEHIND.test(role),
    })
    const assets = isOf ? [id] : [...new Set([...managed, ...(to === 'ot' ? reached : [])])]
    return { what: 'host', record: id, facts, assets, accounts: [] }
  }

  /** What these ways lead to on a side: into IT also what they lead over. */
  #reached(accesses: readonly RemoteAccess[], to: Domain): readonly string[] {
    const ends = accesses.flatMap(({ targets, path }) => (to === 'it' ? [...targets, ...path] : targets))
    return [...new Set(ends)].filter((asset) => this.#sideOf.get(asset) === to)
  }
}

function factsOf(said: Partial<Record<Fact, boolean>>): ReadonlySet<Fact> {
  return new Set(Object.entries(said).flatMap(([fact, holds]) => (holds ? [fact as Fact] : [])))
}

function groupOf<Value>(pairs: readonly (readonly [string | null | undefined, Value])[]): Map<string, Value[]> {
  const groups = new Map<string, Value[]>()
  for (const [key, value] of pairs) {
    if (key === null || key === undefined || key === '') continue
    const held = groups.get(key) ?? []
    if (!held.includes(value)) held.push(value)
    groups.set(key, held)
  }
  return groups
}

function onlyOne(found: readonly string[] | undefined): readonly string[] {
  return found?.length === 1 ? found : []
}

function hostOfUrl(text: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/.exec(text)?.[1] ?? ''
}
