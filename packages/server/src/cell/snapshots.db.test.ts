import { generateKeyPairSync } from 'node:crypto'
import { micros } from '@penstock/model/kernel'
import type { Policy } from '@penstock/model/operating-model'
import { signText } from '@penstock/server/access'
import { loadAuditKey, localChain } from '@penstock/server/audit'
import { Signal } from '@penstock/server/facts'
import { answerMissing, makeApplication } from '@penstock/server/http'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { type MigratedStore, migratedStore } from '@penstock/testkit/stores'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerInCell } from './grants.ts'
import { serveInternal } from './internal.ts'

const hub = generateKeyPairSync('ed25519')
const clock = fakeClock()
const taken: Policy[] = []
let store: MigratedStore<'monitoring'>
let app: FastifyInstance

beforeAll(async () => {
  store = await migratedStore('monitoring')
  app = makeApplication({ logLevel: 'silent' })
  answerMissing(app)
  const principal = { kind: 'hub', subject: 'hub', name: 'hub', domain: 'ot', policyVersion: 0, expiresAt: 0 } as const
  app.addHook('onRequest', async (request) => {
    request.caller = callerInCell(principal, null, 'ot', clock.now())
  })
  serveInternal(app, {
    store,
    domain: 'ot',
    hubKey: hub.publicKey,
    clock: () => clock.now(),
    onFacts: new Signal<void>(),
    chain: localChain(
      'ot',
      loadAuditKey(store.folder),
      () => clock.now(),
      (run) => store.transaction(CELL_SERVICE, run),
    ),
    auditKey: '',
    heldPolicy: () => taken.at(-1) ?? null,
    judgePolicy: () => null,
    takePolicy: (policy) => taken.push(policy),
    takeRules: () => {},
    heldRules: () => null,
    takeZoneModel: async () => {},
    readCoverage: async () => await Promise.reject(new Error('not asked here')),
    readSources: async () => await Promise.resolve({}),
    readYield: async () => await Promise.resolve({}),
    readArriving: async () => await Promise.resolve({}),
  })
})
afterAll(async () => {
  await app.close()
  await store[Symbol.asyncDispose]()
})

function policy(version: number): Policy {
  const decidedAt = micros(1)
  return {
    version,
    model: 'integrated',
    subjects: [],
    sources: [],
    decidedAt,
    approvals: [{ subject: 'x', at: decidedAt }],
  }
}

async function send(version: number, key = hub.privateKey): Promise<number> {
  const text = JSON.stringify(policy(version))
  const payload = { kind: 'policy', version, text, signature: signText(text, key) }
  return (await app.inject({ method: 'PUT', url: '/internal/snapshots', payload })).statusCode
}

async function entries(): Promise<unknown[]> {
  return await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('audit_entry').select(['actor', 'action', 'object', 'details']).orderBy('seq').execute(),
  )
}

test('a policy that the cell takes is an entry of its chain, with version and hash; the same one again is no second', async () => {
  expect([await send(1), await send(1), await send(2)]).toEqual([204, 204, 204])
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown
  expect(await entries()).toEqual(
    [1, 2].map((version) => ({
      actor: 'hub',
      action: 'snapshot.take',
      object: 'policy',
      details: { version, sha256: hash },
    })),
  )
})

test('one that the hub did not sign is refused, and leaves neither entry nor effect', async () => {
  const [before, known] = [await entries(), taken.length]
  expect(await send(3, generateKeyPairSync('ed25519').privateKey)).toBe(404)
  expect(await entries()).toEqual(before)
  expect(taken).toHaveLength(known)
})
