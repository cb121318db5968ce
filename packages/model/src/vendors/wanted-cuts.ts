// Everything by which a vendor or partner could be cut off: its accesses, accounts and devices; of a partner's system what else lets it in.
import type { AttackModel } from '@penstock/model/paths'
import type { PlantFile } from '@penstock/model/plant'
import type { Job, Wanted } from './cut.ts'
import { accessesOf, type Parties } from './parties.ts'

export function wantedCuts(plant: PlantFile, model: AttackModel, parties: Parties): readonly Wanted[] {
  return [...ownCuts(plant, parties), ...openings(plant, model, parties)]
}

function ownCuts(plant: PlantFile, parties: Parties): readonly Wanted[] {
  const isTheirs = (id: string | null | undefined): boolean => id != null && parties.compromised.includes(id)
  const accesses = accessesOf(plant, parties)
  const people = new Set(plant.people.filter((one) => isTheirs(one.vendor)).map(({ id }) => id))
  const own = new Set(accesses.flatMap((one) => one.accounts))
  const accounts = plant.accounts.filter(
    ({ id, vendor, person, enabled }) =>
      enabled && (own.has(id) || isTheirs(vendor) || (person !== null && people.has(person))),
  )
  const devices = plant.assets.filter((asset) => (asset.uplinks ?? []).some(({ managedBy }) => isTheirs(managedBy)))
  return [
    ...accesses.map((access): Wanted => {
      const fact = `remote-access:${access.id}`
      return {
        id: `access:${access.id}`,
        kind: 'access',
        subject: access.id,
        text: access.title,
        alsoCuts: [],
        drops: ({ facts }) => facts.includes(fact),
        out: [],
        ways: access.machineToMachine === true ? access.path.slice(0, 1) : [],
        uses: (job) => job.remoteAccess.includes(access.id),
      }
    }),
    ...accounts.map((account): Wanted => {
      const fact = `account:${account.id}`
      return {
        id: `account:${account.id}`,
        kind: 'account',
        subject: account.id,
        text: account.name,
        alsoCuts: plant.remoteAccess
          .filter((one) => one.accounts.includes(account.id) && !accesses.includes(one))
          .map(({ id }) => id),
        drops: ({ facts }) => facts.includes(fact),
        out: account.runs ?? [],
        ways: [],
        uses: (job) => job.accounts.includes(account.id),
      }
    }),
    ...devices.map((device): Wanted => {
      const ways = new Set(accesses.filter((one) => one.path.includes(device.id)).map(({ id }) => id))
      return {
        id: `device:${device.id}`,
        kind: 'device',
        subject: device.id,
        text: device.name,
        alsoCuts: plant.remoteAccess
          .filter((one) => one.path.includes(device.id) && !accesses.includes(one))
          .map(({ id }) => id),
        drops: ({ at, from }) => at === device.id || from === device.id,
        out: [device.id],
        ways: [device.id],
        uses: (job) => job.assets.includes(device.id) || job.remoteAccess.some((id) => ways.has(id)),
      }
    }),
  ]
}

/** Conduits and forwarded ports by which a partner's system reaches in besides its recorded accesses. */
function openings(plant: PlantFile, model: AttackModel, parties: Parties): readonly Wanted[] {
  if (parties.party.kind !== 'partner') return []
  const { id: partner } = parties.party
  const facts = new Set(model.rules.filter((rule) => rule.from === partner).flatMap((rule) => rule.facts))
  const own = accessesOf(plant, parties)
  const uses = (job: Job): boolean => job.remoteAccess.some((id) => own.some((access) => access.id === id))
  return [...facts].flatMap((id): Wanted[] => {
    const fact = model.facts.get(id)!
    if (fact.kind !== 'conduit' && fact.kind !== 'port-forward') return []
    const subject = id.slice(fact.kind.length + 1)
    const others = plant.remoteAccess.filter((one) => one.conduits.includes(subject) && !own.includes(one))
    return [
      {
        id,
        kind: fact.kind,
        subject,
        text: fact.text,
        alsoCuts: others.map((one) => one.id),
        drops: (rule) => rule.facts.includes(id),
        out: [],
        ways: fact.kind === 'conduit' ? [partner] : [],
        uses,
      },
    ]
  })
}
