// What the chain says of signing in, on both engines: links that were issued, authenticators that were begun, attempts that failed.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { micros } from '@penstock/model/kernel'
import { AccessService } from '@penstock/server/access'
import type { Caller } from '@penstock/server/http'
import { HUB_SERVICE } from '@penstock/server/runtime'
import { fakeClock } from '@penstock/testkit/clock'
import { ENGINES, type OpenEngine } from '@penstock/testkit/stores'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const PASSWORD = 'a long enough password'
const AGENT = 'Firefox, Linux'
const clock = fakeClock(micros(1_790_834_400_000_000))

describe.each(ENGINES)('$name', (engine) => {
  let open: OpenEngine<'core'>
  let access: AccessService
  let caller: Caller
  let secret: string
  beforeAll(async () => {
    if (engine.missing !== null) return
    open = await engine.open('core')
    const { privateKey: policyKey } = generateKeyPairSync('ed25519')
    const onPolicy = async (): Promise<void> => {}
    access = new AccessService({
      store: open.store,
      clock: () => clock.now(),
      policyKey,
      sealingKey: randomBytes(32),
      address: () => 'http://localhost:8420',
      onPolicy,
    })
  }, 60_000)
  afterAll(() => open?.[Symbol.asyncDispose]())
  beforeEach(({ skip }) => skip(engine.missing !== null, engine.missing ?? ''))

  function code(): string {
    const totp = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 })
    return totp.generate({ timestamp: Math.floor(clock.now() / 1000) })
  }

  async function actions(): Promise<string[]> {
    const rows = await open.store.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('audit_entry').select('action').orderBy('seq').execute(),
    )
    return rows.map(({ action }) => action)
  }

  test('the way of the founder from the first link to password and authenticator is in the chain', async () => {
    const token = await access.begin()
    const opened = await access.door.openLink(token ?? '', AGENT)
    caller = (await access.sessions.find(opened.token))!.caller
    await access.ownAccount.setPassword(caller, null, { password: PASSWORD })
    secret = (await access.ownAccount.startTotp(caller)).secret
    await access.ownAccount.confirmTotp(caller, code())
    expect(await actions()).toEqual([
      'account.found',
      'account.link',
      'session.open',
      'account.password',
      'account.totp-start',
      'account.totp',
    ])
  })

  test('of many sign-ins with one code at once, one succeeds; the others are refused, and that is in the chain', async () => {
    const before = (await actions()).length
    for (let turn = 0; turn < 5; turn++) {
      clock.advance(60_000_000)
      const given = code()
      const attempts = Array.from({ length: 6 }, () => access.door.signIn('founder', PASSWORD, given, AGENT))
      const states = (await Promise.allSettled(attempts)).map(({ status }) => status)
      expect(states.filter((status) => status === 'fulfilled')).toHaveLength(1)
    }
    const said = (await actions()).slice(before)
    const count = (action: string): number => said.filter((one) => one === action).length
    expect([count('session.open'), count('session.refuse'), said.length]).toEqual([5, 25, 30])
  })

  test('an authenticator that stands cannot be begun anew, and a failed attempt names no secret', async () => {
    await expect(access.ownAccount.startTotp(caller)).rejects.toMatchObject({ code: 'access.totp-already' })
    await expect(access.door.signIn('nobody here', 'typed secret', '000000', AGENT)).rejects.toThrow()
    const last = await open.store.transaction(HUB_SERVICE, (tx) =>
      tx.selectFrom('audit_entry').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst(),
    )
    expect(last).toMatchObject({ actor: 'nobody', action: 'session.refuse', object: 'unknown', details: {} })
  })
})
