// Which field of the plant file names an entry of which list. One table; every named id must exist.
import { type DataPath, fault, type PlantFault, pathText, shown } from './fault.ts'
import type { PlantFile } from './file/plant-file.ts'
import { nearestTo } from './nearest.ts'
import { idOn } from './shape-faults.ts'

/** A field path with `[]` for each list, and the lists (or words) that it may name. `+word` is a word that is no id. */
type Reference = readonly [from: string, ...to: string[]]

const REFERENCES: readonly Reference[] = [
  ['conduits[].zoneA', 'zones'],
  ['conduits[].zoneB', 'zones'],
  ['conduits[].enforcedBy[]', 'assets'],
  ['conduits[].endpoints.a[]', 'assets'],
  ['conduits[].endpoints.b[]', 'assets'],
  ['conduits[].exceptions[].from', 'assets'],
  ['conduits[].exceptions[].to', 'assets'],
  ['conduits[].exceptions[].approvedBy', 'people'],
  ['conduits[].remoteAccess.jumpHost', 'assets'],
  ['assets[].zone', 'zones'],
  ['assets[].interfaces[].zone', 'zones'],
  ['assets[].functions[]', 'functions'],
  ['assets[].hostedOn[]', 'assets'],
  ['assets[].directory', 'directories'],
  ['assets[].owner.group', 'groups'],
  ['assets[].owner.person', 'people'],
  ['assets[].attachedTo.switch', 'assets'],
  ['assets[].uplinks[].managedBy', 'vendors', 'groups', 'assets'],
  ['assets[].portForwards[].to', 'assets'],
  ['fieldDevices[].wiredTo', 'assets'],
  ['fieldDevices[].function', 'functions'],
  ['flows[].src', 'assets'],
  ['flows[].dst', 'assets'],
  ['functions[].inputs[].suppliers[]', 'functions'],
  ['functions[].own[].assets[]', 'assets'],
  ['functions[].bia.owner', 'people'],
  ['informationFlows[].from', 'functions'],
  ['informationFlows[].to', 'functions'],
  ['informationFlows[].via[]', 'assets'],
  ['processStates[].functions[]', 'functions'],
  ['processStates[].source.asset', 'assets'],
  ['recovery.restoreTimes[].asset', 'assets'],
  ['recovery.restoreTimes[].crew', 'recovery.crews'],
  ['groups[].lead', 'people'],
  ['groups[].members[]', 'people'],
  ['people[].groups[]', 'groups'],
  ['people[].vendor', 'vendors'],
  ['rotas[].slots[].primary', 'people'],
  ['rotas[].slots[].alternate', 'people'],
  ['rotas[].team', 'groups'],
  ['directories[].servers[]', 'assets'],
  ['directories[].trusts[]', 'directories'],
  ['accounts[].domain', 'directories', '+local', '+project'],
  ['accounts[].person', 'people'],
  ['accounts[].systems[]', 'assets'],
  ['accounts[].owner', 'groups'],
  ['accounts[].runs[]', 'functions'],
  ['accounts[].vendor', 'vendors'],
  ['vendors[].products[]', 'assets'],
  ['vendors[].remoteAccess[]', 'remoteAccess'],
  ['remoteAccess[].vendor', 'vendors'],
  ['remoteAccess[].path[]', 'assets'],
  ['remoteAccess[].targets[]', 'assets'],
  ['remoteAccess[].jumpHost', 'assets'],
  ['remoteAccess[].accounts[]', 'accounts'],
  ['remoteAccess[].approvedBy', 'people'],
  ['remoteAccess[].conduits[]', 'conduits'],
  ['remoteAccess[].owner', 'groups', 'people'],
  ['cloudServices[].asset', 'assets'],
  ['cloudServices[].zone', 'zones'],
  ['cloudServices[].neededBy[].function', 'functions'],
  ['cloudServices[].usedBy[]', 'vendors', 'groups', 'assets'],
  ['cloudServices[].owner', 'people'],
  ['cloudServices[].reaches[]', 'assets'],
  ['manages[].by', 'assets'],
  ['manages[].what[]', 'assets'],
  ['manages[].account', 'accounts'],
  ['swInventory[].asset', 'assets'],
  ['firewallConfigs[].asset', 'assets'],
  ['policies[].owner', 'people'],
  ['policies[].check.targetsInZones[]', 'zones'],
  ['policies[].check.zone', 'zones'],
  ['policies[].check.conduit', 'conduits'],
  ['maintenanceWindows[].scope.units[]', 'processStates'],
  ['maintenanceWindows[].scope.zones[]', 'zones'],
  ['maintenanceWindows[].allowedProcessStates[].unit', 'processStates'],
  ['maintenanceWindows[].owner', 'people'],
  ['jobs[].vendor', 'vendors'],
  ['jobs[].remoteAccess[]', 'remoteAccess'],
  ['jobs[].accounts[]', 'accounts'],
  ['jobs[].assets[]', 'assets'],
  ['jobs[].owner', 'people', 'groups'],
  ['backups[].asset', 'assets'],
  ['backups[].covers[]', 'assets'],
  ['backups[].server', 'assets'],
  ['spares[].forAssets[]', 'assets'],
  ['alarms[].instrument', 'fieldDevices', 'assets'],
  ['alarms[].runsIn', 'assets'],
  ['alarms[].creditedIn[].sheet', 'lopa'],
  ['alarms[].suppressedBy', 'people'],
  ['outageHistory[].function', 'functions'],
  ['drills[].function', 'functions'],
  ['restsOn[].function', 'functions'],
  ['restsOn[].host', 'assets'],
  ['riskRegister[].owner', 'people'],
  ['riskRegister[].acceptance.by', 'people'],
  ['hazop[].lopa', 'lopa'],
  ['lopa[].causes[].assets[]', 'assets', 'fieldDevices'],
  ['lopa[].ipls[].assets[]', 'assets', 'fieldDevices'],
  ['lopa[].sif.assets[]', 'assets', 'fieldDevices'],
  ['lopa[].claimed.by[]', 'people'],
]

/** Links that may also name what an answer key holds, so a missing one is a warning. */
const LOOSE_REFERENCES: readonly Reference[] = [['riskRegister[].linked[]', 'lopa', 'hazop', 'functions', 'assets']]

export function danglingReferences(plant: PlantFile): PlantFault[] {
  return dangling(plant, REFERENCES)
}

export function looseReferences(plant: PlantFile): PlantFault[] {
  return dangling(plant, LOOSE_REFERENCES).map((one) => ({ ...one, mend: null }))
}

function dangling(plant: PlantFile, references: readonly Reference[]): PlantFault[] {
  const known = new Map<string, ReadonlySet<string>>()
  const idsOf = (list: string): ReadonlySet<string> => {
    const ids = known.get(list) ?? new Set(list.startsWith('+') ? [list.slice(1)] : entryIds(plant, list))
    known.set(list, ids)
    return ids
  }
  const faults: PlantFault[] = []
  for (const [from, ...to] of references) {
    const sets = to.map((list) => idsOf(list))
    eachAt(plant, from.split('.'), [], (value, path) => {
      if (typeof value !== 'string' || sets.some((ids) => ids.has(value))) return
      const near = nearestTo(
        value,
        sets.flatMap((ids) => [...ids]),
      )
      faults.push(
        fault({
          code: 'plant.dangling-reference',
          path: pathText(path),
          id: idOn(plant, path),
          found: shown(value),
          expected: `an id of ${to.map((list) => (list.startsWith('+') ? `"${list.slice(1)}"` : list)).join(' or ')}`,
          mend: near === null ? { code: 'remove', value: null } : { code: 'use', value: near },
        }),
      )
    })
  }
  return faults
}

/** Calls `visit` for each value at a field path. */
function eachAt(
  data: unknown,
  parts: readonly string[],
  path: DataPath,
  visit: (value: unknown, path: DataPath) => void,
): void {
  const [head, ...rest] = parts
  if (head === undefined) {
    visit(data, path)
    return
  }
  if (typeof data !== 'object' || data === null) return
  const isList = head.endsWith('[]')
  const key = isList ? head.slice(0, -2) : head
  const value = (data as Readonly<Record<string, unknown>>)[key]
  if (!isList) eachAt(value, rest, [...path, key], visit)
  else if (Array.isArray(value)) for (const [at, one] of value.entries()) eachAt(one, rest, [...path, key, at], visit)
}

function entryIds(plant: PlantFile, list: string): string[] {
  const ids: string[] = []
  eachAt(plant, `${list}[]`.split('.'), [], (entry) => {
    const row = entry as Readonly<Record<string, unknown>>
    const name = ['id', 'tag', 'unit'].map((key) => row[key]).find((value) => typeof value === 'string')
    if (typeof name === 'string') ids.push(name)
  })
  return ids
}
