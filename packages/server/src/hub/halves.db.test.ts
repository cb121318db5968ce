// A capture that arrives in two halves through a restart of the hub gives the same register as in one piece, wherever it is cut: the real
// observer, cell, fact feed and hub. PENSTOCK_CUTS sets how many cuts are tried.
import { readFileSync } from 'node:fs'
import { micros, SiteKey } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import { LiveObserver } from '@penstock/sensor/observe'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { sqlInstant } from '@penstock/store/state'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type House, jsonOf, openHouse, type Person } from './house.fixture.ts'

vi.setConfig({ testTimeout: 600_000, hookTimeout: 240_000 })

const CUTS = Number(process.env['PENSTOCK_CUTS'] ?? 4)
const SOON = { timeout: 60_000, interval: 200 }
const FOLDER = new URL('../../../../fixtures/captures/', import.meta.url).pathname
const FILES = ['modbus/umas.pcap', 's7comm/szl-identity.pcap', 'ethernet-ip/connected.pcap', 's7comm/download.pcap']
const CAPTURES = FILES.map((name) => ({ name, bytes: new Uint8Array(readFileSync(FOLDER + name)) }))

let house: House
let founder: Person
let sites = 0
beforeAll(async () => {
  house = await openHouse()
  founder = await house.founder()
})
afterAll(async () => await house[Symbol.asyncDispose]())

/** A site of its own for each capture, with the token of a sensor in it. */
async function newSite(): Promise<{ readonly site: string; readonly token: string }> {
  const site = SiteKey.parse(`cut-${++sites}`)
  await house.core.transaction(HUB_SERVICE, (tx) =>
    tx
      .insertInto('site')
      .values({ site, name: site, created_at: sqlInstant(micros(sites)) })
      .execute(),
  )
  const made = await founder.send('POST', '/api/access/tokens', {
    ...{ name: site, domain: 'ot', site, sourceKind: 'sensor' },
  })
  return { site, token: (made.body as { readonly secret: string }).secret }
}

async function send(token: string, batch: ObservationBatch): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = { sensor: 's', capture: 'c', batches: [batch] }
  const answer = await house.ask('/api/ot/observations', { ...jsonOf(body), headers })
  expect(answer.status, answer.text).toBe(200)
}

/** What the hub knows of a site, without what names the site, the capture or the moment of learning. */
async function registerOf(site: string) {
  return await house.core.transaction(HUB_SERVICE, async (tx) => {
    const assets = await tx
      .selectFrom('asset')
      .select(['name', 'vendor', 'model', 'role', 'macs', 'ips', 'first_at', 'last_at', 'unknowns', 'conflicts'])
      .where('site', '=', site)
      .execute()
    const fields = await tx
      .selectFrom('asset_field')
      .select(['field', 'value', 'basis'])
      .where('site', '=', site)
      .execute()
    const bindings = await tx
      .selectFrom('asset_binding')
      .select(['mac', 'ip', 'vlan', 'ground', 'protocol', 'packets', 'first_at', 'last_at'])
      .where('site', '=', site)
      .execute()
    const claims = await tx
      .selectFrom('asset_claim')
      .select(['mac', 'ip', 'field', 'value', 'protocol', 'method', 'basis', 'first_at', 'last_at'])
      .where('site', '=', site)
      .execute()
    const conversations = await tx
      .selectFrom('conversation')
      .select(['client_ip', 'server_ip', 'protocol', 'port_guess', 'server_port', 'is_answered', 'packets', 'bytes'])
      .select(['functions', 'first_at', 'last_at'])
      .where('site', '=', site)
      .execute()
    return { assets, fields: new Set(fields.map(textOf)), bindings, claims, conversations }
  })
}

/** As a set of texts: rows come in no order. */
function plain(register: Awaited<ReturnType<typeof registerOf>>) {
  return Object.fromEntries(Object.entries(register).map(([name, rows]) => [name, [...rows].map(textOf).sort()]))
}

function textOf(row: unknown): string {
  return typeof row === 'string' ? row : JSON.stringify(row)
}

test('two halves through a restart of the hub give the register of one piece', async () => {
  const whole: Awaited<ReturnType<typeof settled>>[] = []
  for (const { bytes } of CAPTURES) {
    const { site, token } = await newSite()
    const observer = new LiveObserver({ maxFlows: 4096 })
    observer.push(bytes)
    observer.end()
    await send(token, observer.cut())
    whole.push(await settled(site))
  }
  expect(whole.every(({ assets, conversations }) => assets!.length > 1 && conversations!.length > 0)).toBe(true)
  await fc.assert(
    fc.asyncProperty(fc.nat(CAPTURES.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), async (at, part) => {
      const { bytes, name } = CAPTURES[at]!
      const { site, token } = await newSite()
      // A pipe never gives no bytes at all.
      const cut = 1 + Math.floor((bytes.length - 2) * part)
      const observer = new LiveObserver({ maxFlows: 4096 })
      observer.push(bytes.subarray(0, cut))
      await send(token, observer.cut())
      await house.stopHub()
      observer.push(bytes.subarray(cut))
      observer.end()
      await house.startHub()
      await send(token, observer.cut())
      await expect.poll(async () => plain(await registerOf(site)), { ...SOON, message: name }).toEqual(whole[at])
    }),
    { numRuns: CUTS, endOnFailure: true },
  )
})

/** What the register says once it says the same twice. */
async function settled(site: string) {
  let before = ''
  await expect
    .poll(async () => {
      const register = await registerOf(site)
      const now = JSON.stringify(plain(register))
      const isSettled = now === before && register.assets.length > 0
      before = now
      return isSettled
    }, SOON)
    .toBe(true)
  return plain(await registerOf(site))
}
