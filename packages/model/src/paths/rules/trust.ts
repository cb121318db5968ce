// Ways that somebody opened on purpose: remote access, services outside that are called, management edges, hypervisors.
import type { FactBook } from '../facts/fact.ts'
import type { Ground } from '../facts/ground.ts'
import { linkBetween } from '../facts/reach.ts'
import { type AttackRule, NODE } from './attack-rule.ts'

type RemoteAccess = Ground['plant']['remoteAccess'][number]

export function trustRules(ground: Ground, book: FactBook): readonly AttackRule[] {
  return [
    ...ground.plant.remoteAccess.flatMap((access) => remoteAccessRules(ground, book, access)),
    ...cloudRules(ground, book),
    ...managementRules(ground, book),
    ...hypervisorRules(ground, book),
  ]
}

/** A session is the vendor's, or that of whoever stands where it begins; then it goes hop by hop, each by a permitted link. */
function remoteAccessRules(ground: Ground, book: FactBook, access: RemoteAccess): readonly AttackRule[] {
  const [origin] = access.path
  if (origin === undefined || access.machineToMachine === true) return []
  const fact = accessFact(ground, book, access)
  const isGuarded = access.mfa || access.hours?.needsPermit === true
  const session = {
    kind: 'remote-access',
    post: NODE.session(access.id),
    from: origin,
    at: origin,
    crosses: [],
    technique: 'T0822',
    facts: [fact],
    text: `opens a session of ${access.title} (${access.id})${isGuarded ? ', past its second factor or permit' : ''}`,
  } as const
  const cost = (access.mfa ? 2 : 0) + (access.hours?.needsPermit === true ? 1 : 0)
  const rules: AttackRule[] = []
  if (access.vendor !== null) rules.push({ ...session, pre: [NODE.vendor(access.vendor)], cost })
  else rules.push({ ...session, pre: [NODE.user(origin)], cost })
  const originAsset = ground.index.assetById.get(origin)
  if (access.vendor !== null && originAsset !== undefined && originAsset.role !== 'internet' && !access.mfa) {
    rules.push({ ...session, pre: [NODE.network(origin)], cost: cost + 1 })
  }
  for (const [at, to] of access.path.entries()) {
    const from = access.path[at - 1]
    if (from !== undefined) rules.push(...hopRule(ground, book, access, fact, from, to, at === 1))
  }
  const last = access.path.at(-1)!
  if (access.path.length > 1) {
    for (const target of access.targets) {
      if (!ground.isDevice(target)) rules.push(...hopRule(ground, book, access, fact, last, target, false))
    }
  }
  return rules
}

function hopRule(
  ground: Ground,
  book: FactBook,
  access: RemoteAccess,
  fact: string,
  from: string,
  to: string,
  isFirst: boolean,
): readonly AttackRule[] {
  const link = linkBetween(ground, book, from, to)
  if (link === null || ground.isDevice(to)) return []
  // A gateway or firewall lets traffic through; a host gives a desk.
  const role = ground.index.assetById.get(to)?.role ?? ''
  const post = /firewall|remote-access|router/.test(role) ? NODE.network(to) : NODE.user(to)
  return [
    {
      kind: 'remote-access',
      pre: isFirst ? [NODE.session(access.id)] : [NODE.session(access.id), NODE.network(from)],
      post,
      cost: 1,
      from,
      at: to,
      crosses: link.crosses,
      technique: 'T0886',
      facts: [fact, ...link.facts],
      text: `${access.title} (${access.id}) leads from ${from} to ${to}`,
    },
  ]
}

function accessFact(ground: Ground, book: FactBook, access: RemoteAccess): string {
  return book.tell('remote-access', access.id, () => {
    const guards = [
      access.mfa ? 'second factor' : 'no second factor',
      access.recorded ? 'recorded' : 'not recorded',
      access.jumpHost === null ? 'no jump host' : `through ${access.jumpHost}`,
      access.status,
    ]
    return {
      domain: ground.domainOfAssets([
        ...access.path.filter((id) => !ground.isOutside(ground.index.assetById.get(id)?.zone ?? '')),
        ...access.targets,
      ]),
      places: ['path', 'mfa', 'hours'].map((key) => `remoteAccess[id=${access.id}].${key}`),
      text: `${access.title} (${access.id}) ${access.path.join(' → ')} to ${access.targets.join(', ')}: ${guards.join(', ')}`,
      canBeCut: true,
    }
  })
}

/** Who holds a service that a gateway keeps a connection to tells the gateway what to do; a host only answers him. */
function cloudRules(ground: Ground, book: FactBook): readonly AttackRule[] {
  return ground.plant.assets.flatMap((asset) => {
    if (ground.isOutside(asset.zone)) return []
    return ground.observed.cloudsOf(asset.id, ground.index).map(({ id, protocol }): AttackRule => {
      const fact = book.tell('cloud-link', `${asset.id}:${id}`, () => ({
        domain: ground.domainOfAssets([asset.id]),
        places: [`assets[id=${asset.id}].uplinks`],
        text: `${asset.id} keeps a connection of its own to ${id} by ${protocol}, as the wire told${(asset.uplinks ?? []).length > 0 ? '' : '; no uplink of it is declared'}`,
        canBeCut: true,
      }))
      return {
        kind: 'cloud-link',
        pre: [NODE.cloud(id)],
        post: ground.isDevice(asset.id) ? NODE.logic(asset.id) : NODE.network(asset.id),
        cost: 2,
        from: null,
        at: asset.id,
        crosses: [],
        technique: 'T0822',
        protocol,
        facts: [fact],
        text: `${id} commands ${asset.id} over the connection that it keeps`,
      }
    })
  })
}

/** Who administers a managing host acts on what it manages: patches, definitions, agents, policy. Devices: by protocol. */
function managementRules(ground: Ground, book: FactBook): readonly AttackRule[] {
  return ground.plant.manages.flatMap((edge) =>
    edge.what.flatMap((target): readonly AttackRule[] => {
      if (ground.isDevice(target)) return []
      const isHost = /virtual|hypervisor/.test(edge.kind)
      const link = isHost ? { facts: [], crosses: [] } : linkBetween(ground, book, edge.by, target)
      const back = link ?? linkBetween(ground, book, target, edge.by)
      if (back === null) return []
      const fact = managementFact(ground, book, edge)
      return [
        {
          kind: isHost ? 'hypervisor' : 'management',
          pre: [NODE.admin(edge.by)],
          post: NODE.admin(target),
          cost: 1,
          from: edge.by,
          at: target,
          crosses: back.crosses,
          technique: 'T0886',
          facts: [fact, ...back.facts],
          text: `${edge.by} acts on ${target} (${edge.kind}, ${edge.id})`,
        },
      ]
    }),
  )
}

function managementFact(ground: Ground, book: FactBook, edge: Ground['plant']['manages'][number]): string {
  return book.tell('management', edge.id, () => ({
    domain: ground.domainOfAssets([edge.by, ...edge.what]),
    places: [`manages[id=${edge.id}].what`],
    text: `${edge.by} manages ${edge.what.join(', ')} (${edge.kind}, ${edge.schedule})`,
    canBeCut: true,
  }))
}

function hypervisorRules(ground: Ground, book: FactBook): readonly AttackRule[] {
  return ground.plant.assets.flatMap((asset) =>
    (asset.hostedOn ?? []).map((host): AttackRule => {
      const fact = book.tell('hypervisor', `${host}+${asset.id}`, () => ({
        domain: ground.domainOfAssets([host, asset.id]),
        places: [`assets[id=${asset.id}].hostedOn`],
        text: `${asset.id} runs on ${host}`,
        canBeCut: false,
      }))
      return {
        kind: 'hypervisor',
        pre: [NODE.admin(host)],
        post: NODE.admin(asset.id),
        cost: 1,
        from: host,
        at: asset.id,
        crosses: [],
        technique: null,
        facts: [fact],
        text: `${host} holds the disk and memory of ${asset.id}`,
      }
    }),
  )
}
