import { parsePlant } from '@penstock/model/plant'
import { judgeConversation, ZoneModel, zoneModelOf } from '@penstock/model/zones'
import { expect, test } from 'vitest'

const topology = {
  about: { name: 'Two cells', schema: 'reference-plant/2' },
  zones: [
    { id: 'A', name: 'Control room', purdue: '3', subnet: '10.0.0.0/24' },
    { id: 'B', name: 'Cell', purdue: '1', subnet: '10.0.1.0/24' },
  ],
  conduits: [
    {
      id: 'C',
      zoneA: 'A',
      zoneB: 'B',
      protocols: ['Modbus', 'modbus-tcp', 's7'],
      direction: 'a-to-b',
      status: 'as designed',
    },
  ],
  assets: [
    { id: 'PLC', name: 'Controller', zone: 'B', ip: '10.0.1.5' },
    { id: 'BARE', name: 'Motor', zone: 'B' },
  ],
}

const read = parsePlant(topology)
if (!read.ok) throw new Error('the topology has faults')
const model = zoneModelOf(read.value.plant, 3)

test('a plant without a vocabulary is judged by the usual names, and aliases become ids', () => {
  expect(model.conduits[0]!.protocols).toEqual(['modbus-tcp', 's7comm'])
  expect(model.endpoints).toEqual([
    { asset: 'PLC', zone: 'B', interfaces: [{ ip: '10.0.1.5', mac: null }], networks: [] },
    { asset: 'BARE', zone: 'B', interfaces: [], networks: [] },
  ])
  const judgement = judgeConversation(model, {
    client: { ip: '10.0.0.9', mac: null },
    server: { ip: '10.0.1.5', mac: null },
    protocol: 'modbus-tcp',
    portGuess: null,
    transport: 'tcp',
    serverPort: 502,
    functions: [{ code: '3', kind: 'read' }],
  })
  expect(judgement).toMatchObject({ verdict: 'allowed', conduit: 'C', serverAsset: 'PLC', basis: 'observed' })
})

test('the model passes its own schema, so that it can travel', () => {
  expect(ZoneModel.parse(JSON.parse(JSON.stringify(model)))).toEqual(model)
})
