// A plant of many cells for the bench of attack paths: deterministic, every asset different enough that none stands for another.

/** Assets of a cell, and those of them that serve something: 49 × 11 reaches in each. */
const CELL = 50
const STATIONS = 3
const CONTROLLERS = 8

/** A plant file (schema `reference-plant/2`) with an office, an operations zone and cells until it has so many assets. */
export function manyCells(assetCount: number): unknown {
  const cells = Math.floor((assetCount - 2 * CELL) / CELL)
  const ids = Array.from({ length: cells }, (_, at) => at)
  return {
    about: { name: `${assetCount} assets`, schema: 'reference-plant/2', asOf: '2026-10-01T00:00:00Z' },
    protocols: [
      { id: 'modbus-tcp', aliases: [], transport: ['tcp'], ports: [502], isIndustrial: true },
      { id: 'rdp', aliases: [], transport: ['tcp'], ports: [3389], isIndustrial: false },
      { id: 'https', aliases: [], transport: ['tcp'], ports: [443], isIndustrial: false },
    ],
    zones: [
      { id: 'OUT', name: 'Outside', purdue: '5+' },
      { id: 'OFFICE', name: 'Office', purdue: '4', subnet: '10.254.0.0/24' },
      { id: 'OPS', name: 'Operations', purdue: '3', subnet: '10.253.0.0/24' },
      ...ids.map((cell) => ({ id: `CELL${cell}`, name: `Cell ${cell}`, purdue: '1-2', subnet: `10.${cell}.0.0/24` })),
    ],
    conduits: [
      { id: 'C-OFFICE', zoneA: 'OFFICE', zoneB: 'OPS', protocols: ['rdp'], direction: 'a-to-b', status: 'as designed' },
      ...ids.map((cell) => ({
        id: `C-${cell}`,
        zoneA: 'OPS',
        zoneB: `CELL${cell}`,
        protocols: ['rdp'],
        direction: 'a-to-b',
        status: 'as designed',
      })),
    ],
    assets: [
      { id: 'NET', name: 'Internet', zone: 'OUT', role: 'internet' },
      ...members('OFFICE', '10.254', CELL - 1, 'workstation'),
      ...members('OPS', '10.253', CELL, 'engineering-workstation'),
      ...ids.flatMap((cell) => members(`CELL${cell}`, `10.${cell}`, CELL, 'operator-station')),
    ],
    directories: [{ id: 'DIR', name: 'site', servers: ['OPS-0'], trusts: [] }],
    accounts: [
      account('A-OPS', 'DIR', ['OFFICE-0', 'OPS-1'], null, false),
      ...ids.map((cell) =>
        account(`A-${cell}`, 'local', [`OPS-${2 + (cell % (STATIONS - 2))}`, `CELL${cell}-0`], null, true),
      ),
    ],
    functions: ids.map((cell) => ({
      id: `F-${cell}`,
      name: `Function ${cell}`,
      type: 'process',
      inputs: [],
      own: [
        { name: 'controllers', assets: Array.from({ length: 4 }, (_, at) => `CELL${cell}-${STATIONS + at}`), k: 3 },
      ],
      restartH: 1,
      rtoH: null,
      rpoH: null,
      mtpdH: null,
      owner: null,
      product: null,
      bia: null,
    })),
  }
}

function members(zone: string, net: string, count: number, hostRole: string) {
  return Array.from({ length: count }, (_, at) => {
    const place = { id: `${zone}-${at}`, name: `${zone} ${at}`, zone, ip: `${net}.0.${at + 1}` }
    const isCell = zone.startsWith('CELL')
    if (at < STATIONS || !isCell)
      return { ...place, role: hostRole, os: 'Windows 10', services: at < STATIONS + CONTROLLERS ? ['rdp-3389'] : [] }
    return { ...place, role: 'plc', services: at < STATIONS + CONTROLLERS ? ['modbus-tcp-502'] : [] }
  })
}

function account(id: string, domain: string, systems: readonly string[], person: string | null, shared: boolean) {
  return {
    id,
    name: id.toLowerCase(),
    domain,
    kind: shared ? 'shared' : 'user',
    privilege: 'user',
    person,
    systems,
    mfa: false,
    shared,
    enabled: true,
    lastUse: null,
    passwordChangedOn: null,
  }
}
