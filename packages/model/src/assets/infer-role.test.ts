// What a device is likely for, from what it says and does, with what the conclusion saw.
import { type Asset, resolveAssets } from '@penstock/model/assets'
import type { Claim, ConversationSeen, FunctionKind } from '@penstock/model/observations'
import { expect, test } from 'vitest'
import { claim, declare, site, source, talk } from './estate.fixture.ts'

const ME = '10.0.0.1'

function me(facts: { claims?: Claim[]; conversations?: ConversationSeen[] }): Asset {
  const { assets } = resolveAssets(
    site({ sources: [source({ claims: [claim({ ip: ME }, 'mode', 'run')], ...facts })] }),
  )
  return assets.find(({ ips }) => ips.includes(ME))!
}

function calls(protocol: string, servers: number, ...kinds: FunctionKind[]): ConversationSeen[] {
  const functions = kinds.map((kind) => ({ code: kind, name: kind, kind, count: 1 }))
  return Array.from({ length: servers }, (_, at) =>
    talk({ ip: ME }, { ip: `10.0.1.${at + 1}` }, protocol, { functions }),
  )
}

function serves(protocol: string, options: Partial<ConversationSeen> = {}): ConversationSeen {
  return talk({ ip: '10.0.1.99' }, { ip: ME }, protocol, options)
}

test.each([
  { name: 'answers Modbus', facts: { conversations: [serves('modbus-tcp')] }, role: 'controller', level: 1 },
  {
    name: 'answers CIP under another spelling',
    facts: { conversations: [serves('cip')] },
    role: 'controller',
    level: 1,
  },
  { name: 'answers TriStation', facts: { conversations: [serves('tristation')] }, role: 'safety-controller', level: 1 },
  { name: 'answers IEC 104', facts: { conversations: [serves('iec104')] }, role: 'rtu', level: 1 },
  { name: 'answers MMS', facts: { conversations: [serves('iec61850-mms')] }, role: 'protection-relay', level: 1 },
  { name: 'reads four controllers', facts: { conversations: calls('s7comm', 4, 'read') }, role: 'scada', level: 2 },
  { name: 'writes to one controller', facts: { conversations: calls('modbus', 1, 'write') }, role: 'hmi', level: 2 },
  {
    name: 'downloads a program',
    facts: { conversations: calls('s7comm', 1, 'program') },
    role: 'engineering-workstation',
    level: 3,
  },
  {
    name: 'reads one controller and serves pages',
    facts: { conversations: [...calls('modbus', 1, 'read'), serves('http')] },
    role: 'data-display',
    level: 2,
  },
  {
    name: 'writes to one controller and serves pages',
    facts: { conversations: [...calls('modbus', 1, 'write'), serves('http')] },
    role: 'hmi',
    level: 2,
  },
  {
    name: 'reads three controllers and serves pages',
    facts: { conversations: [...calls('modbus', 3, 'read'), serves('http')] },
    role: 'scada',
    level: 2,
  },
  {
    name: 'reads controllers and serves what it keeps',
    facts: { conversations: [...calls('s7comm', 4, 'read'), serves('mssql')] },
    role: 'historian',
    level: 3,
  },
  {
    name: 'reads an OPC server and serves what it keeps',
    facts: { conversations: [...calls('opcua', 1, 'read'), serves('postgresql')] },
    role: 'historian',
    level: 3,
  },
  {
    name: 'writes to controllers and serves a database',
    facts: { conversations: [...calls('s7comm', 4, 'write'), serves('mssql')] },
    role: 'scada',
    level: 2,
  },
  {
    name: 'reads a controller and publishes what it read',
    facts: { conversations: [...calls('modbus', 1, 'read'), ...calls('mqtt', 1)] },
    role: 'iiot-gateway',
    level: 2,
  },
  {
    name: 'says that it is a controller of a DCS',
    facts: { claims: [claim({ ip: ME }, 'model', 'CPU 410-5H')], conversations: [serves('s7comm')] },
    role: 'dcs-controller',
    level: 1,
  },
  { name: 'serves PI', facts: { conversations: [serves('pi')] }, role: 'historian', level: 3 },
  { name: 'answers DNP3', facts: { conversations: [serves('dnp3')] }, role: 'rtu', level: 1 },
  {
    name: 'publishes GOOSE',
    facts: { conversations: [talk({ ip: ME }, {}, 'goose')] },
    role: 'protection-relay',
    level: 1,
  },
  {
    name: 'publishes the spanning tree',
    facts: { conversations: [talk({ ip: ME }, {}, 'stp')] },
    role: 'switch',
    level: null,
  },
  {
    name: 'says that it is a relay, and answers Modbus',
    facts: { claims: [claim({ ip: ME }, 'model', 'SEL-751 Feeder Relay')], conversations: [serves('modbus')] },
    role: 'protection-relay',
    level: 1,
  },
  {
    name: 'says that it is an RTU, and answers Modbus',
    facts: { claims: [claim({ ip: ME }, 'model', 'SCADAPack 474')], conversations: [serves('modbus')] },
    role: 'rtu',
    level: 1,
  },
  {
    name: 'answers on a gateway of serial lines',
    facts: { claims: [claim({ ip: ME }, 'model', 'MGate MB3180')], conversations: [serves('modbus')] },
    role: 'protocol-gateway',
    level: 1,
  },
  { name: 'serves video', facts: { conversations: [serves('rtsp')] }, role: 'camera', level: null },
  {
    name: 'a maker of cameras made',
    facts: { claims: [claim({ ip: ME }, 'vendor', 'Axis Communications')], conversations: [serves('http')] },
    role: 'camera',
    level: null,
  },
  {
    name: 'a maker of printers made',
    facts: { claims: [claim({ ip: ME }, 'vendor', 'Lexmark')], conversations: [serves('http')] },
    role: 'printer',
    level: 4,
  },
  { name: 'serves files', facts: { conversations: [serves('smb')] }, role: 'file-server', level: null },
  { name: 'serves pages', facts: { conversations: [serves('http')] }, role: 'server', level: null },
  { name: 'calls a tunnel', facts: { conversations: calls('openvpn', 1) }, role: 'remote-access', level: 3.5 },
  { name: 'serves printing', facts: { conversations: [serves('ipp')] }, role: 'printer', level: 4 },
  { name: 'serves time', facts: { conversations: [serves('ntp')] }, role: 'time-server', level: 3 },
  { name: 'only calls for pages', facts: { conversations: calls('https', 1) }, role: 'workstation', level: null },
  {
    name: 'says that it is a drive',
    facts: { claims: [claim({ ip: ME }, 'model', 'SINAMICS G120')], conversations: [serves('profinet')] },
    role: 'drive',
    level: 0,
  },
  {
    name: 'is a CPU in a station named after its I/O',
    facts: {
      claims: [claim({ ip: ME }, 'model', 'CPU 315-2 PN/DP'), claim({ ip: ME }, 'name', 'S7300/ET200M station_1')],
      conversations: [serves('s7comm')],
    },
    role: 'controller',
    level: 1,
  },
  {
    name: 'says that it is an I/O head',
    facts: { claims: [claim({ ip: ME }, 'model', 'ET 200SP')], conversations: [serves('profinet')] },
    role: 'io-device',
    level: 0,
  },
  {
    name: 'is named after its kind',
    facts: { claims: [claim({ ip: ME }, 'name', 'siemens-x208-switch')] },
    role: 'switch',
    level: null,
  },
])('a device that $name is likely a $role', ({ facts, role, level }) => {
  const asset = me(facts)
  expect([asset.role, asset.purdueLevel]).toEqual([role, level])
  expect(asset.fields.role.said[0]).toMatchObject({ basis: 'inferred', source: 'rule' })
  expect(asset.fields.role.said[0]!.method).toMatch(/^role\./)
  expect(asset.fields.role.said[0]!.reason).toMatch(/\S/)
})

test.each([
  { name: 'was only called and never answered', facts: { conversations: [serves('modbus', { isAnswered: false })] } },
  {
    name: 'called controllers that never answered',
    facts: { conversations: calls('modbus', 3, 'read').map((row) => ({ ...row, isAnswered: false })) },
  },
  { name: 'serves and calls PROFINET', facts: { conversations: [serves('profinet'), ...calls('profinet', 1)] } },
  {
    name: "speaks on a controller's port without its protocol",
    facts: { conversations: calls('unused', 1).map((row) => ({ ...row, protocol: null, portGuess: 'modbus' })) },
  },
])('nobody knows what a device is for that $name', ({ facts }) => {
  expect(me(facts)).toMatchObject({ role: null, purdueLevel: null })
})

test('what a device says of its role stands above the conclusion, and its level follows it', () => {
  const asset = me({
    claims: [claim({ ip: ME }, 'role', 'plc-comm', { method: 'list-identity-device-type' })],
    conversations: calls('modbus', 3, 'read'),
  })
  expect([asset.role, asset.purdueLevel, asset.fields.role.basis]).toEqual(['plc-comm', 1, 'observed'])
  expect(asset.fields.role.said.map(({ value }) => value)).toEqual(['plc-comm', 'scada'])
})

test('a declared level stands above the one that its role suggests', () => {
  const declared = [declare('X', [{ ip: ME }], { fields: { role: 'plc', purdueLevel: '2' } })]
  const { assets } = resolveAssets(site({ declared, sources: [source({ conversations: [serves('modbus')] })] }))
  const asset = assets.find(({ declaredId }) => declaredId === 'X')!
  expect([asset.role, asset.purdueLevel, asset.fields.purdueLevel.basis]).toEqual(['plc', 2, 'declared'])
})
