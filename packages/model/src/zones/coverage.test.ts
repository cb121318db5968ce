import { coverageOf, type JudgedConversation, judgeAll, proposalsOf, type ZoneModel } from '@penstock/model/zones'
import { expect, test } from 'vitest'

const model: ZoneModel = {
  version: 1,
  zones: [
    { id: 'A', name: '', purdue: '3', subnets: ['10.1.0.0/16'], slTarget: null },
    { id: 'B', name: '', purdue: '1', subnets: ['10.2.0.0/16'], slTarget: null },
    { id: 'C', name: '', purdue: '1', subnets: ['10.3.0.0/16'], slTarget: null },
  ],
  conduits: [
    {
      id: 'K',
      zoneA: 'A',
      zoneB: 'B',
      protocols: ['modbus', 'rdp'],
      direction: 'a-to-b',
      status: 'as designed',
      endpoints: null,
      functionLimits: [],
      inspection: null,
      enforcedBy: [],
      slTarget: null,
    },
  ],
  protocols: [
    { id: 'modbus-tcp', aliases: ['modbus'], transport: ['tcp'], ports: [502], isIndustrial: true },
    { id: 'rdp', aliases: [], transport: ['tcp'], ports: [3389], isIndustrial: false },
  ],
  endpoints: [],
}

function talk(ref: string, client: string, server: string, protocol: string): JudgedConversation & { ref: string } {
  return {
    ref,
    client: { ip: client, mac: null },
    server: { ip: server, mac: null },
    protocol,
    portGuess: null,
    transport: 'tcp',
    serverPort: 502,
    functions: [],
  }
}

test('each conduit tells what is seen, never seen, and not allowed, and pairs without one are listed', () => {
  const judged = judgeAll(model, [
    talk('1', '10.1.0.1', '10.2.0.1', 'modbus-tcp'),
    talk('2', '10.1.0.2', '10.2.0.1', 'modbus'),
    talk('3', '10.2.0.1', '10.1.0.1', 'modbus-tcp'),
    talk('4', '10.1.0.1', '10.2.0.1', 'telnet'),
    talk('5', '10.3.0.1', '10.1.0.1', 'rdp'),
    talk('6', '10.3.0.1', '10.3.0.2', 'rdp'),
    talk('7', '192.168.0.1', '10.1.0.1', 'rdp'),
  ])
  expect(coverageOf(model, judged)).toEqual({
    conduits: [
      {
        conduit: 'K',
        zoneA: 'A',
        zoneB: 'B',
        protocols: [
          { protocol: 'modbus-tcp', state: 'allowed-seen', rule: null, conversations: ['1', '2'] },
          { protocol: 'rdp', state: 'allowed-never-seen', rule: null, conversations: [] },
          { protocol: 'modbus-tcp', state: 'not-allowed', rule: 'zones.direction', conversations: ['3'] },
          { protocol: 'telnet', state: 'not-allowed', rule: 'zones.protocol-not-named', conversations: ['4'] },
        ],
      },
      {
        conduit: null,
        zoneA: 'C',
        zoneB: 'A',
        protocols: [{ protocol: 'rdp', state: 'not-allowed', rule: 'zones.no-conduit', conversations: ['5'] }],
      },
    ],
    withinZones: ['6'],
    placeUnknown: ['7'],
  })
})

test('each cause gets one proposal, whatever the number of conversations', () => {
  const judged = judgeAll(model, [
    talk('1', '10.1.0.1', '10.2.0.1', 'telnet'),
    talk('2', '10.1.0.9', '10.2.0.1', 'telnet'),
    talk('3', '10.2.0.1', '10.1.0.1', 'modbus-tcp'),
    talk('4', '10.3.0.1', '10.1.0.1', 'rdp'),
    talk('5', '192.168.0.1', '10.1.0.1', 'rdp'),
    talk('6', '192.168.0.1', '10.2.0.1', 'rdp'),
    talk('7', '10.1.0.1', '10.2.0.1', 'rdp'),
  ])
  expect(proposalsOf(judged).map((one) => [one.action, one.conduit, one.about, one.conversations])).toEqual([
    ['name-protocol', 'K', null, ['1', '2']],
    ['open-direction', 'K', null, ['3']],
    ['draw-conduit', null, null, ['4']],
    ['place-address', null, '192.168.0.1', ['5']],
    ['place-address', null, '192.168.0.1', ['6']],
  ])
})
