// Microsoft Entra ID: sign-ins, audit, risk detections, in the form of Azure Monitor's diagnostic settings and of Graph. Sources: Microsoft,
// "Sign-in log schema in Azure Monitor", Graph `signIn`, `directoryAudit`, `riskDetection`.
import type { LogSource } from '../event.ts'
import type { Attributes, Mapping } from '../mapping.ts'
import { WORDS_OF_SEVERITY } from './finding.ts'

const FROM: Attributes = {
  'src_endpoint.ip': { from: ['callerIpAddress', 'ipAddress', 'IPAddress', 'initiatedBy.user.ipAddress'], as: 'ip' },
  'http_request.user_agent': 'userAgent',
}
const BY: Attributes = {
  'actor.user.name': {
    from: ['initiatedBy.user.userPrincipalName', 'initiatedBy.app.displayName', 'identity', 'Identity'],
  },
  'actor.user.uid': { from: ['initiatedBy.user.id', 'initiatedBy.app.servicePrincipalId'] },
  'actor.app_name': 'loggedByService',
}
const azure = (service: string): readonly LogSource[] => [{ product: 'azure', service }]

export const ENTRA: Mapping = {
  id: 'entra',
  title: 'Microsoft Entra ID (sign-ins, audit, risk)',
  vendor: 'Microsoft',
  product: 'Entra ID',
  shape: { kind: 'json', lists: ['records', 'value'], lift: ['properties'] },
  time: { from: ['createdDateTime', 'activityDateTime', 'eventTime', 'time', 'TimeGenerated'], clock: 'text' },
  infer: {
    field: 'category',
    from: [
      [['riskEventType'], 'UserRiskEvents'],
      [['userPrincipalName', 'appDisplayName'], 'SignInLogs'],
      [['activityDisplayName'], 'AuditLogs'],
    ],
  },
  knownBy: { category: { exists: true } },
  set: {
    'metadata.uid': { from: ['id', 'correlationId'] },
    'metadata.correlation_uid': 'correlationId',
    'metadata.log_name': 'category',
  },
  logSources: [{ product: 'azure' }],
  kinds: [
    {
      name: 'sign-in',
      when: {
        category: [
          'SignInLogs',
          'NonInteractiveUserSignInLogs',
          'ServicePrincipalSignInLogs',
          'ManagedIdentitySignInLogs',
        ],
      },
      class: 'authentication',
      activity: 1,
      set: {
        ...FROM,
        'user.name': { from: ['userPrincipalName', 'servicePrincipalName', 'identity.userPrincipalName', 'identity'] },
        'user.uid': { from: ['userId', 'servicePrincipalId'] },
        'service.name': { from: ['resourceDisplayName', 'appDisplayName'], otherwise: 'Entra ID' },
        'service.uid': 'resourceId',
        status_id: { from: ['status.errorCode', 'resultType'], map: { 0: 1, success: 1 }, otherwise: 2 },
        status_code: { from: ['status.errorCode', 'resultType'] },
        status_detail: { from: ['status.failureReason', 'resultDescription'] },
        is_mfa: {
          from: 'authenticationRequirement',
          map: { multiFactorAuthentication: true, singleFactorAuthentication: false },
        },
        'device.hostname': 'deviceDetail.displayName',
        'device.uid': 'deviceDetail.deviceId',
        'device.type_id': { from: ['deviceDetail.displayName', 'deviceDetail.deviceId'], told: 0 },
      },
      alias: {
        ResultType: 'resultType',
        ResultDescription: 'resultDescription',
        AuthenticationRequirement: 'authenticationRequirement',
        ResourceDisplayName: 'resourceDisplayName',
        Status: 'status.errorCode',
      },
      logSources: azure('signinlogs'),
    },
    {
      name: 'risk',
      when: { category: ['UserRiskEvents', 'RiskyUsers', 'ServicePrincipalRiskEvents'] },
      class: 'detection_finding',
      activity: 1,
      severity: { from: 'riskLevel', map: WORDS_OF_SEVERITY, otherwise: 99 },
      set: {
        'finding_info.uid': { from: ['id', 'requestId'], otherwise: 'risk' },
        'finding_info.title': { from: ['riskEventType', 'riskDetail'] },
        'evidences.0.user.name': 'userPrincipalName',
        'evidences.0.src_endpoint.ip': { from: 'ipAddress', as: 'ip' },
        'actor.user.name': 'userPrincipalName',
      },
      logSources: [...azure('riskdetection'), ...azure('pim')],
    },
    {
      name: 'group membership',
      when: {
        category: 'AuditLogs',
        operationName: { has: ['member to group', 'member from group', 'member to role', 'member from role'] },
      },
      class: 'group_management',
      activity: {
        from: 'operationName',
        map: {
          'Add member to group': 3,
          'Add member to role': 3,
          'Remove member from group': 4,
          'Remove member from role': 4,
        },
        otherwise: 99,
      },
      severity: 2,
      set: {
        ...FROM,
        ...BY,
        'group.uid': 'targetResources.id',
        'group.name': { from: ['targetResources.displayName', 'targetResources.userPrincipalName'] },
        status_id: { from: 'result', map: { success: 1, failure: 2 } },
      },
      alias: { 'properties.message': 'operationName', OperationName: 'operationName' },
      logSources: azure('auditlogs'),
    },
    {
      name: 'audit',
      when: { category: 'AuditLogs' },
      class: 'base_event',
      activity: 99,
      message: { from: ['activityDisplayName', 'operationName'] },
      set: {
        ...BY,
        status_id: { from: 'result', map: { success: 1, failure: 2 } },
        'unmapped.src_ip': { from: ['callerIpAddress', 'initiatedBy.user.ipAddress'] },
      },
      alias: {
        'properties.message': 'operationName',
        OperationName: 'operationName',
        ActivityDisplayName: 'activityDisplayName',
        LoggedByService: 'loggedByService',
      },
      logSources: azure('auditlogs'),
    },
    {
      name: 'subscription activity',
      when: { category: ['Administrative', 'Policy', 'Security', 'Alert'] },
      class: 'api_activity',
      activity: { from: 'operationName', told: 99 },
      set: {
        ...FROM,
        'actor.user.name': { from: ['caller', 'identity.claims.name', 'identity'] },
        'api.operation': 'operationName',
        status_id: { from: 'resultType', map: { success: 1, start: 0, failure: 2 } },
      },
      alias: { OperationNameValue: 'operationName', CategoryValue: 'category', ResourceId: 'resourceId' },
      logSources: azure('activitylogs'),
    },
    { name: 'any other', class: 'base_event', activity: 99, set: BY },
  ],
  samples: [
    {
      record:
        '{"time":"2026-10-01T06:00:02Z","category":"SignInLogs","operationName":"Sign-in activity","resultType":"50126","resultDescription":"Invalid username or password","callerIpAddress":"192.0.2.66","properties":{"id":"s1","createdDateTime":"2026-10-01T06:00:00.5Z","userPrincipalName":"eng1@plant.example","userId":"u1","appDisplayName":"Remote desktop","resourceDisplayName":"Jump hosts","authenticationRequirement":"singleFactorAuthentication","status":{"errorCode":50126,"failureReason":"Invalid username or password"},"deviceDetail":{"deviceId":"dv1","displayName":"LAPTOP-7"}}}',
      gives: {
        class_uid: 3002,
        time: 1_790_834_400_500,
        status_id: 2,
        'user.name': 'eng1@plant.example',
        'src_endpoint.ip': '192.0.2.66',
        is_mfa: false,
        'service.name': 'Jump hosts',
        'device.hostname': 'LAPTOP-7',
      },
    },
    {
      record:
        '{"time":"2026-10-01T06:00:03Z","category":"AuditLogs","operationName":"Add member to role","properties":{"id":"a1","activityDateTime":"2026-10-01T06:00:03Z","activityDisplayName":"Add member to role","result":"success","initiatedBy":{"user":{"id":"u2","userPrincipalName":"admin@plant.example","ipAddress":"192.0.2.9"}},"targetResources":[{"id":"u1","userPrincipalName":"eng1@plant.example","type":"User"}]}}',
      gives: { class_uid: 3006, activity_id: 3, 'actor.user.name': 'admin@plant.example', status_id: 1 },
    },
  ],
}
