// Every PDU as a line, field by field against a dissector that is not ours: in every made sample and in captures that are not ours.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  allSamples,
  bytes,
  cip,
  dnp3,
  enip,
  type GooseMessage,
  gooseFrame,
  hasTshark,
  iec104,
  mmsServices,
  s7comm,
} from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { captureOf } from './capture.fixture.ts'
import { type Comparison, type PduLine, pduLines, type Shown, tellBoth } from './pdus.fixture.ts'
import { pduProtocols } from './pdus.ts'
import { PROFINET, PROFINET_CONNECTS, PROFINET_DCP, SNMP, snmpTypes } from './pdus-field.fixture.ts'
import { FINS, FINS_PLACES, MMS_LINES, OPC_UA } from './pdus-sessions.fixture.ts'
import { tcpTalk } from './room.fixture.ts'

const GUIDE = fileURLToPath(new URL('../../../../docs/guides/every-message.md', import.meta.url))
const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/captures/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'penstock-pdus-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, frames: readonly Uint8Array[]): string {
  const file = join(folder, name)
  writeFileSync(file, captureOf(frames))
  return file
}

type Row = Readonly<Record<string, unknown>>
const rows = (line: PduLine, member: string): readonly Row[] => (line[member] ?? []) as readonly Row[]
const of = (list: readonly Row[], member: string): unknown[] => list.map((row) => row[member])

const S7: Shown = {
  protocol: 's7comm',
  filter: 's7comm',
  // Answers that were captured behind their own acknowledgement are taken for repeated there.
  passedOver: 'tcp.analysis.spurious_retransmission',
  fields: [
    's7comm.header.pduref',
    's7comm.header.errcls',
    's7comm.header.errcod',
    's7comm.param.func',
    's7comm.param.item.syntaxid',
    's7comm.param.item.transp_size',
    's7comm.param.item.length',
    's7comm.param.item.db',
    's7comm.param.item.area',
    's7comm.param.item.address.byte',
    's7comm.param.item.address.bit',
    's7comm.param.userdata.type',
    's7comm.param.userdata.funcgroup',
    's7comm.param.userdata.seq_num',
    's7comm.param.pistart.servicename',
    's7comm.data.returncode',
  ],
  samples: ['s7comm'],
  sampleFrames: 20,
  captures: ['s7/clean.pcap', 's7/download-ob1.pcapng', 's7/go-online.pcapng', 's7/stop.pcapng'],
  tell(line) {
    const items = rows(line, 'items')
    const values = rows(line, 'values')
    return {
      's7comm.header.pduref': line['reference'],
      's7comm.header.errcls': line['errorClass'],
      's7comm.header.errcod': line['group'] === undefined ? line['errorCode'] : undefined,
      's7comm.param.func': line['function'],
      's7comm.param.item.syntaxid': of(items, 'syntax'),
      's7comm.param.item.transp_size': of(items, 'transportSize'),
      's7comm.param.item.length': of(items, 'count'),
      's7comm.param.item.db': of(items, 'db'),
      's7comm.param.item.area': of(items, 'area'),
      's7comm.param.item.address.byte': of(items, 'byte'),
      's7comm.param.item.address.bit': of(items, 'bit'),
      's7comm.param.userdata.type':
        line['group'] === undefined ? undefined : { push: 0, request: 4, response: 8 }[line.kind ?? ''],
      's7comm.param.userdata.funcgroup': line['group'],
      's7comm.param.userdata.seq_num': line['sequence'],
      's7comm.param.pistart.servicename': line['service'],
      's7comm.data.returncode': line['returnCode'] ?? of(values, 'returnCode'),
    }
  },
}

const FRAME_TYPES: Readonly<Record<string, number>> = { I: 0, S: 1, U: 3 }
const IEC104: Shown = {
  protocol: 'iec104',
  // The capture also holds rubbish in which the dissector looks for the octet that begins a frame.
  filter: 'iec60870_104 && tcp.payload[0] == 0x68',
  fields: [
    'iec60870_104.type',
    'iec60870_104.utype',
    'iec60870_104.apdulen',
    'iec60870_asdu.typeid',
    'iec60870_asdu.causetx',
    'iec60870_asdu.oa',
    'iec60870_asdu.addr',
    'iec60870_asdu.ioa',
  ],
  samples: ['iec60870_104'],
  sampleFrames: 20,
  captures: ['iec104/mixed.pcap'],
  tell(line) {
    return {
      'iec60870_104.type': FRAME_TYPES[String(line['frameType'])],
      'iec60870_104.utype': line['frameType'] === 'U' ? Number(line['function']) >> 2 : undefined,
      'iec60870_104.apdulen': line.length - 2,
      'iec60870_asdu.typeid': line['frameType'] === 'I' ? line['function'] : undefined,
      'iec60870_asdu.causetx': line['cause'],
      'iec60870_asdu.oa': line['originator'],
      'iec60870_asdu.addr': line['station'],
      'iec60870_asdu.ioa': of(rows(line, 'objects'), 'address'),
    }
  },
}

const DNP3: Shown = {
  protocol: 'dnp3',
  filter: 'dnp3',
  fields: [
    'dnp3.dst',
    'dnp3.src',
    'dnp3.ctl.prifunc',
    'dnp3.ctl.secfunc',
    'dnp3.tr.seq',
    'dnp3.al.seq',
    'dnp3.al.func',
    'dnp3.al.iin',
    'dnp3.al.obj',
    'dnp3.al.objq.prefix',
  ],
  samples: ['dnp3'],
  sampleFrames: 20,
  captures: ['dnp3/controls.pcap', 'dnp3/conformance-8.15.2.pcap'],
  // It takes a segment with the number 0 for the end of the fragment before, whatever its own marks say.
  except: { 'dnp3/controls.pcap': { filter: 'dnp3 && !(dnp3.tr.seq == 0)', passedOver: 'dnp3.tr.seq == 0' } },
  tell(line) {
    // The dissector knows neither the objects of function 18 nor those behind group 51 variation 2.
    const all = line['function'] === 18 ? [] : rows(line, 'objects')
    const last = all.findIndex(({ group, variation }) => group === 51 && variation === 2)
    const objects = last < 0 ? all : all.slice(0, last + 1)
    return {
      'dnp3.dst': line['destination'],
      'dnp3.src': line['origin'],
      'dnp3.ctl.prifunc': line['isSecondary'] === undefined ? line['linkFunction'] : undefined,
      'dnp3.ctl.secfunc': line['isSecondary'] === true ? line['linkFunction'] : undefined,
      'dnp3.tr.seq': line['segment'],
      'dnp3.al.seq': line['sequence'],
      'dnp3.al.func': line['function'],
      'dnp3.al.iin': line['indications'],
      'dnp3.al.obj': objects.map(({ group, variation }) => Number(group) * 256 + Number(variation)),
      'dnp3.al.objq.prefix': objects.map(({ qualifier }) => (Number(qualifier) >> 4) & 7),
    }
  },
}

const ENIP: Shown = {
  protocol: 'ethernet-ip',
  filter: 'enip',
  fields: [
    'enip.command',
    'enip.session',
    'enip.status',
    'enip.context',
    'enip.cpf.cai.connid',
    'enip.cpf.sai.connid',
    'enip.cpf.sai.seq',
    'cip.seq',
    'cip.service',
    'cip.genstat',
    'enip.lir.vendor',
    'enip.lir.serial',
    'enip.lir.name',
  ],
  samples: ['enip', 'cip', 'cipio'],
  sampleFrames: 18,
  captures: ['enip/cip-services.pcap', 'enip/remote-mode-change.pcap', 'enip/restart.pcap'],
  tell(line) {
    const messages = rows(line, 'messages')
    const identities = rows(line, 'identities')
    const isCyclic = line.kind === 'cyclic'
    const asksIdentity = line['command'] === 99 && line.kind === 'request'
    return {
      'enip.command': line['command'],
      'enip.session': line['session'],
      'enip.status': line['encapsulationStatus'],
      // Where List Identity asks, two octets are a delay.
      'enip.context': asksIdentity ? String(line['context']).slice(4) : line['context'],
      'enip.cpf.cai.connid': isCyclic ? undefined : line['connection'],
      'enip.cpf.sai.connid': isCyclic ? line['connection'] : undefined,
      'enip.cpf.sai.seq': isCyclic ? line['sequence'] : undefined,
      'cip.seq': isCyclic ? undefined : line['sequence'],
      'cip.service': messages.map(({ service }) => Number(service) | (line.kind === 'response' ? 128 : 0)),
      'cip.genstat': of(messages, 'status'),
      'enip.lir.vendor': of(identities, 'vendor'),
      'enip.lir.serial': of(identities, 'serial'),
      'enip.lir.name': of(identities, 'productName'),
    }
  },
}

const BACNET: Shown = {
  protocol: 'bacnet',
  // Networks that messages of routers list stand there in the field of the header's.
  filter: 'bvlc && !bacnet.mesgtyp',
  passedOver: 'bacnet.mesgtyp',
  fields: [
    'bvlc.function',
    'bacnet.dnet',
    'bacnet.snet',
    'bacapp.type',
    'bacapp.invoke_id',
    'bacapp.confirmed_service',
    'bacapp.unconfirmed_service',
  ],
  samples: ['bvlc', 'bacapp'],
  sampleFrames: 12,
  captures: ['bacnet/discovery.pcap'],
  tell(line) {
    const isUnconfirmed = line['pduType'] === 1
    const service = line['pduType'] === undefined ? undefined : line['function']
    return {
      'bvlc.function': line['linkFunction'],
      'bacnet.dnet': line['targetNetwork'],
      'bacnet.snet': line['sourceNetwork'],
      'bacapp.type': line['pduType'],
      'bacapp.invoke_id': line['invoke'],
      'bacapp.confirmed_service': isUnconfirmed ? undefined : service,
      'bacapp.unconfirmed_service': isUnconfirmed ? service : undefined,
    }
  },
}

const GOOSE: Shown = {
  protocol: 'goose',
  filter: 'goose',
  fields: [
    'goose.appid',
    'goose.length',
    'goose.gocbRef',
    'goose.timeAllowedtoLive',
    'goose.datSet',
    'goose.goID',
    'goose.stNum',
    'goose.sqNum',
    'goose.simulation',
    'goose.confRev',
    'goose.ndsCom',
    'goose.numDatSetEntries',
    'goose.boolean',
    'goose.integer',
    'goose.unsigned',
  ],
  samples: ['goose'],
  sampleFrames: 4,
  captures: [],
  tell(line) {
    const values = rows(line, 'values')
    const typed = (type: string): unknown[] =>
      of(
        values.filter((row) => row['type'] === type),
        'value',
      )
    return {
      'goose.appid': line['appId'],
      'goose.length': line.length,
      'goose.gocbRef': line['controlBlock'],
      'goose.timeAllowedtoLive': line['lifetimeMs'],
      'goose.datSet': line['dataSet'],
      'goose.goID': line['id'],
      'goose.stNum': line['state'],
      'goose.sqNum': line['sequence'],
      'goose.simulation': line['isTest'] === true ? 1 : 0,
      'goose.confRev': line['revision'],
      'goose.ndsCom': line['needsCommissioning'] === true ? 1 : 0,
      'goose.numDatSetEntries': line['entries'],
      'goose.boolean': typed('boolean'),
      'goose.integer': typed('integer'),
      'goose.unsigned': typed('unsigned'),
    }
  },
}

/** What Read Property asks for, and what is refused. */
const BACNET_PLACES: Comparison = {
  ...BACNET,
  filter: 'bacapp.confirmed_service == 12 && bacapp.type == 0 || bacapp.type == 5',
  fields: [
    'bacapp.objectType',
    'bacapp.instance_number',
    'bacapp.property_identifier',
    'bacapp.error_class',
    'bacapp.error_code',
  ],
  passedOver: '!bacapp || !(bacapp.confirmed_service == 12 && bacapp.type == 0 || bacapp.type == 5)',
  tell: (line) => ({
    'bacapp.objectType': line['objectType'],
    'bacapp.instance_number': line['instance'],
    'bacapp.property_identifier': line['property'],
    'bacapp.error_class': line['errorClass'],
    'bacapp.error_code': line['errorCode'],
  }),
}

/** What requests name. Where their Forward Open was seen, the dissector tells its path in the same fields; here it was not. */
const CIP_PATHS: Comparison = {
  ...ENIP,
  filter: 'cip && !(cip.rr == 1)',
  fields: ['cip.class', 'cip.instance', 'cip.symbol'],
  passedOver: '!cip || cip.rr == 1',
  tell(line) {
    const messages = rows(line, 'messages')
    return {
      'cip.class': of(messages, 'class'),
      'cip.instance': of(messages, 'instance'),
      'cip.symbol': messages.flatMap(({ tag }) => (typeof tag === 'string' ? tag.split('.') : [])),
    }
  },
}

const ALL: readonly Shown[] = [
  ...[S7, ENIP, DNP3, IEC104, BACNET, GOOSE, MMS_LINES, OPC_UA, FINS],
  ...[PROFINET_DCP, PROFINET, SNMP],
]
/** No dissector that we have names them; `pdus-octets.test.ts` makes the octets of each message again from its line. */
const UNNAMED = ['s7comm-plus', 'tristation']
function framesOf({ protocol, samples }: Pick<Shown, 'protocol' | 'samples'>): Uint8Array[] {
  const own = allSamples()
    .filter((sample) => samples.includes(sample.protocol))
    .flatMap(({ frames }) => frames)
  return protocol === SNMP.protocol ? [...own, ...snmpTypes()] : own
}

test('every protocol whose PDUs are told is held here, or beside its room', () => {
  expect([...pduProtocols()].sort()).toEqual(['modbus-tcp', ...ALL.map(({ protocol }) => protocol), ...UNNAMED].sort())
})

describe.skipIf(!hasTshark()).each(ALL)('of $protocol a dissector that is not ours reads the same', (shown) => {
  test('in every made sample', () => {
    const { own, dissected } = tellBoth(write(`${shown.protocol}.pcap`, framesOf(shown)), shown)
    expect(own).toEqual(dissected)
    expect(own.length).toBeGreaterThanOrEqual(shown.sampleFrames)
  })

  test.skipIf(!existsSync(SAMPLES)).each(shown.captures)('in %s', (name) => {
    const { own, dissected } = tellBoth(SAMPLES + name, { ...shown, ...shown.except?.[name] })
    expect(own).toEqual(dissected)
    expect(own.length).toBeGreaterThan(3)
  })
})

test.skipIf(!hasTshark() || !existsSync(SAMPLES))('paths of CIP are those that a dissector reads', () => {
  const { own, dissected } = tellBoth(`${SAMPLES}enip/cip-services.pcap`, CIP_PATHS)
  expect(own).toEqual(dissected)
  expect(own.length).toBeGreaterThan(100)
})

test.skipIf(!hasTshark() || !existsSync(SAMPLES))('relations of PROFINET are those that a dissector reads', () => {
  const { own, dissected } = tellBoth(`${SAMPLES}profinet/io-cm-mixed.pcap`, {
    ...PROFINET_CONNECTS,
    filter: `${PROFINET_CONNECTS.filter} && frame.number != 2`,
  })
  expect(own).toEqual(dissected)
  expect(own.length).toBeGreaterThan(2)
})

test.skipIf(!hasTshark())('places and errors of BACnet are those that a dissector reads', () => {
  const { own, dissected } = tellBoth(write('bacnet-places.pcap', framesOf(BACNET)), BACNET_PLACES)
  expect(own).toEqual(dissected)
  expect(own.length).toBeGreaterThan(0)
})

test.skipIf(!hasTshark() || !existsSync(SAMPLES))(
  'places in the memory of FINS are those that a dissector reads',
  () => {
    for (const file of [write('fins-places.pcap', framesOf(FINS)), `${SAMPLES}fins/omron.pcap`]) {
      const { own, dissected } = tellBoth(file, FINS_PLACES)
      expect(own).toEqual(dissected)
      expect(own.length).toBeGreaterThan(1)
    }
  },
)

/** Lines of a conversation, without what every line has. */
function linesOf(protocol: string, port: number, turns: Parameters<typeof tcpTalk>[1], cutAt = 0): Row[] {
  const file = write(`${protocol}-talk.pcap`, tcpTalk(port, turns, cutAt))
  const common = ['file', 'frame', 'at', 'source', 'sourcePort', 'target', 'targetPort']
  return pduLines(file, protocol).map((line) =>
    Object.fromEntries(Object.entries(line).filter(([member]) => !common.includes(member))),
  )
}

const WRITE = s7comm.writeVarRequest(
  [{ area: s7comm.AREA.dataBlock, db: 7, start: 10, length: 2 }],
  [Uint8Array.of(0x12, 0x34)],
)
const LINK = { destination: 10, source: 100, isMaster: true }
const EXACT: readonly {
  protocol: string
  port: number
  turns: Parameters<typeof tcpTalk>[1]
  lines: readonly Row[]
}[] = [
  {
    protocol: 's7comm',
    port: 102,
    turns: [
      ['client', s7comm.job(5, WRITE.parameter, WRITE.data)],
      ['server', s7comm.ackData(5, s7comm.writeVarAnswer([10]).parameter, s7comm.writeVarAnswer([10]).data)],
    ],
    lines: [
      {
        ...{ length: 30, kind: 'request', reference: 5, function: 5, functionName: 'Write Var' },
        items: [{ syntax: 16, transportSize: 2, count: 2, db: 7, area: 132, areaName: 'DB', byte: 10, bit: 0 }],
        values: [{ returnCode: 0, transportSize: 4, data: '1234' }],
      },
      {
        ...{ length: 15, kind: 'response', reference: 5, errorClass: 0, errorCode: 0 },
        ...{ function: 5, functionName: 'Write Var', values: [{ returnCode: 10 }] },
      },
    ],
  },
  {
    protocol: 'ethernet-ip',
    port: 44818,
    turns: [
      ['client', enip.sendRrData(5, cip.unconnectedSend(cip.readTag('Program:Main."x'), 3), 9)],
      ['server', enip.sendRrData(5, cip.reply(cip.SERVICE.readTag, bytes(), 5), 9)],
      ['client', enip.sendUnitData(5, 17, 2, cip.multiple([cip.request(0x0e, cip.classPath(1, 1, 7))]))],
    ],
    lines: [
      {
        ...{ length: 76, kind: 'request', command: 111, commandName: 'Send RR Data', session: 5 },
        ...{ encapsulationStatus: 0, context: '0900000000000000' },
        messages: [
          {
            ...{ service: 82, serviceName: 'Unconnected Send or Read Tag Fragmented' },
            ...{ class: 6, className: 'Connection Manager', instance: 1 },
          },
          { depth: 1, service: 76, serviceName: 'Read Tag', tag: 'Program:Main."x', data: '0100' },
        ],
      },
      {
        ...{ length: 44, kind: 'response', command: 111, commandName: 'Send RR Data', session: 5 },
        ...{ encapsulationStatus: 0, context: '0900000000000000' },
        messages: [{ service: 76, serviceName: 'Read Tag', status: 5 }],
      },
      {
        ...{ length: 64, kind: 'request', command: 112, commandName: 'Send Unit Data', session: 5 },
        ...{ encapsulationStatus: 0, context: '0000000000000000', connection: 17, sequence: 2 },
        messages: [
          {
            ...{ service: 10, serviceName: 'Multiple Service Packet' },
            ...{ class: 2, className: 'Message Router', instance: 1 },
          },
          {
            ...{ depth: 1, service: 14, serviceName: 'Get Attribute Single' },
            ...{ class: 1, className: 'Identity', instance: 1, attribute: 7 },
          },
        ],
      },
    ],
  },
  {
    protocol: 'dnp3',
    port: 20_000,
    turns: dnp3
      .segments(LINK, dnp3.request(4, 5, dnp3.indexed(12, 1, [[3, dnp3.relay(0x41, 100, 0)]])), 60, 12)
      .map((frame) => ['client', frame] as const),
    lines: [
      {
        ...{ length: 25, kind: 'request', destination: 10, origin: 100, linkFunction: 4 },
        ...{ linkFunctionName: 'Unconfirmed user data', segment: 60, isFirstSegment: true },
      },
      {
        ...{ length: 21, kind: 'request', destination: 10, origin: 100, linkFunction: 4 },
        ...{ linkFunctionName: 'Unconfirmed user data', segment: 61, isLastSegment: true, sequence: 4 },
        ...{ function: 5, functionName: 'Direct operate' },
        objects: [{ group: 12, variation: 1, qualifier: 40, count: 1, data: '03004101640000000000000000' }],
      },
    ],
  },
  {
    protocol: 'iec104',
    port: 2404,
    turns: [
      [
        'server',
        iec104.iFrame(
          1,
          2,
          iec104.sequence(13, 3, 300, 700, [iec104.floatElement(0.1, 0x80), iec104.floatElement(-12.5)]),
        ),
      ],
      [
        'client',
        iec104.iFrame(
          2,
          2,
          iec104.asdu(45, 6 | iec104.TEST, 300, [{ address: 9, element: iec104.commandElement(true, true) }]),
        ),
      ],
    ],
    lines: [
      {
        ...{ length: 25, kind: 'monitor', frameType: 'I', sent: 1, received: 2 },
        ...{ function: 13, functionName: 'Short float (M_ME_NC_1)', cause: 3, originator: 0, station: 300 },
        objects: [
          { address: 700, value: 0.1, quality: 128 },
          { address: 701, value: -12.5, quality: 0 },
        ],
      },
      {
        ...{ length: 16, kind: 'control', frameType: 'I', sent: 2, received: 2 },
        ...{ function: 45, functionName: 'Single command (C_SC_NA_1)', cause: 6, isTest: true, originator: 0 },
        ...{ station: 300, objects: [{ address: 9, value: 1, qualifier: 129 }] },
      },
    ],
  },
]

test.each(EXACT)('a line of $protocol holds the whole PDU, wherever it is cut', ({ protocol, port, turns, lines }) => {
  expect(linesOf(protocol, port, turns)).toEqual(lines)
  for (let cut = 1; cut < 40; cut += 3) expect(linesOf(protocol, port, turns, cut)).toEqual(lines)
})

const { data } = mmsServices
const PUBLISHED: GooseMessage = {
  ...{ from: '02:00:00:00:00:0a', to: '01:0c:cd:01:00:01', appId: 0x3001, id: 'trip "1"', isSimulated: true },
  ...{ controlBlock: 'IED1LD0/LLN0$GO$gcb1', dataSet: 'IED1LD0/LLN0$Trip', state: 4_000_000_000, sequence: 7 },
  data: [
    data.structure(data.boolean(true), data.structure(data.integer(-44), data.unsigned(70_000))),
    ...[mmsServices.quality(0x40), data.float(0.1), data.text('open'), data.octets(1, 2)],
  ],
}

test('a line of goose holds the whole frame, structures one deeper', () => {
  const file = write('goose-line.pcap', [gooseFrame(PUBLISHED)])
  const [line, ...more] = pduLines(file, 'goose')
  expect(more).toEqual([])
  expect(line).toEqual({
    ...{ file, frame: 1, at: line!['at'], kind: 'publish', length: gooseFrame(PUBLISHED).length - 18 },
    ...{ source: PUBLISHED.from, target: PUBLISHED.to, appId: 0x3001, isSimulated: true, isTest: true },
    ...{ controlBlock: PUBLISHED.controlBlock, dataSet: PUBLISHED.dataSet, id: 'trip "1"', lifetimeMs: 2000 },
    ...{ time: '6a0000000000000a', state: 4_000_000_000, sequence: 7, revision: 1, entries: 5 },
    values: [
      { type: 'structure' },
      { depth: 1, type: 'boolean', value: 1 },
      { depth: 1, type: 'structure' },
      { depth: 2, type: 'integer', value: -44 },
      { depth: 2, type: 'unsigned', value: 70_000 },
      { type: 'bit-string', data: '030040' },
      { type: 'float', value: 0.1 },
      { type: 'visible-string', text: 'open' },
      { type: 'octet-string', data: '0102' },
    ],
  })
})

test.skipIf(!hasTshark())('members of structures are those that a dissector reads', () => {
  const { own, dissected } = tellBoth(write('goose-nest.pcap', [gooseFrame(PUBLISHED)]), GOOSE)
  expect(own).toEqual(dissected)
  expect(own[0]?.['goose.integer']).toBe('-44')
})

test('a GOOSE frame that does not hold together is told as it lies there', () => {
  const frame = gooseFrame({ ...PUBLISHED, data: [data.structure(data.boolean(true))] })
  // The length of the last boolean goes beyond its structure.
  frame[frame.length - 2] = 9
  const [line] = pduLines(write('goose-broken.pcap', [frame]), 'goose')
  expect(line).toMatchObject({ appId: 0x3001, isMalformed: true })
  expect(line!['data']).toMatch(/^61/)
  expect(line).not.toHaveProperty('state')
})

test('of a DNP3 request for some indexes the headers behind them are told as well', () => {
  const request = dnp3.request(1, 1, bytes(30, 1, 0x17, 2, 5, 9), dnp3.all(60, 2))
  const turns = dnp3.segments(LINK, request).map((frame) => ['client', frame] as const)
  expect(linesOf('dnp3', 20_000, turns)[0]?.['objects']).toEqual([
    { group: 30, variation: 1, qualifier: 0x17, count: 2, data: '0509' },
    { group: 60, variation: 2, qualifier: 6 },
  ])
})

test('an S7 PDU over two segments of its carrier is one line', () => {
  const whole = s7comm.job(5, WRITE.parameter, WRITE.data)
  const body = whole.subarray(7)
  const part = (from: number, to: number, isLast: boolean): Uint8Array =>
    bytes(3, 0, 0, 7 + to - from, 2, 0xf0, isLast ? 0x80 : 0, body.subarray(from, to))
  const turns = [
    ['client', part(0, 12, false)],
    ['client', part(12, body.length, true)],
  ] as const
  expect(linesOf('s7comm', 102, turns)).toEqual(EXACT[0]!.lines.slice(0, 1))
})

test('no other protocol on the same carrier is told as S7', () => {
  expect(linesOf('s7comm', 102, [['client', bytes(3, 0, 0, 9, 2, 0xf0, 0x80, 0x72, 1)]])).toEqual([])
})

const EVERY: readonly Pick<Shown, 'protocol' | 'samples'>[] = [
  ...ALL,
  { protocol: 's7comm-plus', samples: ['cotp'] },
  { protocol: 'tristation', samples: ['data'] },
]

test('the guide tells of every member that a line of the made samples has', () => {
  const guide = readFileSync(GUIDE, 'utf8')
  const [general, ...sections] = guide.split(/^## /m)
  const untold = EVERY.flatMap((shown) => {
    const section = sections.find((one) => one.startsWith(`\`${shown.protocol}\``)) ?? ''
    const members = pduLines(write('guide.pcap', framesOf(shown)), shown.protocol).flatMap(membersOf)
    return [...new Set(members)]
      .filter((member) => !`${general}${section}`.includes(`\`${member}\``))
      .map((member) => `${shown.protocol}: ${member}`)
  })
  expect(untold).toEqual([])
})

/** Names of the members of a row and of those within. */
function membersOf(row: Row): string[] {
  return Object.entries(row).flatMap(([member, value]) => [
    member,
    ...(Array.isArray(value) ? value.flatMap((one) => (typeof one === 'object' ? membersOf(one as Row) : [])) : []),
  ])
}

describe.each(EVERY)('the lines of $protocol', (shown) => {
  test('are the same whatever the size of the reads', () => {
    const file = write(`${shown.protocol}-cut.pcap`, framesOf(shown))
    expect(pduLines(file, shown.protocol, { chunkBytes: 61 })).toEqual(pduLines(file, shown.protocol))
  })

  test('are lines of JSON whatever is damaged, and nothing throws', () => {
    const frames = framesOf(shown)
    const flip = fc.tuple(fc.nat(frames.length - 1), fc.nat(), fc.nat(255))
    fc.assert(
      fc.property(fc.array(flip, { minLength: 1, maxLength: 40 }), (flips) => {
        const damaged = frames.map((frame) => frame.slice())
        // Behind the headers of Ethernet, IP and UDP: what is damaged is the message.
        for (const [frame, at, value] of flips) {
          const bytes = damaged[frame]!
          if (bytes.length > 54) bytes[54 + (at % (bytes.length - 54))] = value
        }
        for (const line of pduLines(write(`${shown.protocol}-odd.pcap`, damaged), shown.protocol))
          expect(line.frame).toBeGreaterThan(0)
      }),
      { numRuns: 60 },
    )
  })
})
