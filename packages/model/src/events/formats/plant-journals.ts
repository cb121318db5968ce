// What plant systems write down as tables: process alarms (in the words of ISA-18.2 and IEC 62682), the audit trail of a historian, the audit
// trail of an HMI. No vendor's export is like another's: a column is known by any of its usual names, in lower case with `_`.
import type { Attributes, From, Mapping } from '../mapping.ts'

const AT = ['time', 'timestamp', 'event_time', 'date_time', 'datetime', 'occurred', 'time_utc', 'utc_time']
const TAG = ['tag', 'point', 'tag_name', 'tagname', 'source', 'item', 'object', 'variable']
const USER = ['operator', 'user', 'user_name', 'username', 'changed_by', 'account']
const STATION = ['station', 'console', 'workstation', 'computer', 'node', 'client', 'host']

const from = (names: readonly string[]): From => ({ from: names })

const COMMON: Attributes = {
  'device.hostname': { from: [...STATION, 'server'], otherwise: 'unknown' },
  'device.type_id': { is: 0 },
  'actor.user.name': from(USER),
  'ot.process_area_uid': from(['area', 'unit', 'process_area', 'plant_area', 'cell']),
  'ot.points.0.address': from(TAG),
  'ot.points.0.value': from(['new_value', 'value', 'pv', 'new', 'to']),
  'ot.points.0.prev_value': from(['old_value', 'previous_value', 'previous', 'old', 'from']),
  'ot.points.0.unit': from(['engineering_unit', 'eu', 'units', 'uom']),
  'metadata.uid': from(['id', 'event_id', 'sequence', 'seq']),
}

const KIND = ['event', 'event_type', 'type', 'state', 'action', 'transition', 'operation']
const kinds = Object.fromEntries(KIND.map((name) => [name, 'kind']))

export const PROCESS_ALARMS: Mapping = {
  id: 'process-alarms',
  title: 'Process alarm journal (table)',
  vendor: 'ISA',
  product: 'Alarm journal',
  shape: {
    kind: 'table',
    needs: [AT, TAG, ['priority', 'alarm_priority', 'severity', 'condition', 'alarm', 'alarm_type']],
  },
  time: { from: AT, clock: 'text' },
  rename: kinds,
  severity: {
    from: ['priority', 'alarm_priority', 'severity'],
    map: {
      1: 5,
      2: 4,
      3: 3,
      4: 2,
      5: 1,
      journal: 1,
      diagnostic: 1,
      low: 2,
      medium: 3,
      high: 4,
      urgent: 5,
      emergency: 5,
      critical: 5,
    },
    otherwise: 1,
  },
  message: from(['message', 'description', 'text', 'condition', 'alarm']),
  set: COMMON,
  logSources: [{ product: 'process-alarms' }],
  kinds: [
    {
      name: 'acknowledged',
      when: { kind: ['ack', 'acked', 'acknowledge', 'acknowledged', 'ackd'] },
      class: 'base_event',
      activity: 99,
      set: { activity_name: { is: 'Alarm acknowledged' }, 'ot.operation': { is: 'alarm_ack' } },
    },
    {
      name: 'suppressed',
      when: { kind: ['shelve', 'shelved', 'suppress', 'suppressed', 'disable', 'disabled', 'out of service', 'oos'] },
      class: 'base_event',
      activity: 99,
      severity: 3,
      set: { activity_name: { is: 'Alarm suppressed' }, 'ot.operation': { is: 'config_change' } },
    },
    {
      name: 'returned to normal',
      when: { kind: ['rtn', 'return', 'normal', 'returned', 'cleared', 'inactive'] },
      class: 'base_event',
      activity: 99,
      severity: 1,
      set: { activity_name: { is: 'Alarm returned to normal' } },
    },
    { name: 'alarm', class: 'base_event', activity: 99, set: { activity_name: { is: 'Alarm' } } },
  ],
  samples: [
    {
      record:
        'Time,Tag,Event,Condition,Priority,Value,Limit,EU,Area,Operator,Station,Message\n2026-10-01T06:00:00Z,PT-1101,ALM,HIHI,1,14.2,13.5,bar,BATCH,,OPS-HMI1,Reactor pressure very high',
      gives: {
        class_uid: 0,
        severity_id: 5,
        activity_name: 'Alarm',
        'ot.points.0.address': 'PT-1101',
        'ot.points.0.value': '14.2',
        'ot.process_area_uid': 'BATCH',
        message: 'Reactor pressure very high',
        time: 1_790_834_400_000,
      },
    },
    {
      record:
        'Timestamp;Tag Name;State;Alarm;Priority;User;Console\n01.10.2026 06:00:05;PT-1101;Shelved;HIHI;High;op2;OPS-HMI1',
      gives: {
        severity_id: 3,
        activity_name: 'Alarm suppressed',
        'actor.user.name': 'op2',
        'device.hostname': 'OPS-HMI1',
      },
    },
  ],
}

export const HISTORIAN_AUDIT: Mapping = {
  id: 'historian-audit',
  title: 'Audit trail of a historian (table)',
  vendor: 'various',
  product: 'Historian audit trail',
  shape: { kind: 'table', needs: [AT, USER, TAG, KIND] },
  time: { from: AT, clock: 'text' },
  rename: kinds,
  severity: 1,
  message: from(['message', 'description', 'comment', 'reason', 'kind']),
  set: COMMON,
  logSources: [{ product: 'historian', service: 'audit' }],
  kinds: [
    {
      name: 'data changed or deleted',
      when: {
        kind: [
          'delete',
          'deleted',
          'purge',
          'data delete',
          'edit',
          'data edit',
          'data_edit',
          'replace',
          'annotate',
          'modify data',
          'insert',
        ],
      },
      class: 'entity_management',
      activity: { from: 'kind', map: { delete: 4, deleted: 4, purge: 4, 'data delete': 4, insert: 1 }, otherwise: 3 },
      severity: 3,
      set: { 'entity.name': from(TAG), 'entity.type': { is: 'Archived data' } },
    },
    {
      name: 'configuration changed',
      when: {
        kind: [
          'create',
          'created',
          'update',
          'updated',
          'rename',
          'config',
          'configuration',
          'tag edit',
          'point edit',
          'disable',
          'enable',
        ],
      },
      class: 'entity_management',
      activity: { from: 'kind', map: { create: 1, created: 1, disable: 9, enable: 8 }, otherwise: 3 },
      severity: 2,
      set: { 'entity.name': from(TAG), 'entity.type': { is: 'Point' }, 'ot.operation': { is: 'config_change' } },
    },
    {
      name: 'logon',
      when: { kind: ['login', 'logon', 'logout', 'logoff', 'connect', 'disconnect'] },
      class: 'authentication',
      activity: { from: 'kind', map: { logout: 2, logoff: 2, disconnect: 2 }, otherwise: 1 },
      set: {
        'user.name': from(USER),
        'dst_endpoint.hostname': { from: ['server', 'host'], as: 'host' },
        'service.name': { is: 'Historian' },
        'src_endpoint.ip': { from: ['ip', 'client_ip', 'ip_address'], as: 'ip' },
      },
    },
    { name: 'any other', class: 'base_event', activity: 99 },
  ],
  samples: [
    {
      record:
        'Event Time,User,Action,Tag,Old Value,New Value,Client,Server,Comment\n2026-10-01 06:00:00,PLANT\\eng1,Data Edit,PT-1101,14.2,9.1,ENG-WS1,HIST-1,correction',
      gives: {
        class_uid: 3004,
        activity_id: 3,
        severity_id: 3,
        'actor.user.name': 'PLANT\\eng1',
        'entity.name': 'PT-1101',
        'ot.points.0.prev_value': '14.2',
        'ot.points.0.value': '9.1',
        'device.hostname': 'ENG-WS1',
      },
    },
  ],
}

export const HMI_AUDIT: Mapping = {
  id: 'hmi-audit',
  title: 'Audit trail of an HMI (table)',
  vendor: 'various',
  product: 'HMI audit trail',
  shape: { kind: 'table', needs: [AT, USER, KIND] },
  time: { from: AT, clock: 'text' },
  rename: kinds,
  severity: 1,
  message: from(['message', 'description', 'text', 'comment', 'kind']),
  set: COMMON,
  logSources: [{ product: 'hmi', service: 'audit' }],
  kinds: [
    {
      name: 'logon',
      when: {
        kind: [
          'login',
          'logon',
          'log on',
          'logged on',
          'logout',
          'logoff',
          'log off',
          'logged off',
          'login failed',
          'logon failed',
        ],
      },
      class: 'authentication',
      activity: { from: 'kind', map: { logout: 2, logoff: 2, 'log off': 2, 'logged off': 2 }, otherwise: 1 },
      set: {
        'user.name': from(USER),
        'dst_endpoint.hostname': { from: STATION, as: 'host' },
        'service.name': { is: 'HMI' },
        status_id: { from: 'kind', map: { 'login failed': 2, 'logon failed': 2 }, otherwise: 1 },
      },
    },
    {
      name: 'written',
      when: {
        kind: [
          'write',
          'setpoint',
          'set point',
          'setpoint change',
          'set',
          'change',
          'command',
          'value change',
          'output',
        ],
      },
      class: 'base_event',
      activity: 99,
      severity: 2,
      set: {
        activity_name: { is: 'Operator wrote a value' },
        'ot.operation': { is: 'write' },
        action: { is: 'write' },
        action_id: { is: 99 },
      },
    },
    {
      name: 'acknowledged',
      when: { kind: ['ack', 'acknowledge', 'acknowledged', 'alarm ack'] },
      class: 'base_event',
      activity: 99,
      set: { activity_name: { is: 'Alarm acknowledged' }, 'ot.operation': { is: 'alarm_ack' } },
    },
    {
      name: 'configuration',
      when: {
        kind: [
          'download',
          'project download',
          'configuration',
          'config',
          'runtime stop',
          'runtime start',
          'mode',
          'bypass',
          'force',
        ],
      },
      class: 'base_event',
      activity: 99,
      severity: 3,
      set: { activity_name: { from: 'kind' }, 'ot.operation': { is: 'config_change' } },
    },
    { name: 'any other', class: 'base_event', activity: 99 },
  ],
  samples: [
    {
      record:
        'time\tuser\tstation\taction\ttag\told value\tnew value\tunits\n2026-10-01T06:00:00.250Z\top2\tOPS-HMI1\tSetpoint change\tFIC-210.SP\t100\t11100\tppm',
      gives: {
        class_uid: 0,
        severity_id: 2,
        'ot.operation': 'write',
        'ot.points.0.value': '11100',
        'ot.points.0.prev_value': '100',
        'ot.points.0.unit': 'ppm',
        'actor.user.name': 'op2',
        time: 1_790_834_400_250,
      },
    },
    {
      record: 'Time,User,Station,Action\n2026-10-01T06:00:01Z,op2,OPS-HMI1,Login failed',
      gives: { class_uid: 3002, status_id: 2, 'user.name': 'op2', 'dst_endpoint.hostname': 'OPS-HMI1' },
    },
  ],
}
