import { accessWeaknesses, reconcile, type SeenConversation } from '@penstock/model/vendors'
import { expect, test } from 'vitest'
import { micros, talk, wrenfield } from './vendors.fixture.ts'

const plant = wrenfield()
const AT = micros('2026-10-01T12:00:00Z')
const found = (traffic: readonly SeenConversation[] = [], given = plant) =>
  accessWeaknesses(given, reconcile(given, traffic).entries, AT)
const on = (access: string, traffic: readonly SeenConversation[] = []) =>
  found(traffic).filter((one) => one.access === access)

test('[B06:2] shared accounts, standing tunnels, no second factor, no recording, dual-homed hosts of the reference plant', () => {
  const told = (access: string) =>
    on(access)
      .map(({ kind, subject }) => (subject === null ? kind : `${kind} ${subject}`))
      .toSorted()
  const router = (asset: string) => [`dual-homed ${asset}`, `own-uplink ${asset}`]
  const always = ['always-on', 'no-jump-host', 'no-second-factor', 'not-recorded']
  expect(told('RA-02')).toEqual(
    [...always, ...router('VND-EWON1'), 'shared-account ACC-31', 'sources-unknown'].toSorted(),
  )
  expect(told('RA-03')).toEqual(
    [...always, ...router('VND-CELL1'), 'ended-still-open', 'shared-account ACC-32'].toSorted(),
  )
  expect(told('RA-08')).toEqual(['ended-still-open', 'not-recorded'])
  expect(told('RA-09')).toEqual(['leaver-account ACC-18'])
  expect(told('RA-04')).toEqual(['idle-account ACC-36'])
  expect(told('RA-01')).toEqual([])
})

test('the planted gaps of remote access are among them, found from the places that show them', () => {
  const places = new Set(found().flatMap((one) => one.places))
  for (const place of [
    'accounts[id=ACC-18].enabled',
    'people[id=P-OT-ENG-4].leftOn',
    'accounts[id=ACC-36].lastUse',
    'vendors[id=V-CHL].contract',
    'vendors[id=V-ERP].contract',
    'assets[id=VND-EWON1].interfaces',
    'remoteAccess[id=RA-02].mfa',
  ])
    expect(places).toContain(place)
})

test('[B06:2] a weakness cites the policy that forbids it and the firewall rules that let it through', () => {
  expect(on('RA-02').find(({ kind }) => kind === 'no-second-factor')?.policies).toEqual(['POL-02'])
  expect(on('RA-03').find(({ kind }) => kind === 'shared-account')?.policies).toEqual(['POL-04'])
  const [leaver] = on('RA-09')
  expect(leaver).toMatchObject({ basis: 'rule', policies: ['POL-08'] })
  expect(leaver?.rules.map(({ device, name, from, to }) => [device, name, from, to])).toContainEqual([
    'DMZ-FW1',
    'office to jump host',
    'ENT-WS-PE',
    'DMZ-JMP1',
  ])
})

test('[B06:2] the next session of the access tests it again: what was only on record stands on a session then', () => {
  const [before] = on('RA-03').filter(({ kind }) => kind === 'ended-still-open')
  expect(before).toMatchObject({ basis: 'record', retestedAt: null, sessions: [] })
  const tunnel = talk('t', ['10.20.60.3', '198.51.100.88'], 'openvpn', ['2026-09-05T10:00:00Z', '2026-09-05T18:00:00Z'])
  const after = on('RA-03', [tunnel])
  const at = micros('2026-09-05T18:00:00Z')
  for (const kind of ['ended-still-open', 'no-second-factor', 'always-on', 'own-uplink', 'shared-account'])
    expect(after.find((one) => one.kind === kind)).toMatchObject({
      basis: 'session',
      retestedAt: at,
      sessions: [{ conversation: 't', at }],
    })
  expect(found([tunnel]).filter(({ access, basis }) => access !== 'RA-03' && basis === 'session')).toEqual([])
})

test('what was mended is gone, and nothing else', () => {
  const mended = wrenfield((raw) => {
    const access = raw['remoteAccess'] as { id: string; mfa: boolean }[]
    access.find(({ id }) => id === 'RA-02')!.mfa = true
  })
  const keys = (list: ReturnType<typeof found>) => list.map(({ key }) => key)
  expect(keys(found()).filter((key) => !keys(found([], mended)).includes(key))).toEqual([
    JSON.stringify(['no-second-factor', 'RA-02', null]),
  ])
})

test('hours in words that no machine can read are asked about', () => {
  const worded = wrenfield((raw) => {
    const access = raw['remoteAccess'] as { id: string; hours: object }[]
    access.find(({ id }) => id === 'RA-08')!.hours = { windows: 'office hours' }
  })
  expect(
    found([], worded)
      .filter(({ kind }) => kind === 'hours-unreadable')
      .map(({ access }) => access),
  ).toEqual(['RA-08'])
})
