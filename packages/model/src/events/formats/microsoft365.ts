// Microsoft 365: the unified audit log, and message traces. Sources: Microsoft, "Office 365 Management Activity API schema"; Exchange Online
// `Get-MessageTraceV2` and the reporting web service's MessageTrace.
import type { Attributes, Mapping } from '../mapping.ts'

const WHO: Attributes = {
  'actor.user.name': { from: ['UserId', 'UserID'] },
  'actor.user.uid': 'UserKey',
  'src_endpoint.ip': { from: ['ClientIP', 'ClientIPAddress', 'ActorIpAddress'], as: 'ip' },
  status_id: {
    from: 'ResultStatus',
    map: { success: 1, succeeded: 1, partiallysucceeded: 1, true: 1, failed: 2, failure: 2, false: 2 },
    otherwise: 0,
  },
}

export const M365_AUDIT: Mapping = {
  id: 'm365-audit',
  title: 'Microsoft 365 unified audit log',
  vendor: 'Microsoft',
  product: 'Microsoft 365',
  shape: { kind: 'json', lists: ['value'], lift: ['AuditData'] },
  time: { from: ['CreationTime', 'CreationDate'], clock: 'text' },
  knownBy: { Operation: { exists: true } },
  message: 'Operation',
  set: { 'metadata.uid': 'Id', 'metadata.event_code': 'Operation', 'metadata.log_name': 'Workload' },
  alias: { eventName: 'Operation', eventSource: 'Workload', status: 'ResultStatus' },
  logSources: [{ product: 'm365', service: 'audit' }, { product: 'm365' }],
  kinds: [
    {
      name: 'sign-in',
      when: { Operation: ['UserLoggedIn', 'UserLoginFailed', 'MailboxLogin'] },
      class: 'authentication',
      activity: 1,
      set: {
        ...WHO,
        'user.name': { from: ['UserId', 'UserID'] },
        'user.uid': 'UserKey',
        'service.name': { from: ['ApplicationId', 'Workload'], otherwise: 'Microsoft 365' },
        status_id: { from: 'Operation', map: { UserLoginFailed: 2 }, otherwise: 1 },
      },
    },
    {
      name: 'file',
      when: { Workload: ['SharePoint', 'OneDrive'] },
      class: 'base_event',
      activity: 99,
      set: { 'actor.user.name': 'UserId', 'unmapped.src_ip': 'ClientIP', 'unmapped.object': 'ObjectId' },
    },
    {
      name: 'threat',
      when: { Workload: ['ThreatIntelligence', 'SecurityComplianceCenter'] },
      class: 'detection_finding',
      activity: 1,
      severity: { from: 'Severity', map: { low: 2, medium: 3, high: 4, informational: 1 }, otherwise: 3 },
      set: {
        'finding_info.uid': { from: ['AlertId', 'Id'], otherwise: 'm365' },
        'finding_info.title': { from: ['Name', 'Verdict', 'Operation'] },
        'evidences.0.user.name': { from: ['Recipients', 'UserId'] },
        'evidences.0.email.from': { from: ['P2Sender', 'P1Sender'] },
        'evidences.0.email.to': { from: 'Recipients', as: 'list' },
        'evidences.0.email.subject': 'Subject',
      },
      logSources: [
        { product: 'm365', service: 'threat_management' },
        { product: 'm365', service: 'threat_detection' },
      ],
    },
    {
      name: 'Exchange administration',
      when: { Workload: 'Exchange' },
      class: 'api_activity',
      activity: 99,
      set: { ...WHO, 'api.operation': 'Operation', 'api.service.name': 'Workload' },
      logSources: [{ product: 'm365', service: 'exchange' }],
    },
    {
      name: 'any other',
      class: 'api_activity',
      activity: 99,
      set: { ...WHO, 'api.operation': 'Operation', 'api.service.name': 'Workload' },
    },
  ],
  samples: [
    {
      record:
        '{"CreationTime":"2026-10-01T06:00:00","Id":"m1","RecordType":1,"Operation":"New-InboxRule","Workload":"Exchange","UserId":"eng1@plant.example","UserKey":"k1","ClientIP":"192.0.2.66","ResultStatus":"True","Parameters":[{"Name":"ForwardTo","Value":"x@example.net"}]}',
      gives: {
        class_uid: 6003,
        'actor.user.name': 'eng1@plant.example',
        'src_endpoint.ip': '192.0.2.66',
        'api.operation': 'New-InboxRule',
        status_id: 1,
      },
    },
    {
      record:
        '{"CreationTime":"2026-10-01T06:00:01","Id":"m2","RecordType":15,"Operation":"UserLoginFailed","Workload":"AzureActiveDirectory","UserId":"eng1@plant.example","ClientIP":"192.0.2.66","ApplicationId":"app1"}',
      gives: { class_uid: 3002, status_id: 2, 'user.name': 'eng1@plant.example' },
    },
  ],
}

export const M365_TRACE: Mapping = {
  id: 'm365-message-trace',
  title: 'Microsoft 365 message trace',
  vendor: 'Microsoft',
  product: 'Exchange Online',
  shape: { kind: 'json', lists: ['value', 'd.results'] },
  time: { from: ['Received', 'ReceivedDateTime', 'Date'], clock: 'text' },
  knownBy: { SenderAddress: { exists: true } },
  message: 'Subject',
  set: { 'metadata.uid': { from: ['MessageTraceId', 'Id'] } },
  kinds: [
    {
      name: 'message',
      class: 'email_activity',
      activity: 4,
      severity: 1,
      set: {
        direction_id: { from: 'Direction', map: { inbound: 1, outbound: 2, internal: 3 }, otherwise: 0 },
        'email.from': 'SenderAddress',
        'email.to': { from: 'RecipientAddress', as: 'list' },
        'email.subject': 'Subject',
        'email.message_uid': 'MessageId',
        'email.size': { from: 'Size', as: 'int' },
        'src_endpoint.ip': { from: 'FromIP', as: 'ip' },
        'dst_endpoint.ip': { from: 'ToIP', as: 'ip' },
        'actor.user.name': 'SenderAddress',
        action_id: {
          from: 'Status',
          map: { delivered: 1, failed: 2, quarantined: 2, filteredasspam: 2, expanded: 1 },
          otherwise: 99,
        },
        action: 'Status',
      },
    },
  ],
  samples: [
    {
      record:
        '{"Organization":"plant.example","MessageId":"<1@example.net>","Received":"2026-10-01T06:00:00.1234567","SenderAddress":"billing@example.net","RecipientAddress":"eng1@plant.example","Subject":"Updated drawing","Status":"Delivered","ToIP":null,"FromIP":"192.0.2.66","Size":40211,"MessageTraceId":"t1"}',
      gives: {
        class_uid: 4009,
        activity_id: 4,
        'email.from': 'billing@example.net',
        'email.to': ['eng1@plant.example'],
        'src_endpoint.ip': '192.0.2.66',
        action_id: 1,
      },
    },
  ],
}
