// Checks on trust that crosses zones without talking as a process does: management, backups, directories, time and names.
import { microsOfIso } from '@penstock/model/kernel'
import { reviewContinuity } from '@penstock/model/process'
import type { Tell } from './finding.ts'
import { type PlantView, zoneOf } from './plant-view.ts'

export function checkTrust(view: PlantView, tell: Tell): void {
  for (const management of view.plant.manages) managed(view, management, tell)
  for (const asset of view.plant.assets) {
    for (const host of asset.hostedOn ?? []) {
      const zone = zoneOf(view, host)
      if (zone === null || zone === asset.zone || view.documentedBetween(zone, asset.zone).length > 0) continue
      tell('segmentation.trust-without-conduit', {
        id: asset.id,
        facts: { 'hosted on': host, zones: `${zone}, ${asset.zone}` },
        path: [host, asset.id],
        places: [`assets[id=${asset.id}].hostedOn`],
      })
    }
  }
  backups(view, tell)
  directories(view, tell)
  timeAndNames(view, tell)
}

function managed(view: PlantView, { id, by, what, kind }: PlantView['plant']['manages'][number], tell: Tell): void {
  const own = zoneOf(view, by)
  for (const asset of what) {
    const zone = zoneOf(view, asset)
    if (own === null || zone === null || own === zone || view.documentedBetween(own, zone).length > 0) continue
    const surveyed = view.index.conduitsBetween(own, zone).map((conduit) => conduit.id)
    tell('segmentation.trust-without-conduit', {
      id,
      facts: { by, kind, what: asset, zones: `${own}, ${zone}` },
      path: [by, ...surveyed, asset],
      conduits: surveyed,
      places: [`manages[id=${id}].what`],
    })
  }
}

/** One finding for each backup server, with the jobs that its loss would take along. */
function backups(view: PlantView, tell: Tell): void {
  const asOf = microsOfIso(view.plant.about.asOf ?? '')
  if (asOf === null) return
  const shared = reviewContinuity(view.plant, asOf).filter(({ rule }) => rule === 'process.backup-in-same-trust')
  const jobs = Map.groupBy(shared, ({ facts }) => facts.find(({ name }) => name === 'server')?.value ?? '')
  for (const [server, found] of jobs) {
    tell('segmentation.backup-in-same-trust', {
      id: server,
      facts: {
        zone: zoneOf(view, server),
        directory: view.index.assetById.get(server)?.directory,
        jobs: found.map(({ id }) => id).join(', '),
      },
      path: [server],
      places: [
        `assets[id=${server}].zone`,
        `assets[id=${server}].directory`,
        ...found.flatMap(({ id }) => [`backups[id=${id}].server`, `backups[id=${id}].offlineCopy`]),
      ],
    })
  }
}

const LOGON = ['ldap', 'kerberos']

function directories(view: PlantView, tell: Tell): void {
  for (const directory of view.plant.directories) {
    const homes = new Set(directory.servers.flatMap((server) => zoneOf(view, server) ?? []))
    const members = Map.groupBy(
      view.plant.assets.filter((asset) => asset.directory === directory.id && !homes.has(asset.zone)),
      ({ zone }) => zone,
    )
    for (const [zone, assets] of members) {
      const isCarried = [...homes].some((home) =>
        view
          .documentedBetween(home, zone)
          .some(({ protocols }) => protocols.some((name) => LOGON.includes(view.index.protocol(name)?.id ?? name))),
      )
      if (isCarried) continue
      tell('segmentation.directory-across-zones', {
        id: directory.id,
        facts: { zone, members: assets.map(({ id }) => id).join(', ') },
        path: [...homes, zone],
        places: assets.map(({ id }) => `assets[id=${id}].directory`),
      })
    }
  }
}

const SERVICES = new Set(['ntp', 'dns', 'kerberos', 'ldap'])

/** One question for each zone and server, with the services that it uses. */
function timeAndNames(view: PlantView, tell: Tell): void {
  const needed = Map.groupBy(
    view.plant.flows.filter(({ src, dst, protocol }) => {
      const [from, to] = [zoneOf(view, src), zoneOf(view, dst)]
      return from !== null && to !== null && from !== to && SERVICES.has(view.index.protocol(protocol)?.id ?? protocol)
    }),
    ({ src, dst }) => JSON.stringify([zoneOf(view, src), dst]),
  )
  for (const flows of needed.values()) {
    const { src, dst } = flows[0]!
    const zone = zoneOf(view, src)!
    tell('segmentation.time-and-names-across-zones', {
      id: zone,
      facts: { server: dst, services: [...new Set(flows.map(({ protocol }) => protocol))].join(', ') },
      path: [zone, dst],
      places: flows.map(({ id }) => `flows[id=${id}].protocol`),
    })
  }
}
