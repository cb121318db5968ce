// Samples of the industrial protocols.
import { bytes, leFloat } from './bytes.ts'
import * as cip from './cip.ts'
import { OXID_OPERATION, OXID_RESOLVER, rpcBind, rpcBindAck, rpcRequest, rpcResponse } from './dcerpc.ts'
import * as enip from './enip.ts'
import {
  FINS,
  finsControllerData,
  finsProgramData,
  finsReadData,
  finsRequest,
  finsResponse,
  finsWriteData,
} from './fins.ts'
import * as iec104 from './iec104.ts'
import {
  mmsIdentifyRequest,
  mmsIdentifyResponse,
  mmsInitiateRequest,
  mmsInitiateResponse,
  mmsReadRequest,
  mmsReadResponse,
  mmsTransportConnect,
} from './mms.ts'
import * as modbus from './modbus.ts'
import {
  type UaChannel,
  uaAcknowledge,
  uaClose,
  uaEndpointsRequest,
  uaEndpointsResponse,
  uaHello,
  uaOpenRequest,
  uaOpenResponse,
  uaReadRequest,
  uaReadResponse,
} from './opcua.ts'
import { pcomIdentity, pcomIntegers, pcomRange, pcomRequest, pcomResponse } from './pcom.ts'
import {
  type CmRelation,
  cmConnectRequest,
  cmConnectResponse,
  cmReadIm0Response,
  cmReadRequest,
  cmWriteRequest,
  cmWriteResponse,
  DRIVE_PARAMETER_INDEX,
  driveParameterChange,
  IM0_INDEX,
} from './profinet-cm.ts'
import * as s7comm from './s7comm.ts'
import * as s7program from './s7comm-program.ts'
import * as s7szl from './s7comm-szl.ts'
import type { Sample } from './sample.ts'
import * as tpkt from './tpkt.ts'
import { overTcp, overUdp, type Turn } from './wire-samples.ts'

export function industrialSamples(): Sample[] {
  return [
    ...modbusSamples(),
    ...s7Samples(),
    ...cipSamples(),
    iec104Sample(),
    mmsSample(),
    opcUaSample(),
    dcomSample(),
    finsSample(),
    pcomSample(),
    profinetCmSample(),
  ]
}

function modbusSamples(): Sample[] {
  const turn = (side: Turn[0], transaction: number, pdu: Uint8Array): Turn => [
    side,
    modbus.frame({ transaction, unit: 17 }, pdu),
  ]
  const ask = (transaction: number, request: Uint8Array, answer: Uint8Array): Turn[] => [
    turn('client', transaction, request),
    turn('server', transaction, answer),
  ]
  const words = modbus.writeRegistersRequest(8, [7, 8])
  const turns = [
    ...ask(1, modbus.readRequest(1, 0, 9), modbus.bitsResponse(1, [true, false, true])),
    ...ask(2, modbus.readRequest(3, 107, 2), modbus.registersResponse(3, [555, 100])),
    ...ask(3, modbus.writeCoil(4, true), modbus.writeCoil(4, true)),
    ...ask(4, modbus.writeRegister(6, 300), modbus.writeRegister(6, 300)),
    ...ask(5, modbus.writeCoilsRequest(3, [true, true]), modbus.writtenResponse(15, 3, 2)),
    ...ask(6, words, modbus.writtenResponse(16, 8, 2)),
    ...ask(7, modbus.maskWrite(4, 0xf2, 0x25), modbus.maskWrite(4, 0xf2, 0x25)),
    ...ask(8, modbus.readWriteRequest(3, 1, 14, [255]), modbus.registersResponse(23, [254])),
    ...ask(9, modbus.diagnostics(1, 0), modbus.diagnostics(1, 0)),
    ...ask(10, modbus.readRequest(3, 9000, 1), modbus.exception(3, 2)),
  ]
  const identity = modbus.deviceIdResponse(2, { 0: 'WAGO', 1: '750-8202', 2: 'FW22' })
  return [
    {
      name: 'Modbus functions',
      frames: overTcp(502, turns),
      protocol: 'mbtcp',
      fields: {
        'modbus.func_code': [
          '1',
          '1',
          '3',
          '3',
          '5',
          '5',
          '6',
          '6',
          '15',
          '15',
          '16',
          '16',
          '22',
          '22',
          '23',
          '23',
          '8',
          '8',
          '3',
          '3',
        ],
        'modbus.exception_code': ['2'],
        'modbus.regval_uint16': ['555', '100', '7', '8'],
      },
    },
    {
      name: 'Modbus device identification',
      frames: overTcp(502, ask(1, modbus.deviceIdRequest(2), identity)),
      protocol: 'mbtcp',
      fields: { 'modbus.object_str_value': ['WAGO', '750-8202', 'FW22'], 'modbus.mei': ['14', '14'] },
    },
    {
      name: 'UMAS in function 90',
      frames: overTcp(
        502,
        ask(1, modbus.umas(0, 2), modbus.umasIdentity(0, { name: 'BMX', hardwareId: 1, firmware: 2 })),
      ),
      protocol: 'mbtcp',
      fields: { 'modbus.func_code': ['90', '90'] },
    },
  ]
}

const S7_IDENTITY: s7szl.S7Identity = {
  orderNumber: '6ES7 516-3AN02-0AB0',
  firmware: [2, 8, 3],
  hardware: 4,
  systemName: 'station',
  moduleName: 'plc-1',
  moduleType: 'CPU 1516-3 PN/DP',
  serial: 'S C-H1A012345678',
  plant: 'boiler',
}

function s7Samples(): Sample[] {
  const range = { area: s7comm.AREA.dataBlock, db: 10, start: 4, length: 4 }
  const read = s7comm.readVarAnswer([bytes(1, 2, 3), bytes(4)])
  const write = s7comm.writeVarRequest([range], [bytes(9, 9, 9, 9)])
  const written = s7comm.writeVarAnswer([0xff])
  const opening: Turn[] = [
    ['client', tpkt.connectRequest(1, 0x0100, 0x0102)],
    ['server', tpkt.connectConfirm(1, 2, 0x0100, 0x0102)],
    ['client', s7comm.job(1, s7comm.setupParameter(480))],
    ['server', s7comm.ackData(1, s7comm.setupParameter(240))],
  ]
  const variables: Turn[] = [
    ['client', s7comm.job(2, s7comm.readVarParameter([range, { ...range, length: 1 }]))],
    ['server', s7comm.ackData(2, read.parameter, read.data)],
    ['client', s7comm.job(3, write.parameter, write.data)],
    ['server', s7comm.ackData(3, written.parameter, written.data)],
  ]
  const lists: Turn[] = [
    ['client', s7szl.szlRequest(4, 0x0011, 0)],
    ['server', s7szl.szlResponse(4, 1, 0x0011, 0, S7_IDENTITY)],
    ['client', s7szl.szlRequest(5, 0x001c, 0)],
    ['server', s7szl.szlResponse(5, 2, 0x001c, 0, S7_IDENTITY)],
  ]
  const file = s7program.blockFile(s7program.BLOCK.ob, 1)
  const download: Turn[] = [
    ['client', s7program.requestDownload(6, file, 300)],
    ['server', s7program.transferDone(6, 0x1a)],
    ['server', s7program.askBlock(7, file)],
    ['client', s7program.giveBlock(7, new Uint8Array(200), true)],
    ['server', s7program.askBlock(8, file)],
    ['client', s7program.giveBlock(8, new Uint8Array(100), false)],
    ['server', s7program.endDownload(9, file)],
    ['client', s7program.transferDone(9, 0x1c)],
    ['client', s7program.piService(10, '_INSE', [file])],
    ['server', s7program.transferDone(10, 0x28)],
    ['client', s7program.stop(11)],
    ['server', s7program.transferDone(11, 0x29)],
    ['client', s7program.piService(12, 'P_PROGRAM')],
    ['server', s7program.transferDone(12, 0x28)],
  ]
  const upload: Turn[] = [
    ['client', s7program.startUpload(13, file)],
    ['server', s7program.uploadStarted(13, 7, 100)],
    ['client', s7program.uploadStep(14, 0x1e, 7)],
    ['server', s7program.uploadPart(14, new Uint8Array(100), false)],
    ['client', s7program.uploadStep(15, 0x1f, 7)],
    ['server', s7program.transferDone(15, 0x1f)],
  ]
  return [
    {
      name: 'S7 setup, read and write',
      frames: overTcp(102, [...opening, ...variables]),
      protocol: 's7comm',
      fields: {
        's7comm.param.func': ['0xf0', '0xf0', '0x04', '0x04', '0x05', '0x05'],
        's7comm.param.item.db': ['10', '10', '10'],
        's7comm.param.pdu_length': ['480', '240'],
        's7comm.resp.data': ['01:02:03', '04', '09:09:09:09'],
      },
    },
    {
      name: 'S7 system status lists',
      frames: overTcp(102, [...opening, ...lists]),
      protocol: 's7comm',
      fields: {
        's7comm.szl.xy11.0001.anz': [S7_IDENTITY.orderNumber, S7_IDENTITY.orderNumber, S7_IDENTITY.orderNumber].map(
          (order) => `${order} `,
        ),
        's7comm.szl.001c.0005.serialn': ['S C-H1A012345678'],
        's7comm.szl.001c.0002.name': ['plc-1'],
      },
    },
    {
      name: 'S7 download, stop, start, upload',
      frames: overTcp(102, [...opening, ...download, ...upload]),
      protocol: 's7comm',
      fields: {
        's7comm.param.func': [
          ...[
            '0xf0',
            '0xf0',
            '0x1a',
            '0x1a',
            '0x1b',
            '0x1b',
            '0x1b',
            '0x1b',
            '0x1c',
            '0x1c',
            '0x28',
            '0x28',
            '0x29',
            '0x29',
          ],
          ...['0x28', '0x28', '0x1d', '0x1d', '0x1e', '0x1e', '0x1f', '0x1f'],
        ],
        's7comm.param.blockcontrol.filename': [...Array(4).fill(file), file.slice(1), file],
        's7comm.param.pistart.servicename': ['_INSE', 'P_PROGRAM', 'P_PROGRAM'],
      },
    },
  ]
}

const CIP_IDENTITY: enip.CipIdentity = {
  vendorId: 1,
  deviceType: 14,
  productCode: 166,
  revision: [34, 13],
  status: 0x60,
  serial: 0x12345678,
  productName: '1756-L85E/B',
}

function cipSamples(): Sample[] {
  const connection = { toTarget: 0x11, toOriginator: 0x22, serial: 7, originatorVendor: 1, originatorSerial: 99 }
  const unconnected = (side: Turn[0], message: Uint8Array): Turn => [side, enip.sendRrData(5, message)]
  const value = cip.readTagReply(cip.TAG_TYPE.real, leFloat(1.5))
  const all = cip.request(cip.SERVICE.getAttributesAll, cip.classPath(1, 1))
  const several = cip.multiple([cip.readTag('A'), cip.readTag('Bc')])
  return [
    {
      name: 'EtherNet/IP identity',
      frames: overUdp(44818, [
        ['client', enip.listIdentityRequest()],
        ['server', enip.listIdentityReply('192.0.2.20', CIP_IDENTITY)],
      ]),
      protocol: 'enip',
      fields: {
        'enip.lir.vendor': ['0x0001'],
        'enip.lir.name': ['1756-L85E/B'],
        'enip.lir.serial': ['0x12345678'],
        'enip.lir.revision': [String(34 * 256 + 13)],
      },
    },
    {
      name: 'CIP unconnected and connected',
      frames: overTcp(44818, [
        ['client', enip.registerSession(0)],
        ['server', enip.registerSession(5)],
        unconnected('client', all),
        unconnected('server', cip.reply(cip.SERVICE.getAttributesAll, enip.identityAttributes(CIP_IDENTITY))),
        unconnected('client', cip.unconnectedSend(cip.readTag('Program:Main.Level'), 0)),
        unconnected('server', value),
        unconnected('client', cip.forwardOpen(connection, 0)),
        unconnected('server', cip.forwardOpenReply(connection)),
        ['client', enip.sendUnitData(5, 0x11, 1, several)],
        ['server', enip.sendUnitData(5, 0x22, 1, cip.multipleReply([value, value]))],
        ['client', enip.sendUnitData(5, 0x11, 2, cip.writeTag('Setpoint', cip.TAG_TYPE.real, leFloat(2)))],
        ['server', enip.sendUnitData(5, 0x22, 2, cip.reply(cip.SERVICE.writeTag))],
        unconnected('client', cip.forwardClose(connection, 0)),
        unconnected('server', cip.forwardCloseReply(connection)),
        ['client', enip.unregisterSession(5)],
      ]),
      protocol: 'cip',
      fields: {
        'enip.command': [
          '0x0065',
          '0x0065',
          ...Array(6).fill('0x006f'),
          ...Array(4).fill('0x0070'),
          '0x006f',
          '0x006f',
          '0x0066',
        ],
        'cip.symbol': ['Program:Main', 'Level', 'Program:Main', 'Level', 'A', 'Bc', 'A', 'Bc', 'Setpoint', 'Setpoint'],
        'cip.id.product_name': ['1756-L85E/B'],
        'cip.genstat': Array(8).fill('0x00'),
      },
    },
    {
      name: 'CIP cyclic data',
      frames: overUdp(2222, [['client', enip.ioData(0x33, 5, 5, bytes(1, 2, 3, 4))]], 2222),
      protocol: 'cipio',
      fields: { 'enip.cpf.sai.connid': ['0x00000033'] },
    },
  ]
}

function iec104Sample(): Sample {
  const float = iec104.floatElement(11.25)
  const select = [{ address: 3001, element: iec104.commandElement(true, true) }]
  return {
    name: 'IEC 104 interrogation, values, command',
    frames: overTcp(2404, [
      ['client', iec104.uFrame('startAct')],
      ['server', iec104.uFrame('startCon')],
      [
        'client',
        iec104.iFrame(
          0,
          0,
          iec104.asdu(100, iec104.CAUSE.activation, 3, [{ address: 0, element: iec104.interrogationElement() }]),
        ),
      ],
      [
        'server',
        iec104.iFrame(0, 1, iec104.asdu(13, iec104.CAUSE.interrogated, 3, [{ address: 2001, element: float }])),
      ],
      [
        'server',
        iec104.iFrame(
          1,
          1,
          iec104.asdu(1, iec104.CAUSE.spontaneous, 3, [{ address: 1001, element: iec104.pointElement(true) }]),
        ),
      ],
      ['client', iec104.sFrame(2)],
      ['client', iec104.iFrame(1, 2, iec104.asdu(45, iec104.CAUSE.activation, 3, select))],
    ]),
    protocol: 'iec60870_104',
    fields: {
      'iec60870_asdu.typeid': ['100', '13', '1', '45'],
      'iec60870_asdu.ioa': ['0', '2001', '1001', '3001'],
      'iec60870_asdu.addr': ['3', '3', '3', '3'],
      'iec60870_asdu.float': ['11.25'],
    },
  }
}

function mmsSample(): Sample {
  return {
    name: 'MMS association, identity, read',
    frames: overTcp(102, [
      ['client', mmsTransportConnect(false)],
      ['server', mmsTransportConnect(true)],
      ['client', mmsInitiateRequest()],
      ['server', mmsInitiateResponse()],
      ['client', mmsIdentifyRequest(1)],
      ['server', mmsIdentifyResponse(1, 'ABB', 'RET670', '2.2.1')],
      ['client', mmsReadRequest(2, 'REL1LD0', 'MMXU1$MX$A$phsA$cVal$mag$f')],
      ['server', mmsReadResponse(2, 12.5)],
    ]),
    protocol: 'mms',
    fields: {
      'mms.vendorName': ['ABB'],
      'mms.modelName': ['RET670'],
      'mms.revision': ['2.2.1'],
      'mms.invokeID': ['1', '1', '2', '2'],
      'mms.domainId': ['REL1LD0'],
    },
  }
}

function opcUaSample(): Sample {
  const url = 'opc.tcp://192.0.2.20:4840'
  const at = (sequence: number): UaChannel => ({
    channel: 3,
    token: 1,
    sequence,
    request: sequence,
    fileTime: 134_000_000_000_000_000,
  })
  const server = { url, applicationUri: 'urn:kep', productUri: 'urn:product', name: 'KEPServerEX' }
  return {
    name: 'OPC UA channel, endpoints, read',
    frames: overTcp(4840, [
      ['client', uaHello(url)],
      ['server', uaAcknowledge()],
      ['client', uaOpenRequest(at(1))],
      ['server', uaOpenResponse(at(1))],
      ['client', uaEndpointsRequest(at(2), url)],
      ['server', uaEndpointsResponse(at(2), server)],
      ['client', uaReadRequest(at(3), ['Boiler.Level', 'Boiler.Flow'])],
      ['server', uaReadResponse(at(3), [1.5, 2.5])],
      ['client', uaClose(at(4))],
    ]),
    protocol: 'opcua',
    fields: {
      'opcua.transport.type': ['HEL', 'ACK', 'OPN', 'OPN', 'MSG', 'MSG', 'MSG', 'MSG', 'CLO'],
      'opcua.servicenodeid.numeric': ['446', '449', '428', '431', '631', '634', '452'],
      'opcua.Float': ['1.5', '2.5'],
      'opcua.ApplicationUri': ['urn:kep'],
    },
  }
}

function dcomSample(): Sample {
  return {
    name: 'DCOM object resolver',
    frames: overTcp(135, [
      ['client', rpcBind(1, OXID_RESOLVER)],
      ['server', rpcBindAck(1, '135')],
      ['client', rpcRequest(2, OXID_OPERATION.serverAlive)],
      ['server', rpcResponse(2, bytes(0, 0, 0, 0))],
    ]),
    protocol: 'dcerpc',
    fields: {
      'dcerpc.pkt_type': ['11', '12', '0', '2'],
      'dcerpc.cn_bind_to_uuid': [OXID_RESOLVER],
      'dcerpc.opnum': ['3', '3'],
    },
  }
}

function finsSample(): Sample {
  const ends = { client: 10, server: 20, service: 1 }
  return {
    name: 'FINS read, write, identity, program',
    frames: overUdp(9600, [
      ['client', finsRequest(ends, FINS.read, finsReadData(100, 2))],
      ['server', finsResponse(ends, FINS.read, bytes(0, 1, 0, 2))],
      ['client', finsRequest(ends, FINS.write, finsWriteData(100, [5]))],
      ['server', finsResponse(ends, FINS.write)],
      ['client', finsRequest(ends, FINS.controllerData, bytes(0))],
      ['server', finsResponse(ends, FINS.controllerData, finsControllerData('CJ2M-CPU33', '02.00'))],
      ['client', finsRequest(ends, FINS.programWrite, finsProgramData(0, bytes(1, 2, 3, 4)))],
      ['server', finsResponse(ends, FINS.programWrite, finsProgramData(0, bytes()))],
      ['client', finsRequest(ends, FINS.stop)],
      ['server', finsResponse(ends, FINS.stop)],
    ]),
    protocol: 'omron',
    fields: {
      'omron.command': [
        '0x0101',
        '0x0101',
        '0x0102',
        '0x0102',
        '0x0501',
        '0x0501',
        '0x0307',
        '0x0307',
        '0x0402',
        '0x0402',
      ],
      'omron.controller.model': ['CJ2M-CPU33          '],
    },
  }
}

function pcomSample(): Sample {
  return {
    name: 'PCOM identity, read, write',
    frames: overTcp(20256, [
      ['client', pcomRequest(1, 0, 'ID')],
      ['server', pcomResponse(1, 0, 'ID', pcomIdentity('V57057', 'B', [12, 29, 0]))],
      ['client', pcomRequest(2, 0, 'RW', pcomRange(0, 2))],
      ['server', pcomResponse(2, 0, 'RW', pcomIntegers([7, 300]))],
      ['client', pcomRequest(3, 0, 'SW', pcomRange(10, 1) + pcomIntegers([55]))],
      ['server', pcomResponse(3, 0, 'SW')],
    ]),
    protocol: 'pcomascii',
    fields: { 'pcomtcp.trans_id': ['1', '1', '2', '2', '3', '3'] },
  }
}

function profinetCmSample(): Sample {
  const cm: CmRelation = {
    relation: new Uint8Array(16).fill(3),
    activity: new Uint8Array(16).fill(4),
    controllerMac: '02:00:00:00:00:01',
    deviceMac: '02:00:00:00:00:02',
    controllerName: 'plc-1',
    vendorId: 0x2a,
    deviceId: 0x0501,
  }
  const im = {
    vendorId: 0x2a,
    orderId: '6SL3246-0BA22-1FA0',
    serial: 'T-1234',
    hardware: 2,
    software: ['V', 4, 7, 13],
  } as const
  return {
    name: 'PROFINET connect, write, read identity',
    frames: overUdp(
      34964,
      [
        ['client', cmConnectRequest(cm, 0)],
        ['server', cmConnectResponse(cm, 0)],
        ['client', cmWriteRequest(cm, 1, DRIVE_PARAMETER_INDEX, driveParameterChange(2, 1070, 1))],
        ['server', cmWriteResponse(cm, 1, DRIVE_PARAMETER_INDEX)],
        ['client', cmReadRequest(cm, 2, IM0_INDEX)],
        ['server', cmReadIm0Response(cm, 2, im)],
      ],
      34964,
    ),
    protocol: 'dcerpc',
    fields: {
      'dcerpc.opnum': ['0', '0', '3', '3', '2', '2'],
      'pn_io.cminitiator_station_name': ['plc-1'],
      'pn_io.order_id': ['6SL3246-0BA22-1FA0  '],
      'pn_io.opnum': ['0', '0', '3', '3', '2', '2'],
      'pn_io.im_sw_revision_internal_change': ['0x0d'],
    },
  }
}
