// Who stands behind a vendor and who shares its tools, as edges: fourth parties, clouds, uplinks, people, gateways that two vendors use.
// Texts of the record count as edges where they name an id or a name of it; what they say beyond stays a name.
import { isOutsideZone, type PlantFile } from '@penstock/model/plant'

export interface PartyEdge {
  readonly from: string
  readonly to: string
  readonly kind: 'fourth-party' | 'cloud' | 'shared-gateway' | 'shared-account' | 'shared-product' | 'uplink' | 'person'
  readonly text: string
  readonly places: readonly string[]
}

/** A vendor of the plant file, or a partner: a system outside that a recorded access or a cloud service begins at. */
export interface Party {
  readonly id: string
  readonly kind: 'vendor' | 'partner'
  readonly name: string
}

export interface Parties {
  readonly party: Party
  readonly edges: readonly PartyEdge[]
  /** The party, and vendors that lean on it: who holds it holds what they may. */
  readonly compromised: readonly string[]
  /** Where they begin, as attack paths name it. */
  readonly starts: ReadonlySet<string>
}

type Vendor = PlantFile['vendors'][number]

/** Vendors in the order of the file, then partners. */
export function listParties(plant: PlantFile): readonly Party[] {
  const callers = new Set([
    ...plant.remoteAccess.flatMap(({ path }) => path.slice(0, 1)),
    ...plant.cloudServices.flatMap(({ asset }) => asset ?? []),
  ])
  const outside = new Set(plant.zones.filter(isOutsideZone).map(({ id }) => id))
  const partners = plant.assets.filter(
    ({ id, role, zone }) => callers.has(id) && role !== 'internet' && outside.has(zone),
  )
  return [
    ...plant.vendors.map(({ id, name }): Party => ({ id, kind: 'vendor', name })),
    ...partners.map(({ id, name }): Party => ({ id, kind: 'partner', name })),
  ]
}

/** Null when there is no such vendor or partner. */
export function partiesOf(plant: PlantFile, id: string): Parties | null {
  const party = listParties(plant).find((one) => one.id === id)
  if (party === undefined) return null
  const compromised = leaningOn(plant, id)
  const starts = new Set([`${party.kind}:${id}`, ...compromised.slice(1).map((one) => `vendor:${one}`)])
  const edges = [...compromised.flatMap((one) => edgesOf(plant, one)), ...cloudsAt(plant, id)]
  const unrepeated = new Map(edges.map((edge) => [`${edge.kind} ${[edge.from, edge.to].sort().join(' ')}`, edge]))
  return { party, edges: [...unrepeated.values()], compromised, starts }
}

/** A vendor that names another as its fourth party works through it: the way goes from the fourth party to the vendor. */
function leaningOn(plant: PlantFile, id: string): readonly string[] {
  const found = [id]
  for (const one of found) {
    const names = namesOf(plant, one)
    for (const vendor of plant.vendors)
      if (!found.includes(vendor.id) && vendor.fourthParties.some((text) => mentions(text, names)))
        found.push(vendor.id)
  }
  return found
}

/** Remote accesses that a party opens: a vendor its own, a partner those that begin at it, whoever uses them. */
export function accessesOf(plant: PlantFile, { compromised }: Parties): PlantFile['remoteAccess'] {
  return plant.remoteAccess.filter(
    ({ vendor, path }) => compromised.includes(vendor ?? '') || compromised.includes(path[0] ?? ''),
  )
}

/** Of a partner that is a cloud service: who works through it. */
function cloudsAt(plant: PlantFile, id: string): readonly PartyEdge[] {
  return plant.cloudServices
    .filter(({ asset }) => asset === id)
    .flatMap((cloud) =>
      cloud.usedBy.map((user): PartyEdge => {
        const text = `${cloud.name} of ${cloud.provider}`
        return { from: id, to: user, kind: 'cloud', text, places: [`cloudServices[id=${cloud.id}].usedBy`] }
      }),
    )
}

function namesOf(plant: PlantFile, id: string): readonly string[] {
  return [id, ...plant.vendors.flatMap((one) => (one.id === id ? [one.name] : []))]
}

function edgesOf(plant: PlantFile, id: string): readonly PartyEdge[] {
  const vendor = plant.vendors.find((one) => one.id === id)
  if (vendor === undefined) return []
  return [
    ...fourthParties(plant, vendor),
    ...plant.cloudServices
      .filter(({ usedBy }) => usedBy.includes(id))
      .map((cloud): PartyEdge => {
        const text = `${cloud.name} of ${cloud.provider}${cloud.mfa ? '' : ', without a second factor'}`
        return { from: cloud.id, to: id, kind: 'cloud', text, places: [`cloudServices[id=${cloud.id}].usedBy`] }
      }),
    ...plant.assets.flatMap((asset) =>
      (asset.uplinks ?? [])
        .filter(({ managedBy }) => managedBy === id)
        .map((uplink): PartyEdge => {
          const text = `${uplink.kind} uplink ${uplink.id}${uplink.throughSiteFirewall ? '' : ', past the firewall of the site'}`
          return { from: id, to: asset.id, kind: 'uplink', text, places: [`assets[id=${asset.id}].uplinks`] }
        }),
    ),
    ...plant.people
      .filter((person) => person.vendor === id)
      .map((person): PartyEdge => {
        return {
          from: id,
          to: person.id,
          kind: 'person',
          text: person.title,
          places: [`people[id=${person.id}].vendor`],
        }
      }),
    ...shared(plant, vendor),
  ]
}

function fourthParties(plant: PlantFile, vendor: Vendor): readonly PartyEdge[] {
  return vendor.fourthParties.map((text, at): PartyEdge => {
    const known =
      plant.cloudServices.find((one) => mentions(text, [one.id, one.name]))?.id ??
      plant.vendors.find((one) => one.id !== vendor.id && mentions(text, [one.id, one.name]))?.id ??
      text
    const place = `vendors[id=${vendor.id}].fourthParties[${at}]`
    return { from: known, to: vendor.id, kind: 'fourth-party', text, places: [place] }
  })
}

/** Gateways, accounts and products that other vendors use, too. */
function shared(plant: PlantFile, vendor: Vendor): readonly PartyEdge[] {
  const gatesOf = (id: string): ReadonlySet<string> => {
    const accesses = plant.remoteAccess.filter((one) => one.vendor === id)
    const tools = plant.vendors.find((one) => one.id === id)?.tools ?? []
    const named = plant.assets.filter((asset) => tools.some((text) => mentions(text, [asset.id])))
    return new Set([...accesses.flatMap(({ path }) => path.slice(1)), ...named.map((asset) => asset.id)])
  }
  const accountsOf = (id: string): ReadonlySet<string> =>
    new Set([
      ...plant.remoteAccess.filter((one) => one.vendor === id).flatMap(({ accounts }) => accounts),
      ...plant.accounts.filter((one) => one.vendor === id).map((account) => account.id),
    ])
  const [gates, accounts, products] = [gatesOf(vendor.id), accountsOf(vendor.id), new Set(vendor.products)]
  return plant.vendors
    .filter(({ id }) => id !== vendor.id)
    .flatMap((other): PartyEdge[] => {
      const both = (own: ReadonlySet<string>, theirs: ReadonlySet<string>): readonly string[] =>
        [...own].filter((one) => theirs.has(one))
      const edge = (kind: PartyEdge['kind'], ids: readonly string[], key: string): readonly PartyEdge[] =>
        ids.length === 0
          ? []
          : [
              {
                from: vendor.id,
                to: other.id,
                kind,
                text: ids.join(', '),
                places: [vendor.id, other.id].map((one) => `vendors[id=${one}].${key}`),
              },
            ]
      return [
        ...edge('shared-gateway', both(gates, gatesOf(other.id)), 'remoteAccess'),
        ...edge('shared-account', both(accounts, accountsOf(other.id)), 'remoteAccess'),
        ...edge('shared-product', both(products, new Set(other.products)), 'products'),
      ]
    })
}

/** Whether a text names one of these as a word of its own. */
function mentions(text: string, names: readonly string[]): boolean {
  return names.some((name) => {
    const at = text.indexOf(name)
    if (at < 0) return false
    const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`
    return !/[\p{L}\p{N}_-]/u.test(around)
  })
}
