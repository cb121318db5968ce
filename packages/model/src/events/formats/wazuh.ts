// Wazuh alerts (`alerts.json`). Source: Wazuh documentation, "Event logging", alert fields.
import type { Mapping } from '../mapping.ts'

export const WAZUH: Mapping = {
  id: 'wazuh',
  title: 'Wazuh alerts',
  vendor: 'Wazuh',
  product: 'Wazuh',
  shape: { kind: 'json' },
  time: { from: ['timestamp', '@timestamp'], clock: 'text' },
  knownBy: { 'rule.id': { exists: true } },
  severity: {
    from: 'rule.level',
    bands: [
      [0, 1],
      [4, 2],
      [7, 3],
      [12, 4],
      [15, 5],
    ],
    otherwise: 0,
  },
  message: 'rule.description',
  set: {
    'device.hostname': { from: ['agent.name', 'predecoder.hostname'], otherwise: 'unknown' },
    'device.uid': 'agent.id',
    'device.ip': { from: 'agent.ip', as: 'ip' },
    'device.type_id': { is: 0 },
    'metadata.uid': 'id',
  },
  alias: {
    EventID: 'data.win.system.eventID',
    Channel: 'data.win.system.channel',
    Provider_Name: 'data.win.system.providerName',
    CommandLine: 'data.win.eventdata.commandLine',
    Image: 'data.win.eventdata.image',
    ParentImage: 'data.win.eventdata.parentImage',
    User: 'data.win.eventdata.user',
    TargetFilename: 'data.win.eventdata.targetFilename',
  },
  kinds: [
    {
      name: 'alert',
      class: 'detection_finding',
      activity: 1,
      set: {
        'finding_info.uid': { from: ['id', 'rule.id'], otherwise: 'wazuh' },
        'finding_info.title': 'rule.description',
        'finding_info.types': { from: 'rule.groups', as: 'list' },
        'finding_info.analytic.type_id': { is: 1 },
        'finding_info.analytic.uid': 'rule.id',
        'finding_info.attacks.0.technique.uid': 'rule.mitre.id',
        'evidences.0.src_endpoint.ip': { from: ['data.srcip', 'data.src_ip'], as: 'ip' },
        'evidences.0.src_endpoint.port': { from: ['data.srcport', 'data.src_port'], as: 'port' },
        'evidences.0.dst_endpoint.ip': { from: ['data.dstip', 'data.dest_ip'], as: 'ip' },
        'evidences.0.dst_endpoint.port': { from: ['data.dstport', 'data.dest_port'], as: 'port' },
        'evidences.0.user.name': {
          from: ['data.dstuser', 'data.srcuser', 'data.win.eventdata.targetUserName', 'data.win.eventdata.user'],
        },
        'actor.user.name': {
          from: ['data.srcuser', 'data.dstuser', 'data.win.eventdata.subjectUserName', 'data.win.eventdata.user'],
        },
        action: 'data.action',
      },
    },
  ],
  samples: [
    {
      record:
        '{"timestamp":"2026-10-01T06:00:00.123+0000","rule":{"level":10,"description":"sshd: brute force trying to get access to the system","id":"5712","mitre":{"id":["T1110"],"tactic":["Credential Access"]},"groups":["syslog","sshd"]},"agent":{"id":"007","name":"jump1","ip":"10.15.0.5"},"manager":{"name":"wz1"},"id":"1790834400.55","decoder":{"name":"sshd"},"data":{"srcip":"192.0.2.66","srcport":"40022","dstuser":"eng1"},"location":"/var/log/auth.log"}',
      gives: {
        class_uid: 2004,
        severity_id: 3,
        time: 1_790_834_400_123,
        'evidences.0.src_endpoint.ip': '192.0.2.66',
        'device.hostname': 'jump1',
        'finding_info.attacks.0.technique.uid': 'T1110',
      },
    },
  ],
}
