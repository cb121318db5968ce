// Our own sensor: the operations, transfers, logons, state changes, questions, anomalies, conversations and addresses told by ARP of an
// ObservationBatch. One row, one event; its packet stays named in the fields (`proof`). Whatever a row calls its ends, rules ask `client` and
// `server`. Values and identities are no events: they enter the register and the baselines.
import type { Attributes, Mapping } from '../mapping.ts'

const ENDS: Attributes = {
  'src_endpoint.ip': { from: ['client.ip', 'initiator.ip'], as: 'ip' },
  'src_endpoint.mac': { from: ['client.mac', 'initiator.mac'] },
  'dst_endpoint.ip': { from: ['server.ip', 'device.ip'], as: 'ip' },
  'dst_endpoint.mac': { from: ['server.mac', 'device.mac'] },
  'connection_info.direction_id': { is: 0 },
  'ot.protocol': 'protocol',
}

const COUNTED: Attributes = { count: { from: 'count', as: 'int' } }

/** What the device said to it. */
const ANSWERED: Attributes = {
  status_id: { from: 'result', map: { ok: 1 }, otherwise: 0 },
  status_detail: 'result',
}

const TRANSFERRED: Attributes = {
  ...ENDS,
  'traffic.bytes': { from: 'bytes', as: 'int' },
  status_id: { from: 'result', map: { complete: 1, refused: 2, aborted: 2 }, otherwise: 0 },
  status_detail: 'result',
}

const TRANSFER_ENDS = {
  'client.ip': 'initiator.ip',
  'client.mac': 'initiator.mac',
  'server.ip': 'device.ip',
  'server.mac': 'device.mac',
}

/** The device that changed. */
const CHANGED: Attributes = {
  'device.ip': { from: ['server.ip', 'about.ip'], as: 'ip' },
  'device.mac': { from: ['server.mac', 'about.mac'] },
  'device.type_id': { is: 99 },
  'device.type': { is: 'Controller' },
  'ot.protocol': 'protocol',
}

/** The lists of a batch whose rows are events. */
export const SENSOR_LISTS = [
  'operations',
  'transfers',
  'logons',
  'states',
  'discoveries',
  'anomalies',
  'conversations',
  'bindings',
] as const

export const SENSOR: Mapping = {
  id: 'penstock-sensor',
  title: 'Penstock sensor (batches of observations)',
  vendor: 'Penstock',
  product: 'Sensor',
  shape: { kind: 'json', each: SENSOR_LISTS },
  time: { from: ['at', 'firstAt', 'proof.at'], clock: 'micros' },
  knownBy: { _list: { exists: true } },
  severity: 1,
  message: { from: ['name', 'detail', 'method', 'kind', 'protocol', 'portGuess'] },
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
        ...ANSWERED,
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
        'ot.points.0.address': 'target',
        'ot.points.0.value': 'values',
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
        ...ANSWERED,
      },
      logSources: [{ product: 'penstock', service: 'operations' }],
    },
    {
      name: 'transfer from a device',
      when: { _list: 'transfers', direction: 'from-device' },
      class: 'network_activity',
      activity: 6,
      severity: 2,
      set: {
        ...TRANSFERRED,
        'ot.operation': { from: 'kind', map: { program: 'program_upload' }, otherwise: 'file_transfer' },
      },
      alias: TRANSFER_ENDS,
      logSources: [{ product: 'penstock', service: 'transfers' }],
    },
    {
      name: 'transfer to a device',
      when: { _list: 'transfers' },
      class: 'network_activity',
      activity: 6,
      severity: 2,
      set: {
        ...TRANSFERRED,
        'ot.operation': {
          from: 'kind',
          map: { program: 'program_download', firmware: 'firmware_update', file: 'file_transfer' },
        },
      },
      alias: TRANSFER_ENDS,
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
      alias: { 'server.ip': 'about.ip', 'server.mac': 'about.mac' },
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
        'evidences.0.src_endpoint.ip': { from: 'client.ip', as: 'ip' },
        'evidences.0.src_endpoint.mac': 'client.mac',
        'evidences.0.dst_endpoint.ip': { from: 'server.ip', as: 'ip' },
        'evidences.0.dst_endpoint.mac': 'server.mac',
        'finding_info.uid': { from: 'kind', otherwise: 'anomaly' },
        'finding_info.title': 'kind',
        'finding_info.desc': 'detail',
      },
      logSources: [{ product: 'penstock', service: 'anomalies' }],
    },
    {
      name: 'conversation',
      when: { _list: 'conversations' },
      class: 'network_activity',
      activity: 6,
      set: {
        ...ENDS,
        'dst_endpoint.port': { from: 'serverPort', as: 'port' },
        'connection_info.protocol_name': 'transport',
        'traffic.bytes': { from: 'bytes', as: 'int' },
        'traffic.packets': { from: 'packets', as: 'int' },
      },
      logSources: [{ product: 'penstock', service: 'conversations' }],
    },
    {
      name: 'address told by ARP',
      when: { _list: 'bindings', ground: ['arp-own', 'arp-reply'] },
      class: 'network_activity',
      activity: 6,
      set: {
        'src_endpoint.ip': { from: 'ip', as: 'ip' },
        'src_endpoint.mac': 'mac',
        'connection_info.direction_id': { is: 0 },
        'ot.protocol': 'protocol',
      },
      alias: { 'client.ip': 'ip', 'client.mac': 'mac' },
      logSources: [{ product: 'penstock', service: 'addresses' }],
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
    {
      record:
        '{"seq":5,"transfers":[{"kind":"program","direction":"from-device","initiator":{"mac":null,"ip":"10.20.0.14"},"device":{"mac":null,"ip":"10.30.1.10"},"protocol":"s7comm","name":"OB 1","bytes":300,"announcedBytes":300,"sha256":null,"result":"complete","firstAt":1790834402000000,"lastAt":1790834402500000,"proof":{"file":0,"frame":12,"at":1790834402000000,"offset":1200,"length":80}}]}',
      gives: {
        class_uid: 4001,
        'ot.operation': 'program_upload',
        'src_endpoint.ip': '10.20.0.14',
        'dst_endpoint.ip': '10.30.1.10',
        'traffic.bytes': 300,
        status_id: 1,
      },
    },
    {
      record:
        '{"seq":6,"anomalies":[{"kind":"snmp-default-community","count":3,"detail":"the community is one that devices leave the factory with","client":{"mac":"00:00:5e:00:53:01","ip":"10.20.0.14"},"server":{"mac":null,"ip":"10.30.1.10"},"proof":{"file":0,"frame":15,"at":1790834403000000,"offset":1500,"length":90}}]}',
      gives: {
        class_uid: 2004,
        'finding_info.title': 'snmp-default-community',
        'evidences.0.src_endpoint.ip': '10.20.0.14',
        'evidences.0.dst_endpoint.ip': '10.30.1.10',
        count: 3,
      },
    },
    {
      record:
        '{"seq":7,"conversations":[{"client":{"mac":"00:00:5e:00:53:01","ip":"10.20.0.14"},"server":{"mac":null,"ip":"10.30.1.10"},"protocol":"telnet","portGuess":null,"transport":"tcp","serverPort":23,"sidesFrom":"handshake","isAnswered":true,"vlans":[],"packets":40,"bytes":3100,"firstAt":1790834404000000,"lastAt":1790834464000000,"functions":[],"proof":{"file":0,"frame":20,"at":1790834404000000,"offset":2000,"length":74}}]}',
      gives: {
        class_uid: 4001,
        'ot.protocol': 'telnet',
        'src_endpoint.ip': '10.20.0.14',
        'dst_endpoint.port': 23,
        'traffic.packets': 40,
        time: 1_790_834_404_000,
      },
    },
    {
      record:
        '{"seq":8,"bindings":[{"mac":"00:00:5e:00:53:01","ip":"10.20.0.14","vlan":null,"ground":"arp-own","protocol":"arp","packets":2,"firstAt":1790834405000000,"lastAt":1790834405100000,"proof":{"file":0,"frame":30,"at":1790834405000000,"offset":3000,"length":60}}]}',
      gives: {
        class_uid: 4001,
        'ot.protocol': 'arp',
        'src_endpoint.ip': '10.20.0.14',
        'src_endpoint.mac': '00:00:5e:00:53:01',
      },
    },
  ],
}
