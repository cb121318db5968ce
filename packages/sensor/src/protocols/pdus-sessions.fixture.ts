// What a dissector that is not ours is asked of MMS, OPC UA and FINS, and how a line says the same.
import type { Comparison, PduLine, Shown } from './pdus.fixture.ts'

type Row = Readonly<Record<string, unknown>>
const rows = (line: PduLine, member: string): readonly Row[] => (line[member] ?? []) as readonly Row[]
const of = (list: readonly Row[], member: string): unknown[] => list.map((row) => row[member])

export const MMS_LINES: Shown = {
  protocol: 'iec61850-mms',
  filter: 'mms',
  fields: [
    'mms.confirmedServiceRequest',
    'mms.confirmedServiceResponse',
    'mms.unconfirmedService',
    'mms.invokeID',
    'mms.domainId',
    'mms.itemId',
    'mms.failure',
    'mms.boolean',
    'mms.integer',
    'mms.unsigned',
    'mms.data.visible-string',
    'mms.errorClass',
  ],
  samples: ['mms'],
  sampleFrames: 30,
  captures: ['mms/identify.pcap'],
  tell(line) {
    const objects = [...rows(line, 'objects'), ...rows(line, 'list')]
    const values = rows(line, 'values')
    const typed = (type: string, member = 'value'): unknown[] =>
      of(
        values.filter((row) => row['type'] === type),
        member,
      )
    const isPush = line.kind === 'push'
    const isError = line['pdu'] === 'confirmed-error'
    return {
      'mms.confirmedServiceRequest': isPush || line.kind !== 'request' ? undefined : line['service'],
      'mms.confirmedServiceResponse': line.kind === 'response' ? line['service'] : undefined,
      'mms.unconfirmedService': isPush ? line['service'] : undefined,
      'mms.invokeID': line['invoke'],
      'mms.domainId': of(objects, 'domain'),
      'mms.itemId': of(
        objects.filter(({ domain }) => domain !== undefined),
        'item',
      ),
      'mms.failure': of(values, 'failure'),
      'mms.boolean': typed('boolean'),
      'mms.integer': typed('integer'),
      'mms.unsigned': typed('unsigned'),
      'mms.data.visible-string': typed('visible-string', 'text'),
      'mms.errorClass': isError ? line['errorClass'] : undefined,
    }
  },
}

export const OPC_UA: Shown = {
  protocol: 'opc-ua',
  filter: 'opcua',
  fields: [
    'opcua.transport.type',
    'opcua.transport.chunk',
    'opcua.transport.size',
    'opcua.transport.scid',
    'opcua.transport.error',
    'opcua.transport.endpoint',
    'opcua.security.spu',
    'opcua.security.tokenid',
    'opcua.security.seq',
    'opcua.security.rqid',
    'opcua.servicenodeid.numeric',
    'opcua.RequestHandle',
    'opcua.AttributeId',
  ],
  samples: ['opcua'],
  sampleFrames: 20,
  captures: ['opcua/mainloop.pcap'],
  tell(line) {
    const nodes = rows(line, 'nodes')
    return {
      'opcua.transport.type': line['message'],
      'opcua.transport.chunk': line['chunk'],
      'opcua.transport.size': line.length,
      'opcua.transport.scid': line['channel'],
      'opcua.transport.error': line['message'] === 'ERR' ? line['status'] : undefined,
      'opcua.transport.endpoint': line['endpoint'],
      'opcua.security.spu': line['policy'],
      'opcua.security.tokenid': line['token'],
      'opcua.security.seq': line['sequence'],
      'opcua.security.rqid': line['request'],
      'opcua.servicenodeid.numeric': line['type'],
      'opcua.RequestHandle': line['handle'],
      'opcua.AttributeId': of(nodes, 'attribute'),
    }
  },
}

export const FINS: Shown = {
  protocol: 'fins',
  filter: 'omron',
  fields: [
    'omron.tcp.command',
    'omron.tcp.error_code',
    'omron.gct',
    'omron.dna',
    'omron.da1',
    'omron.da2',
    'omron.sna',
    'omron.sa1',
    'omron.sa2',
    'omron.sid',
    'omron.command',
    'omron.response.code',
  ],
  samples: ['omron'],
  sampleFrames: 14,
  captures: ['fins/omron.pcap'],
  tell: (line) => ({
    'omron.tcp.command': line['tcpCommand'],
    'omron.tcp.error_code': line['tcpError'],
    'omron.gct': line['gateways'],
    'omron.dna': line['targetNetwork'],
    'omron.da1': line['targetNode'],
    'omron.da2': line['targetUnit'],
    'omron.sna': line['sourceNetwork'],
    'omron.sa1': line['sourceNode'],
    'omron.sa2': line['sourceUnit'],
    'omron.sid': line['serviceId'],
    'omron.command': line['command'],
    'omron.response.code': line['endCode'],
  }),
}

const ASKS_FOR_MEMORY = 'omron.command >= 0x0101 && omron.command <= 0x0103 && !omron.response.code'
/** Places in memory; the dissector has the same fields for what other commands carry. */
export const FINS_PLACES: Comparison = {
  ...FINS,
  filter: ASKS_FOR_MEMORY,
  passedOver: `!(${ASKS_FOR_MEMORY})`,
  fields: ['omron.memory.area.read', 'omron.memory.address', 'omron.memory.address.bits', 'omron.memory.numitems'],
  tell: (line) => ({
    'omron.memory.area.read': line['area'],
    'omron.memory.address': line['address'],
    'omron.memory.address.bits': line['bit'],
    'omron.memory.numitems': line['count'],
  }),
}
