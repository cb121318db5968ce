// Samples of the industrial protocols.
import { bytes } from './bytes.ts'
import { OXID_OPERATION, OXID_RESOLVER, rpcBind, rpcBindAck, rpcRequest, rpcResponse } from './dcerpc.ts'
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
import type { Sample } from './sample.ts'
import { bacnetSamples } from './samples-bacnet.ts'
import { cipSamples } from './samples-cip.ts'
import { finsSamples } from './samples-fins.ts'
import { mmsSamples } from './samples-mms.ts'
import { modbusSamples } from './samples-modbus.ts'
import { opcUaSamples } from './samples-opc-ua.ts'
import { profinetSamples } from './samples-profinet.ts'
import { s7Samples } from './samples-s7comm.ts'
import { s7PlusSamples } from './samples-s7comm-plus.ts'
import { telecontrolSamples } from './samples-telecontrol.ts'
import { tristationSamples } from './samples-tristation.ts'
import { overTcp, overUdp } from './wire-samples.ts'

export function industrialSamples(): Sample[] {
  return [
    ...modbusSamples(),
    ...s7Samples(),
    ...s7PlusSamples(),
    ...cipSamples(),
    ...telecontrolSamples(),
    ...bacnetSamples(),
    iec104Sample(),
    mmsSample(),
    ...mmsSamples(),
    opcUaSample(),
    ...opcUaSamples(),
    dcomSample(),
    finsSample(),
    ...finsSamples(),
    pcomSample(),
    profinetCmSample(),
    ...profinetSamples(),
    ...tristationSamples(),
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
