// Where an attacker may begin: the internet, a vendor, a service outside that assets call, a partner's system, a user's mail, a person at a shared console, a visiting laptop.
import type { FactBook } from '../facts/fact.ts'
import type { Ground } from '../facts/ground.ts'
import { type AttackRule, NODE } from './attack-rule.ts'
import { accountFact } from './credentials.ts'

export interface Start {
  /** `internet:EXT-INET`, `vendor:V-BLR`. */
  readonly id: string
  readonly kind: 'internet' | 'vendor' | 'partner' | 'cloud' | 'phished-user' | 'insider' | 'visiting-device'
  readonly text: string
}

const COST: Readonly<Record<Start['kind'], number>> = {
  internet: 0,
  'phished-user': 1,
  vendor: 2,
  partner: 2,
  cloud: 2,
  'visiting-device': 2,
  insider: 3,
}

const TECHNIQUE: Readonly<Record<Start['kind'], string | null>> = {
  internet: null,
  'phished-user': 'T0865',
  vendor: 'T0862',
  partner: 'T0862',
  cloud: 'T0862',
  'visiting-device': 'T0864',
  insider: null,
}

export function startRules(
  ground: Ground,
  book: FactBook,
): { readonly starts: readonly Start[]; readonly rules: readonly AttackRule[] } {
  const starts: Start[] = []
  const rules: AttackRule[] = []
  const begin = (
    kind: Start['kind'],
    about: string,
    at: string | null,
    post: string,
    text: string,
    places: readonly string[],
    more: readonly string[] = [],
  ): void => {
    const id = `${kind}:${about}`
    const fact = book.tell('start', id, () => ({ domain: 'both', places, text, canBeCut: false }))
    starts.push({ id, kind, text })
    rules.push({
      kind: 'start',
      pre: [],
      post,
      cost: COST[kind],
      from: null,
      at,
      crosses: [],
      technique: TECHNIQUE[kind],
      facts: [fact, ...more],
      text,
    })
  }
  for (const asset of ground.plant.assets) {
    const place = `assets[id=${asset.id}].role`
    if (ground.isOutside(asset.zone)) {
      if (asset.role === 'internet')
        begin('internet', asset.id, asset.id, NODE.network(asset.id), `anyone on the internet (${asset.id})`, [place])
      else
        begin('partner', asset.id, asset.id, NODE.network(asset.id), `${asset.name} (${asset.id}) is compromised`, [
          place,
        ])
      continue
    }
    if (asset.temporary === true) {
      begin(
        'visiting-device',
        asset.id,
        asset.id,
        NODE.user(asset.id),
        `${asset.name} (${asset.id}) comes in compromised`,
        [`assets[id=${asset.id}].temporary`],
      )
      continue
    }
    if (ground.isDevice(asset.id)) continue
    if (asset.role === 'workstation' && ground.domainOfAssets([asset.id]) === 'it') {
      begin(
        'phished-user',
        asset.id,
        asset.id,
        NODE.user(asset.id),
        `the user of ${asset.id} opens a prepared mail or page`,
        [place],
      )
    }
    const shared = ground.enabledAccounts.find(
      (account) => account.shared && !account.mfa && account.systems.includes(asset.id),
    )
    if (
      shared !== undefined &&
      ground.domainOfAssets([asset.id]) === 'ot' &&
      shared.vendor === undefined &&
      (asset.os ?? null) !== null
    ) {
      const text = `somebody at ${asset.id} uses the shared account ${shared.name} (${shared.id})`
      begin(
        'insider',
        asset.id,
        asset.id,
        NODE.user(asset.id),
        text,
        [`accounts[id=${shared.id}].shared`],
        [accountFact(ground, book, shared)],
      )
    }
  }
  for (const vendor of ground.plant.vendors) {
    if (!ground.plant.remoteAccess.some((access) => access.vendor === vendor.id)) continue
    begin('vendor', vendor.id, null, NODE.vendor(vendor.id), `${vendor.name} (${vendor.id}) is compromised`, [
      `vendors[id=${vendor.id}].remoteAccess`,
    ])
  }
  for (const [service, assets] of callersOf(ground)) {
    const places = assets.map((id) => `assets[id=${id}].uplinks`)
    begin(
      'cloud',
      service,
      null,
      NODE.cloud(service),
      `${service}, which ${assets.join(', ')} calls, is compromised`,
      places,
    )
  }
  return { starts, rules }
}

/** Services outside by name, each with the assets that were seen to call it. */
function callersOf(ground: Ground): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>()
  for (const asset of ground.plant.assets) {
    if (ground.isOutside(asset.zone)) continue
    for (const { id } of ground.observed.cloudsOf(asset.id, ground.index)) {
      const known = callers.get(id)
      if (known === undefined) callers.set(id, [asset.id])
      else known.push(asset.id)
    }
  }
  return callers
}
