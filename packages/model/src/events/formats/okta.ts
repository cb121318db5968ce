// Okta's System Log. Source: Okta developer documentation, "System Log API", LogEvent object.
import type { Attributes, Mapping } from '../mapping.ts'

const WHO: Attributes = {
  'actor.user.uid': 'actor.id',
  'actor.user.name': { from: ['actor.alternateId', 'actor.displayName'] },
  'src_endpoint.ip': {
    from: ['client.ipAddress', 'request.ipAddress', 'request.ipChain.ip', 'request.ipChain.ipAddress'],
    as: 'ip',
  },
  'http_request.user_agent': { from: ['client.userAgent.rawUserAgent', 'debugContext.debugData.userAgent'] },
  status_id: {
    from: 'outcome.result',
    map: { success: 1, allow: 1, failure: 2, deny: 2, challenge: 0 },
    otherwise: 99,
  },
  status_detail: 'outcome.reason',
}

const TARGET: Attributes = {
  'user.uid': 'target.id',
  'user.name': { from: ['target.alternateId', 'target.displayName', 'actor.alternateId'] },
}

export const OKTA: Mapping = {
  id: 'okta',
  title: 'Okta System Log',
  vendor: 'Okta',
  product: 'System Log',
  shape: { kind: 'json' },
  time: { from: ['published'], clock: 'text' },
  knownBy: { eventType: { exists: true } },
  severity: { from: 'severity', map: { debug: 1, info: 1, warn: 3, error: 4 }, otherwise: 1 },
  message: { from: ['displayMessage', 'displayMessage.en'] },
  set: { 'metadata.uid': 'uuid', 'metadata.event_code': 'eventType' },
  alias: { eventtype: 'eventType', displaymessage: 'displayMessage', legacyeventtype: 'legacyEventType' },
  logSources: [{ product: 'okta', service: 'okta' }],
  kinds: [
    {
      name: 'sign-in',
      when: {
        eventType: { starts: ['user.session.', 'user.authentication.', 'user.mfa.', 'policy.evaluate_sign_on'] },
      },
      class: 'authentication',
      activity: { from: 'eventType', map: { 'user.session.end': 2 }, otherwise: 1 },
      set: {
        ...WHO,
        'user.uid': 'actor.id',
        'user.name': { from: ['actor.alternateId', 'actor.displayName'] },
        'service.name': { from: 'target.displayName', otherwise: 'Okta' },
        'session.uid': 'authenticationContext.externalSessionId',
      },
    },
    {
      name: 'account',
      when: { eventType: { starts: ['user.lifecycle.', 'user.account.'] } },
      class: 'account_change',
      activity: {
        from: 'eventType',
        map: {
          'user.lifecycle.create': 1,
          'user.lifecycle.activate': 2,
          'user.lifecycle.reactivate': 2,
          'user.account.update_password': 3,
          'user.account.reset_password': 4,
          'user.lifecycle.deactivate': 5,
          'user.lifecycle.suspend': 5,
          'user.lifecycle.delete.initiated': 6,
          'user.account.lock': 9,
          'user.account.unlock': 12,
        },
        otherwise: 99,
      },
      severity: 2,
      set: { ...WHO, ...TARGET },
    },
    {
      name: 'group membership',
      when: { eventType: ['group.user_membership.add', 'group.user_membership.remove'] },
      class: 'group_management',
      activity: {
        from: 'eventType',
        map: { 'group.user_membership.add': 3, 'group.user_membership.remove': 4 },
        otherwise: 99,
      },
      severity: 2,
      set: { ...WHO, 'group.uid': 'target.id', 'group.name': 'target.displayName' },
    },
    {
      name: 'any other',
      class: 'api_activity',
      activity: 99,
      set: { ...WHO, 'api.operation': 'eventType', 'api.service.name': { is: 'Okta' } },
    },
  ],
  samples: [
    {
      record:
        '{"uuid":"0a1b","published":"2026-10-01T06:00:00.123Z","eventType":"user.session.start","severity":"INFO","displayMessage":"User login to Okta","actor":{"id":"00u1","type":"User","alternateId":"eng1@plant.example","displayName":"Engineer 1"},"client":{"ipAddress":"192.0.2.66","userAgent":{"rawUserAgent":"Mozilla/5.0"}},"outcome":{"result":"FAILURE","reason":"INVALID_CREDENTIALS"},"target":[{"id":"00app","type":"AppInstance","displayName":"VPN portal"}]}',
      gives: {
        class_uid: 3002,
        activity_id: 1,
        status_id: 2,
        'user.name': 'eng1@plant.example',
        'src_endpoint.ip': '192.0.2.66',
        'service.name': 'VPN portal',
      },
    },
    {
      record:
        '{"uuid":"0a1c","published":"2026-10-01T06:00:01Z","eventType":"user.mfa.factor.deactivate","severity":"WARN","displayMessage":"Reset factor for user","actor":{"id":"00u2","alternateId":"admin@plant.example"},"outcome":{"result":"SUCCESS"}}',
      gives: { class_uid: 3002, severity_id: 3, status_id: 1 },
    },
  ],
}
