import { type EpochMicros, isoOfMicros, micros, SiteKey } from '@penstock/model/kernel'
import type { ConversationFact } from '@penstock/server/facts'
import { HomeService } from '@penstock/server/home'
import type { Caller } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { storeConversations } from '@penstock/server/zones'
import { sqlInstant, sqlJson } from '@penstock/store/state'
import { type MigratedStore, migratedStore } from '@penstock/testkit/stores'
import { afterAll, beforeAll, expect, test } from 'vitest'

const [BEFORE, LATER] = [micros(1_790_000_000_000_000), micros(1_790_000_600_000_000)]
let store: MigratedStore<'core'>

beforeAll(async () => {
  store = await migratedStore('core')
  await store.transaction(HUB_SERVICE, async (tx) => {
    for (const [site, at] of [
      ['alpha', BEFORE],
      ['beta', LATER],
    ] as const) {
      await tx
        .insertInto('site')
        .values({ site, name: site, created_at: sqlInstant(at) })
        .execute()
      const told = { cell: 'ot', site, domains: ['ot'], observedAt: at, learnedAt: at } as const
      await storeConversations(tx, told, [conversation(site === 'alpha' ? 1 : 2, at)])
    }
    const cursor = { cell: 'ot', after_seq: 2, heard_at: sqlInstant(LATER) }
    const holds = sqlJson({ policy: 3, 'zone-model/alpha': 4, 'zone-model/beta': 9 })
    await tx
      .insertInto('fact_cursor')
      .values({ ...cursor, holds })
      .execute()
  })
})
afterAll(async () => await store[Symbol.asyncDispose]())

function conversation(n: number, at: EpochMicros): ConversationFact {
  const proof = { captureId: 'x', captureName: 'x.pcap', file: 0, frame: 1, offset: 40, length: 60, at }
  return {
    id: `019a0000-0000-7000-8000-00000000000${n}`,
    client: { mac: null, ip: '10.0.0.1' },
    server: { mac: null, ip: '10.0.0.2' },
    protocol: 'modbus-tcp',
    portGuess: null,
    transport: 'tcp',
    serverPort: 502,
    sidesFrom: 'content',
    isAnswered: true,
    vlans: [],
    packets: 1,
    bytes: 60,
    functionKinds: [],
    firstAt: at,
    lastAt: at,
    proof,
    verdict: null,
  }
}

async function heardBy(sites: Caller['sites']) {
  const home = new HomeService({
    store,
    clock: () => LATER,
    scopeOf: (caller) => ({ role: 'core_ot', sites: caller.sites, clearance: 0 }),
    heardAt: () => LATER,
    isAccountSecure: async () => await Promise.resolve(true),
  })
  const caller: Caller = {
    kind: 'person',
    subject: 'acc_x',
    name: 'x',
    roles: ['ot-analyst'],
    permissions: new Set(['asset:read']),
    domain: 'ot',
    sites,
    policyVersion: 1,
  }
  const { cells } = await home.read(caller, undefined)
  const { lastObservedAt, zoneModelVersion } = cells.find(({ domain }) => domain === 'ot')!
  return { lastObservedAt, zoneModelVersion }
}

test('what a cell last saw and which model it holds is told as far as the sites of the person go', async () => {
  expect(await heardBy('*')).toEqual({ lastObservedAt: isoOfMicros(LATER), zoneModelVersion: 9 })
  expect(await heardBy([SiteKey.parse('alpha')])).toEqual({ lastObservedAt: isoOfMicros(BEFORE), zoneModelVersion: 4 })
  expect(await heardBy([SiteKey.parse('gamma')])).toEqual({ lastObservedAt: null, zoneModelVersion: null })
})
