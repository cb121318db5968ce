// Talkers that nobody registered, as the reference plant plants them: found, placed and typed from what they say and do.
import {
  type Asset,
  closeFinding,
  findUnregistered,
  openFinding,
  type PersonDecision,
  type Places,
  resolveAssets,
  reviewFindings,
  type TalkerFinding,
} from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import type { ConversationSeen, FunctionKind } from '@penstock/model/observations'
import { expect, test } from 'vitest'
import { bind, claim, declare, SITE, site, source, talk } from './estate.fixture.ts'

const GATEWAY = '00:18:05:4a:11:c3'
const BOARD = 'b8:27:eb:5d:20:9e'
const SKID = '28:63:36:5a:01:77'
const PLC = '00:30:de:4e:90:0e'
const SCADA = 'f8:bc:12:ba:bb:08'
const FIREWALL = '00:09:0f:c9:96:fa'

const places: Places = {
  zones: [
    { id: 'Z-PKG', name: 'Packages', purdue: '1-2', subnets: ['10.20.40.0/24'] },
    { id: 'Z-OPS', name: 'Operations', purdue: '3', subnets: ['10.20.20.0/24'] },
  ],
  segments: [],
  source: 'plant.json',
  at: micros(1),
}

const register = [
  declare('PKG-CHL-PLC', [{ mac: PLC, ip: '10.20.40.70' }], { fields: { name: 'Chiller PLC' } }),
  declare('PKG-UTL-SCADA', [{ mac: SCADA, ip: '10.20.40.80' }]),
  declare('OPS-EWS2', [{ mac: 'f8:bc:12:03:1f:34', ip: '10.20.20.51' }]),
  declare('OPS-FW1', [{ mac: FIREWALL, ip: '10.20.40.1' }]),
]

function functions(...kinds: FunctionKind[]): ConversationSeen['functions'] {
  return kinds.map((kind) => ({ code: kind, name: kind, kind, count: 1 }))
}

const packets = source({
  bindings: [
    bind(GATEWAY, '10.20.40.210', 'arp-own'),
    bind(BOARD, '10.20.40.66', 'frame'),
    bind(SKID, '10.20.40.75', 'protocol', { protocol: 'profinet-dcp' }),
    bind(PLC, '10.20.40.70', 'frame'),
    bind(SCADA, '10.20.40.80', 'frame'),
    bind(FIREWALL, '10.20.20.51', 'frame'),
    bind(FIREWALL, '203.0.113.9', 'frame'),
  ],
  claims: [
    claim({ mac: GATEWAY }, 'vendor', 'InHand Networks', { method: 'oui', basis: 'inferred', protocol: 'ethernet' }),
    claim({ mac: BOARD }, 'vendor', 'Raspberry Pi Foundation', {
      method: 'oui',
      basis: 'inferred',
      protocol: 'ethernet',
    }),
    claim({ mac: SKID }, 'name', 'skid-dosing-1', { method: 'dcp-name-of-station', protocol: 'profinet-dcp' }),
  ],
  conversations: [
    talk({ ip: '10.20.40.210' }, { ip: '10.20.40.70' }, 'modbus', { functions: functions('read') }),
    talk({ ip: '10.20.40.210' }, { ip: '198.51.100.140' }, null, {
      portGuess: 'openvpn',
      serverPort: 1194,
      isAnswered: false,
      transport: 'udp',
    }),
    talk({ ip: '10.20.40.66' }, { ip: '10.20.40.70' }, 'modbus', { functions: functions('read') }),
    talk({ ip: '10.20.40.80' }, { ip: '10.20.40.66' }, 'http', { serverPort: 8080 }),
    talk({ ip: '10.20.40.80' }, { ip: '10.20.40.75' }, 's7comm', { serverPort: 102, functions: functions('read') }),
    talk({ mac: FIREWALL, ip: '10.20.20.51' }, { ip: '10.20.40.75' }, 's7comm', {
      serverPort: 102,
      functions: functions('program'),
    }),
  ],
})

function assetsWith(declared = register, decisions: PersonDecision[] = [], sources = [packets]): readonly Asset[] {
  return resolveAssets(site({ declared, sources, decisions })).assets
}

function talkersWith(assets: readonly Asset[]) {
  return findUnregistered({ site: SITE, assets, sources: [packets], places })
}

test('[A02] the three hidden devices are found, placed and typed, and nothing else is', () => {
  const talkers = talkersWith(assetsWith())
  expect(talkers.map(({ macs, zone, likelyFunction }) => [macs[0], zone, likelyFunction])).toEqual([
    [GATEWAY, 'Z-PKG', 'remote access'],
    [SKID, 'Z-PKG', 'controller'],
    [BOARD, 'Z-PKG', 'data display'],
  ])
  for (const { reason, proof, ips } of talkers) {
    expect(reason).toMatch(/\S/)
    expect(proof.frame).toBeGreaterThan(0)
    expect(ips).toHaveLength(1)
  }
})

test('[A02] a talker names its peers, on which side, and whether they answered', () => {
  const gateway = talkersWith(assetsWith()).find(({ macs }) => macs[0] === GATEWAY)!
  expect(gateway.peers).toMatchObject([
    { name: '198.51.100.140', assetKey: null, protocol: 'openvpn', side: 'client', isAnswered: false },
    { name: 'Chiller PLC', assetKey: 'north/declared:PKG-CHL-PLC', side: 'client', functionKinds: ['read'] },
  ])
  expect(gateway.protocolRoles.map(({ protocol, role, isGuess }) => [protocol, role, isGuess])).toEqual([
    ['modbus', 'client', false],
    ['openvpn', 'client', true],
  ])
})

test('[A02] the router of the outside world is no talker, the same router beside a controller is one', () => {
  const edge = '02:00:00:00:00:00'
  const outside = ['198.51.100.7', '198.51.100.8'].map((ip) => bind(edge, ip, 'frame', { vlan: 100 }))
  const inside = [bind(PLC, '10.20.40.70', 'frame', { vlan: 106 })]
  const talkersOf = (vlan: number) => {
    const bindings = [...inside, ...outside.map((row) => ({ ...row, vlan }))]
    const sources = [source({ bindings })]
    const { assets } = resolveAssets(site({ declared: register, sources }))
    return findUnregistered({ site: SITE, assets, sources, places }).map(({ macs, zone }) => [macs[0], zone])
  }
  expect(talkersOf(100)).toEqual([])
  expect(talkersOf(106)).toEqual([[edge, 'Z-PKG']])
})

test('[A02] an address of the outside world is no talker either when the plant has a zone for it', () => {
  const abroad = { ip: '203.0.113.9' }
  const conversations = [talk(abroad, { ip: '10.20.40.70' }, 'modbus'), talk({ ip: '10.20.40.70' }, abroad, 'https')]
  const sources = [{ ...packets, conversations }]
  const { assets } = resolveAssets(site({ declared: register, sources }))
  const outside = { id: 'Z-EXT', name: 'Outside', purdue: '5+', subnets: [] }
  const withZone = { ...places, zones: [...places.zones, outside] }
  const talkersOf = (known: Places) => findUnregistered({ site: SITE, assets, sources, places: known })
  expect(assets.some(({ ips, macs }) => ips[0] === abroad.ip && macs.length === 0)).toBe(true)
  expect(talkersOf(withZone)).toEqual(talkersOf(places))
})

test('[A02] a call to everyone is no peer', () => {
  const conversations = [
    talk({ ip: '10.20.40.66' }, { ip: '224.0.0.251' }, 'mdns'),
    talk({ mac: BOARD }, { mac: 'ff:ff:ff:ff:ff:ff' }, 'arp'),
  ]
  const sources = [{ ...packets, conversations }]
  const { assets } = resolveAssets(site({ declared: register, sources }))
  const board = findUnregistered({ site: SITE, assets, sources, places }).find(({ macs }) => macs[0] === BOARD)!
  expect(board.peers).toEqual([])
})

test('[A02] with other names, addresses and makers unknown, the controller is still a controller', () => {
  const sources = [{ ...packets, claims: [] }]
  const talkers = findUnregistered({ site: SITE, assets: assetsWith(register, [], sources), sources, places })
  expect(talkers.find(({ macs }) => macs[0] === SKID)).toMatchObject({ likelyFunction: 'controller', purdueLevel: 1 })
})

test('[A02] a device without an IP is a talker too', () => {
  const sources = [source({ bindings: [bind(SKID, null, 'link', { protocol: 'goose' })] })]
  const { assets } = resolveAssets(site({ sources }))
  expect(findUnregistered({ site: SITE, assets, sources, places })).toMatchObject([{ macs: [SKID], zone: null }])
})

function opened(): TalkerFinding {
  const talker = talkersWith(assetsWith()).find(({ macs }) => macs[0] === SKID)!
  return openFinding(talker, micros(3000))
}

const removal: Extract<PersonDecision, { kind: 'remove' }> = {
  kind: 'remove',
  id: 'r1',
  by: 'engineer',
  at: micros(6000),
  reason: 'hire ended',
  anchors: [`mac:${SKID}`],
  removedAt: micros(5000),
}

const absence = { how: 'by-absence', removal, lastSeenAt: micros(1500), requiredSpanMicros: 1000 } as const

test('[A02] a finding closes when the device is registered, and not before', () => {
  const finding = opened()
  const assets = assetsWith()
  const early = closeFinding(finding, { how: 'by-registration', assets }, 'engineer', micros(4000))
  expect(early).toEqual({ ok: false, refusal: { code: 'assets.not-registered' } })
  const now = assetsWith([...register, declare('PKG-SKID', [{ mac: SKID }])])
  const closed = closeFinding(finding, { how: 'by-registration', assets: now }, 'engineer', micros(4000))
  expect(closed).toMatchObject({ ok: true, value: { state: 'closed', closedBy: 'by-registration' } })
})

test.each(['by-hand', 'accepted', 'false-positive', 'expired'] as const)('[A02] it never closes %s', (how) => {
  const refused = closeFinding(opened(), { how }, 'engineer', micros(9000))
  expect(refused).toEqual({ ok: false, refusal: { code: 'assets.closing-not-allowed', asked: how } })
})

test.each([
  { name: 'no removal is recorded', change: { removal: null }, watched: [], code: 'assets.no-removal' },
  {
    name: 'another device was removed',
    change: { removal: { ...removal, anchors: ['mac:00:00:00:00:00:01'] } },
    watched: [],
    code: 'assets.no-removal',
  },
  {
    name: 'it was heard after the removal',
    change: { lastSeenAt: micros(5001) },
    watched: [[5000, 9000]],
    code: 'assets.seen-after-removal',
  },
  { name: 'nobody listened', change: {}, watched: [[0, 4000]], code: 'assets.no-coverage' },
  {
    name: 'the watched span is short',
    change: {},
    watched: [
      [5000, 5400],
      [5200, 5800],
    ],
    code: 'assets.absence-too-short',
  },
])('[A02] it does not close by absence when $name', ({ change, watched, code }) => {
  const spans = watched.map(([from, to]) => ({ segment: null, fromAt: micros(from!), toAt: micros(to!) }))
  const refused = closeFinding(opened(), { ...absence, ...change, watched: spans }, 'engineer', micros(9000))
  expect(refused).toMatchObject({ ok: false, refusal: { code } })
})

test('[A02] a watched silence after the removal closes it, and the next packet opens it again', () => {
  const watched = [{ segment: null, fromAt: micros(4000), toAt: micros(6500) }]
  const closed = closeFinding(opened(), { ...absence, watched }, 'engineer', micros(7000))
  if (!closed.ok) throw new Error(closed.refusal.code)
  expect(closed.value).toMatchObject({ state: 'closed', closedBy: 'by-absence' })
  const talkers = talkersWith(assetsWith())
  const quiet = reviewFindings([closed.value], talkers, assetsWith(), micros(7100))
  expect(quiet.findings[0]!.state).toBe('closed')
  const again = talkers.map((talker) => ({ ...talker, lastAt: micros(8000) }))
  const back = reviewFindings([closed.value], again, assetsWith(), micros(8100))
  expect(back.findings[0]).toMatchObject({ state: 'open', lastSeenAt: 8000 })
  expect(back.findings[0]!.steps.map(({ change }) => change)).toEqual(['opened', 'closed-by-absence', 'reopened'])
})

test('[A02] coverage of another segment proves nothing', () => {
  const finding = { ...opened(), segments: ['skid-hall'] }
  const span = { fromAt: micros(5000), toAt: micros(9000) }
  const elsewhere = closeFinding(
    finding,
    { ...absence, watched: [{ segment: 'boiler-house', ...span }] },
    'e',
    micros(9000),
  )
  expect(elsewhere).toMatchObject({ ok: false, refusal: { code: 'assets.no-coverage', segment: 'skid-hall' } })
  expect(
    closeFinding(finding, { ...absence, watched: [{ segment: 'skid-hall', ...span }] }, 'e', micros(9000)).ok,
  ).toBe(true)
})

test('[A02] a review opens what is new, closes what was registered, and reopens what left the register', () => {
  const first = reviewFindings([], talkersWith(assetsWith()), assetsWith(), micros(3000))
  expect(first.changed).toHaveLength(3)
  const known = assetsWith([...register, declare('PKG-SKID', [{ mac: SKID }])])
  const second = reviewFindings(first.findings, talkersWith(known), known, micros(4000))
  expect(second.changed).toMatchObject([{ state: 'closed', closedBy: 'by-registration' }])
  const third = reviewFindings(second.findings, talkersWith(assetsWith()), assetsWith(), micros(5000))
  expect(third.changed).toMatchObject([{ state: 'open' }])
  expect(reviewFindings(third.findings, talkersWith(assetsWith()), assetsWith(), micros(6000)).changed).toEqual([])
})

test('a finding follows its device when an IP gets its MAC', () => {
  const blind = { ...packets, bindings: packets.bindings.filter(({ mac }) => mac !== SKID), claims: [] }
  const before = resolveAssets(site({ declared: register, sources: [blind] })).assets
  const first = reviewFindings(
    [],
    findUnregistered({ site: SITE, assets: before, sources: [blind], places }),
    before,
    micros(1),
  )
  expect(first.findings.map(({ key }) => key)).toContain('unregistered|north/ip:10.20.40.75')
  const second = reviewFindings(first.findings, talkersWith(assetsWith()), assetsWith(), micros(2))
  expect(second.changed).toEqual([])
})
