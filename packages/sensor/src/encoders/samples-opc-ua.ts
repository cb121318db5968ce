// Samples of OPC UA sessions.
import type { UaChannel } from './opcua.ts'
import { uaAcknowledge, uaHello, uaOpenRequest, uaOpenResponse } from './opcua.ts'
import {
  uaActivateSessionRequest,
  uaActivateSessionResponse,
  uaCallRequest,
  uaCallResponse,
  uaChunked,
  uaCreateSessionRequest,
  uaCreateSessionResponse,
  uaError,
  uaFault,
  uaMonitorRequest,
  uaMonitorResponse,
  uaPublishRequest,
  uaPublishResponse,
  uaWriteRequest,
  uaWriteResponse,
} from './opcua-session.ts'
import type { Sample } from './sample.ts'
import { overTcp } from './wire-samples.ts'

const URL = 'opc.tcp://192.0.2.20:4840'
const BAD_ACCESS = 0x801f_0000
const LAST_USABLE = 0x4090_0000

export function opcUaSamples(): Sample[] {
  return [sessionSample()]
}

function at(sequence: number): UaChannel {
  return { channel: 3, token: 1, sequence, request: sequence, fileTime: 134_000_000_000_000_000 }
}

function sessionSample(): Sample {
  const server = { url: URL, applicationUri: 'urn:plc', productUri: 'urn:product', name: 'Tank server' }
  const client = { applicationUri: 'urn:hmi', productUri: 'urn:hmi-product', name: 'HMI' }
  const published = uaPublishResponse(at(7), 9, { 1: { value: 4.25 }, 2: { value: 0.5, status: LAST_USABLE } })
  return {
    name: 'OPC UA session, write, call, subscription',
    frames: overTcp(4840, [
      ['client', uaHello(URL)],
      ['server', uaAcknowledge()],
      ['client', uaOpenRequest(at(1))],
      ['server', uaOpenResponse(at(1))],
      ['client', uaCreateSessionRequest(at(2), client, URL)],
      ['server', uaCreateSessionResponse(at(2), server)],
      ['client', uaActivateSessionRequest(at(3), { name: 'operator', password: 'pump' })],
      ['server', uaActivateSessionResponse(at(3))],
      ['client', uaWriteRequest(at(4), { 'Tank.Setpoint': 3.5, 'Tank.Limit': 9 })],
      ['server', uaWriteResponse(at(4), [0, BAD_ACCESS])],
      ['client', uaCallRequest(at(5), 'Tank', 'Tank.Drain', [1.5])],
      ['server', uaCallResponse(at(5), 0)],
      ['client', uaMonitorRequest(at(6), 9, ['Tank.Level', 'Tank.Flow'])],
      ['server', uaMonitorResponse(at(6), 2)],
      ['client', uaPublishRequest(at(7))],
      ['server', uaChunked(at(7), published, [30, 50])],
      ['client', uaWriteRequest(at(8), { 'Tank.Setpoint': 4 })],
      ['server', uaFault(at(8), 0x8025_0000)],
      ['server', uaError(0x8001_0000, 'stopped')],
    ]),
    protocol: 'opcua',
    fields: {
      'opcua.servicenodeid.numeric': [
        '446',
        '449',
        '461',
        '464',
        '467',
        '470',
        '673',
        '676',
        '712',
        '715',
        '751',
        '754',
        '826',
        '829',
        '673',
        '397',
      ],
      'opcua.UserName': ['operator'],
      'opcua.Float': ['3.5', '9', '1.5', '4.25', '0.5', '4'],
      'opcua.nodeid.string': [
        'Tank.Setpoint',
        'Tank.Limit',
        'Tank',
        'Tank.Drain',
        'Tank.Level',
        'Tank.Flow',
        'Tank.Setpoint',
      ],
      'opcua.ApplicationUri': ['urn:hmi', 'urn:plc'],
      'opcua.ClientHandle': ['1', '2', '1', '2'],
    },
  }
}
