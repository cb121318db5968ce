// Our own sensor: the operations, transfers, logons, state changes, questions and anomalies of an ObservationBatch. One row, one event; its
// packet stays named in the fields (`proof`). Conversations, values and identities are no events: they enter the register and the baselines.
import type { Attributes, Mapping } from '../mapping.ts'

const ENDS: Attributes = {
  'src_endpoint.ip': { from: ['client.ip', 'initiator.ip'], as: 'ip' },
  'src_endpoint.mac': { from: ['client.mac', 'initiator.mac'] },
  'dst_endpoint.ip': { from: ['server.ip', 'device.ip', 'about.ip'], as: 'ip' },
  'dst_endpoint.mac': { from: ['server.mac', 'device.mac', 'about.mac'] },
  'connection_info.direction_id': { is: 0 },
  'ot.protocol': 'protocol',
}

const COUNTED: Attributes = { count: { from: 'count', as: 'int' } }

/** The device that changed. */
const CHANGED: Attributes = {
  'device.ip': { from: ['server.ip', 'device.ip', 'about.ip'], as: 'ip' },
  'device.mac': { from: ['server.mac', 'device.mac', 'about.mac'] },
  'device.type_id': { is: 99 },
  'device.type': { is: 'Controller' },
  'ot.protocol': 'protocol',
}

export const SENSOR: Mapping = {
  id: 'penstock-sensor',
  title: 'Penstock sensor (batches of observations)',
  vendor: 'Penstock',
  product: 'Sensor',
  shape: { kind: 'json', each: ['operations', 'transfers', 'logons', 'states', 'discoveries', 'anomalies'] },
  time: { from: ['at', 'firstAt', 'proof.at'], clock: 'micros' },
  knownBy: { _list: { exists: true } },
  severity: 1,
  message: { from: ['name', 'detail', 'kind'] },
  set: { 'metadata.log_name': '_list' },
  logSources: [{ product: 'penstock' }],
  kinds: [
    {
      name: 'program, firmware or mode asked of a device',
      when: { _list: 'operations', kind: ['program-download', 'firmware', 'mode', 'config'] },
      class: 'device_config_state_change',
      activity: 1,
      severity: 3,
      set: {
        ...CHANGED,
        ...COUNTED,
        'ot.operation': {
          from: 'kind',
          map: {
            'program-download': 'program_download',
            firmware: 'firmware_update',
            mode: 'mode_change',
            config: 'config_change',
          },
        },
        'ot.function_code': { from: 'code', as: 'int' },
        'ot.unit_id': 'target',
        'ot.exception_code': 'refusal',
        'actor.app_name': 'protocol',
        'unmapped.src_ip': 'client.ip',
      },
      logSources: [{ product: 'penstock', service: 'operations' }],
    },
    {
      name: 'operation',
      when: { _list: 'operations' },
      class: 'network_activity',
      activity: 6,
      set: {
        ...ENDS,
        ...COUNTED,
        'ot.operation': {
          from: 'kind',
          map: {
            write: 'write',
            control: 'operate',
            restart: 'restart',
            'program-upload': 'program_upload',
            file: 'file_transfer',
            time: 'time_sync',
            identity: 'identify',
            auth: 'connect',
          },
        },
        'ot.function_code': { from: 'code', as: 'int' },
        'ot.unit_id': 'target',
        'ot.points.0.address': 'target',
        'ot.points.0.value': 'values',
        status_id: { from: 'result', map: { ok: 1 }, otherwise: 0 },
        status_detail: 'result',
      },
      logSources: [{ product: 'penstock', service: 'operations' }],
    },
    {
      name: 'transfer',
      when: { _list: 'transfers' },
      class: 'network_activity',
      activity: 6,
      severity: 2,
      set: {
        ...ENDS,
        'ot.operation': {
          from: 'kind',
          map: { program: 'program_download', firmware: 'firmware_update', file: 'file_transfer' },
        },
        'traffic.bytes': { from: 'bytes', as: 'int' },
        status_id: { from: 'result', map: { complete: 1, refused: 2, aborted: 2 }, otherwise: 0 },
        status_detail: 'result',
      },
      logSources: [{ product: 'penstock', service: 'transfers' }],
    },
    {
      name: 'logon',
      when: { _list: 'logons' },
      class: 'authentication',
      activity: 1,
      set: {
        ...COUNTED,
        'src_endpoint.ip': { from: 'client.ip', as: 'ip' },
        'src_endpoint.mac': 'client.mac',
        'dst_endpoint.ip': { from: 'server.ip', as: 'ip' },
        'dst_endpoint.mac': 'server.mac',
        'user.name': { from: 'account', otherwise: 'hidden' },
        auth_protocol: 'method',
        'service.name': 'protocol',
        'ot.protocol': 'protocol',
        status_id: { from: 'result', map: { accepted: 1, refused: 2 }, otherwise: 0 },
      },
      logSources: [{ product: 'penstock', service: 'logons' }],
    },
    {
      name: 'state',
      when: { _list: 'states' },
      class: 'device_config_state_change',
      activity: 1,
      set: {
        ...CHANGED,
        'ot.controller_mode': {
          from: 'value',
          map: {
            run: 'run',
            program: 'program',
            stop: 'stop',
            test: 'test',
            'remote run': 'remote_run',
            'remote program': 'remote_program',
          },
        },
        status_detail: 'value',
      },
      logSources: [{ product: 'penstock', service: 'states' }],
    },
    {
      name: 'question',
      when: { _list: 'discoveries' },
      class: 'network_activity',
      activity: 6,
      set: { ...ENDS, ...COUNTED, 'ot.operation': { is: 'identify' } },
      logSources: [{ product: 'penstock', service: 'discoveries' }],
    },
    {
      name: 'anomaly',
      when: { _list: 'anomalies' },
      class: 'detection_finding',
      activity: 1,
      severity: 2,
      set: {
        ...COUNTED,
        'finding_info.uid': { from: 'kind', otherwise: 'anomaly' },
        'finding_info.title': 'kind',
        'finding_info.desc': 'detail',
      },
      logSources: [{ product: 'penstock', service: 'anomalies' }],
    },
  ],
  samples: [
    {
      record:
        '{"seq":3,"isLast":false,"packets":20,"operations":[{"at":1790834400123456,"protocol":"modbus-tcp","kind":"write","code":"16","name":"Write Multiple Registers","client":{"mac":"00:00:5e:00:53:01","ip":"10.20.0.14"},"server":{"mac":null,"ip":"10.30.1.10"},"target":"unit 1 register 40","values":["20000"],"result":"ok","count":2,"proof":{"file":0,"frame":7,"at":1790834400123456,"offset":420,"length":77}}],"anomalies":[]}',
      gives: {
        class_uid: 4001,
        'ot.operation': 'write',
        'ot.protocol': 'modbus-tcp',
        'ot.function_code': 16,
        'src_endpoint.ip': '10.20.0.14',
        'dst_endpoint.ip': '10.30.1.10',
        count: 2,
        time: 1_790_834_400_123,
        'ot.points.0.value': '20000',
      },
    },
    {
      record:
        '{"seq":4,"operations":[{"at":1790834401000000,"protocol":"s7","kind":"program-download","code":"0x1a","name":"Request Download","client":{"mac":null,"ip":"10.20.0.14"},"server":{"mac":null,"ip":"10.30.1.10"},"target":"OB1","result":"ok","count":1,"proof":{"file":0,"frame":9,"at":1790834401000000,"offset":900,"length":80}}]}',
      gives: {
        class_uid: 5019,
        severity_id: 3,
        'ot.operation': 'program_download',
        'ot.function_code': 26,
        'device.ip': '10.30.1.10',
      },
    },
  ],
}
