// Signs of shadow infrastructure, over the catalogue itself.
import { loadShadowIndicators } from '@penstock/catalogs/shadow-indicators@1'
import { micros } from '@penstock/model/kernel'
import type { Binding, ConversationSeen, DetailSeen } from '@penstock/model/observations'
import { findShadow, ShadowIndicators, type ShadowInput } from '@penstock/model/shadow'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const INDEX = loadShadowIndicators()
const BEGIN = 1_790_834_400_000_000
const HOUR = 3_600_000_000
const HOST = '10.1.2.30'
const OUTSIDE = '203.0.113.9'

function talk(details: readonly DetailSeen[], other: Partial<ConversationSeen> = {}): ConversationSeen {
  return {
    client: { mac: null, ip: HOST },
    server: { mac: null, ip: OUTSIDE },
    protocol: 'https',
    portGuess: null,
    transport: 'tcp',
    serverPort: 443,
    sidesFrom: 'content',
    isAnswered: true,
    vlans: [],
    packets: 10,
    bytes: 1000,
    firstAt: micros(BEGIN),
    lastAt: micros(BEGIN + 1000),
    functions: [],
    details: [...details],
    proof: { file: 0, frame: 7, at: micros(BEGIN), offset: 24, length: 60 },
    ...other,
  }
}

function said(kind: DetailSeen['kind'], value: string): DetailSeen {
  return { kind, value, count: 1 }
}

function bound(mac: string, ground: Binding['ground'] = 'arp-own'): Binding {
  return {
    mac,
    ip: HOST,
    vlan: null,
    ground,
    protocol: 'arp',
    packets: 1,
    firstAt: micros(BEGIN),
    lastAt: micros(BEGIN),
    proof: { file: 0, frame: 3, at: micros(BEGIN), offset: 24, length: 60 },
  }
}

function found(input: Partial<ShadowInput>) {
  return findShadow(INDEX, { conversations: [], bindings: [], ...input })
}

function told(details: readonly DetailSeen[], other: Partial<ConversationSeen> = {}) {
  return found({ conversations: [talk(details, other)] }).map(({ indicator, host, score }) => [indicator, host, score])
}

describe('[B01:2] [B02:2] one sign', () => {
  test.each([
    { name: 'a relay by its form', details: [said('dns-name', 'relay-0a1b2c3d.net.anydesk.com')], is: ['ra-anydesk'] },
    {
      name: 'a name below a domain',
      details: [said('tls-server-name', 'router7.TeamViewer.com.')],
      is: ['ra-teamviewer'],
    },
    { name: 'a domain that only ends alike', details: [said('dns-name', 'notteamviewer.com')], is: [] },
    { name: 'a name of the plant', details: [said('dns-name', 'historian.plant.example')], is: [] },
    {
      name: 'an AI service',
      details: [said('http-host', 'api.anthropic.com:443')],
      is: ['ag-claudecode', 'ai-anthropic'],
    },
    {
      name: 'a coding agent by what it calls itself',
      details: [said('http-user-agent', 'claude-cli/2.1.0 (external)')],
      is: ['ag-claudecode', 'ai-anthropic'],
    },
    {
      name: 'a library of an AI service',
      details: [said('http-user-agent', 'AsyncOpenAI/Python 2.1.0')],
      is: ['ai-openai'],
    },
  ])('$name', ({ details, is }) => {
    const names = told(details).map(([indicator]) => indicator)
    expect(is.filter((one) => names.includes(one))).toEqual(is)
    if (is.length === 0) expect(names).toEqual([])
  })
})

test('[B02:2] a local model server is told by a path and its port; a path that many answer tells none without it', () => {
  const path = [said('http-path', '/v1/models')]
  const at = (serverPort: number) =>
    told(path, { protocol: 'http', serverPort }).map(([indicator, host]) => [indicator, host])
  expect(at(1234)).toEqual([['lo-lmstudio', OUTSIDE]])
  expect(at(9)).toEqual([])
  // A path that anybody may have is nobody's, unless it stands on a port of the product.
  const version = [said('http-path', '/v1/users')]
  for (const value of ['/v1/users', '/metrics', '/manifest.json', '/api/status', '/info', '/api/health'])
    expect([value, told([said('http-path', value)], { protocol: 'http', serverPort: 8081 })]).toEqual([value, []])
  expect(told(version, { protocol: 'http', serverPort: 11_434 })).toEqual([['lo-ollama', OUTSIDE, 0.82]])
  expect(told([said('http-path', '/api/tags')], { protocol: 'http', serverPort: 11_434 })).toEqual([
    ['lo-ollama', OUTSIDE, 0.82],
  ])
  expect(told([said('http-server', 'llama.cpp')], { protocol: 'http', serverPort: 9 })).toEqual([
    ['lo-llamacpp', OUTSIDE, 0.8],
  ])
})

test('a port alone is nothing, and adds to what else is said; in an OT zone it says more', () => {
  expect(told([], { serverPort: 5938 })).toEqual([])
  const detail = [said('dns-name', 'teamviewer.com')]
  expect(told(detail, { serverPort: 5938 })).toEqual([['ra-teamviewer', HOST, 0.64]])
  const [inOt] = found({ conversations: [talk(detail, { serverPort: 5938 })], zoneOf: () => 'control' })
  expect(inOt).toMatchObject({ score: 0.72, severity: 4, title: 'Remote control software' })
  expect(inOt!.signs.map(({ kind, value, proof }) => [kind, value, proof.frame])).toEqual([
    ['name', 'teamviewer.com', 7],
    ['port', '5938', 7],
  ])
  expect(found({ conversations: [talk(detail)], zoneOf: () => 'enterprise' })[0]!.severity).toBe(2)
  expect(found({ conversations: [talk(detail)] })[0]!.severity).toBeNull()
})

test('[B01:2] a cellular router, a hobby board and a travel router are named by their maker, but not for the packets that they pass on', () => {
  for (const [mac, indicator] of [
    ['00:30:44:12:34:56', 'maker:cellular-router'],
    ['b8:27:eb:12:34:56', 'maker:hobby-board'],
    ['94:83:c4:12:34:56', 'maker:travel-soho-router'],
  ] as const) {
    expect(found({ bindings: [bound(mac)] })).toMatchObject([{ indicator, host: HOST, score: 0.5, severity: null }])
    expect(found({ bindings: [bound(mac, 'frame')] })).toEqual([])
  }
  expect(found({ bindings: [bound('00:1b:1b:00:00:01')] })).toEqual([])
  // A device without an IP is called by its MAC, one with an address is one finding.
  const mac = 'b8:27:eb:12:34:56'
  const link = { ...bound(mac, 'link'), ip: null }
  expect(found({ bindings: [link] }).map(({ host }) => host)).toEqual([mac])
  expect(found({ bindings: [link, bound(mac), bound(mac, 'frame')] }).map(({ host }) => host)).toEqual([HOST])
})

test('[B02:2] an agent that also speaks to a controller is the worst there is, wherever it stands', () => {
  const mcp = talk([], { protocol: 'mcp', serverPort: 8000, server: { mac: null, ip: '10.1.2.31' } })
  const plc = (hours: number) =>
    talk([], {
      protocol: 'modbus-tcp',
      serverPort: 502,
      server: { mac: null, ip: '10.1.2.40' },
      firstAt: micros(BEGIN + hours * HOUR),
      lastAt: micros(BEGIN + hours * HOUR),
      proof: { file: 0, frame: 90, at: micros(BEGIN), offset: 24, length: 60 },
    })
  const worst = found({ conversations: [mcp, plc(5)], zoneOf: () => 'guest' })
  expect(
    worst.map(({ indicator, host, severity, control }) => [indicator, host, severity, control?.proof.frame]),
  ).toEqual([
    ['ap-mcp', HOST, 4, 90],
    ['ap-mcp', '10.1.2.31', 1, undefined],
  ])
  expect(worst[0]!.control).toMatchObject({ protocol: 'modbus-tcp', peer: '10.1.2.40' })
  expect(found({ conversations: [mcp, plc(25)], zoneOf: () => 'guest' })[0]!.severity).toBe(1)
  // A remote desktop beside a controller is told, but is no model.
  const rdp = talk([], {
    protocol: 'rdp',
    serverPort: 3389,
    server: { mac: null, ip: HOST },
    client: { mac: null, ip: OUTSIDE },
  })
  expect(found({ conversations: [rdp, plc(1)], zoneOf: () => 'enterprise' })).toMatchObject([
    { indicator: 'ra-rdp', control: null, severity: 2 },
  ])
  expect(found({ conversations: [{ ...rdp, isAnswered: false }] })).toEqual([])
})

test('[B01:2] what was adopted for one device stays silent there alone', () => {
  const conversations = [
    talk([said('dns-name', 'teamviewer.com')]),
    talk([said('dns-name', 'teamviewer.com')], { client: { mac: null, ip: '10.1.2.99' } }),
  ]
  const isAdopted = (host: string, indicator: string) => host === HOST && indicator === 'ra-teamviewer'
  expect(found({ conversations, isAdopted }).map(({ host }) => host)).toEqual(['10.1.2.99'])
})

test('whatever names pass, in whatever order: the same findings, each from 0.5 to 1 and proven by its first packet', () => {
  const name = fc.oneof(
    fc.constantFrom('relay-0a1b2c3d.net.anydesk.com', 'api.openai.com', 'x.ngrok.io', '<script>', '.', '..', '=cmd()'),
    fc.string({ maxLength: 256, unit: 'binary' }),
  )
  const one = fc.record({ name, frame: fc.integer({ min: 1, max: 99 }), host: fc.constantFrom(HOST, '10.0.0.1') })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), fc.nat(), (list, turn) => {
      const conversations = list.map(({ name, frame, host }) =>
        talk([said('dns-name', name), said('http-user-agent', name), said('http-path', name)], {
          client: { mac: null, ip: host },
          proof: { file: 0, frame, at: micros(BEGIN), offset: 24, length: 60 },
        }),
      )
      const findings = found({ conversations })
      const at = turn % (conversations.length + 1)
      const turned = found({ conversations: [...conversations.slice(at), ...conversations.slice(0, at)] })
      const told = (rows: typeof findings) =>
        rows.map(({ signs, ...rest }) => ({ ...rest, signs: signs.map((sign) => ({ ...sign, value: '' })) }))
      expect(told(turned)).toEqual(told(findings))
      for (const { score } of findings) expect(score >= 0.5 && score <= 1).toBe(true)
    }),
  )
})

test('a catalogue with a pattern that is none, or a category that is not there, is refused with its place', () => {
  const indicator = { id: 'x', name: 'X', category: 'tunnel', confidence: 'low' }
  const severity = Object.fromEntries(
    ['safety', 'control', 'supervisory', 'operations', 'dmz', 'enterprise', 'guest'].map((zone) => [zone, 1]),
  )
  const catalogue = (one: object) => ({
    schemaVersion: '1.0',
    categories: [{ id: 'tunnel', title: 'Tunnels', severity }],
    indicators: [{ ...indicator, ...one }],
    ouiGroups: [],
  })
  expect(ShadowIndicators.safeParse(catalogue({})).success).toBe(true)
  expect(ShadowIndicators.safeParse(catalogue({ userAgents: ['('] })).error?.issues[0]).toMatchObject({
    path: ['indicators', 0, 'userAgents', 0],
    message: 'is no regular expression',
  })
  expect(ShadowIndicators.safeParse(catalogue({ category: 'tunnels' })).error?.issues[0]).toMatchObject({
    message: 'x: no category tunnels',
  })
})
