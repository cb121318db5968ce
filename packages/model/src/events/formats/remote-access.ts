// Sessions from outside and under privilege: OpenVPN's log, CyberArk's vault, and session lists of gateways as tables. Sources: OpenVPN 2.6
// manual (log messages); CyberArk, "SIEM integration, CEF"; lists by any of their usual column names.
import type { Attributes, Mapping } from '../mapping.ts'
import { CEF_DEVICE, CEF_TIME } from './cef.ts'
import { SYSLOG_DEVICE, SYSLOG_SEVERITY } from './syslog.ts'

const VPN: Attributes = {
  'actor.user.name': 'user',
  'src_endpoint.ip': { from: 'ip', as: 'ip' },
  'src_endpoint.port': { from: 'port', as: 'port' },
  'session.is_vpn': { is: true },
}

export const OPENVPN: Mapping = {
  id: 'openvpn',
  title: 'OpenVPN server (syslog)',
  vendor: 'OpenVPN',
  product: 'OpenVPN',
  shape: { kind: 'syslog' },
  time: { from: ['syslog.time'], clock: 'text' },
  severity: SYSLOG_SEVERITY,
  message: 'message',
  knownBy: { 'syslog.app': { starts: ['openvpn', 'ovpn'] } },
  set: SYSLOG_DEVICE,
  logSources: [{ product: 'openvpn' }],
  messages: [
    {
      of: 'message',
      templates: [
        '{ip}:{port} [{user}] Peer Connection Initiated with [AF_INET]{peer}',
        '{user}/{ip}:{port} MULTI_sva: pool returned IPv4={inner_ip}, IPv6={inner_ip6}',
        '{user}/{ip}:{port} SIGTERM[{reason}] received, client-instance exiting',
        '{user}/{ip}:{port} SIGUSR1[{reason}] received, client-instance restarting',
        '{ip}:{port} TLS Auth Error: Auth Username/Password verification failed for peer',
        '{ip}:{port} TLS Error: {reason*}',
      ],
    },
  ],
  kinds: [
    {
      name: 'opened',
      when: { message: { has: 'peer connection initiated' } },
      class: 'tunnel_activity',
      activity: 1,
      set: VPN,
    },
    {
      name: 'address given',
      when: { message: { has: 'pool returned' } },
      class: 'tunnel_activity',
      activity: 1,
      set: { ...VPN, 'tunnel_interface.ip': { from: 'inner_ip', as: 'ip' } },
    },
    {
      name: 'closed',
      when: { message: { has: ['client-instance exiting', 'client-instance restarting'] } },
      class: 'tunnel_activity',
      activity: 2,
      set: { ...VPN, status_detail: 'reason' },
    },
    {
      name: 'refused',
      when: { message: { has: ['auth error', 'tls error', 'auth_failed'] } },
      class: 'tunnel_activity',
      activity: 99,
      severity: 2,
      set: { ...VPN, activity_name: { is: 'Refused' }, status_id: { is: 2 }, status_detail: 'message' },
    },
    { name: 'any other', class: 'base_event', activity: 99 },
  ],
  samples: [
    {
      record:
        '<29>Oct  1 06:00:00 vpn1 openvpn[88]: 192.0.2.66:40022 [vendor1] Peer Connection Initiated with [AF_INET]192.0.2.66:40022',
      gives: {
        class_uid: 4014,
        activity_id: 1,
        'actor.user.name': 'vendor1',
        'src_endpoint.ip': '192.0.2.66',
        'session.is_vpn': true,
      },
    },
    {
      record:
        '<29>Oct  1 06:10:00 vpn1 openvpn[88]: vendor1/192.0.2.66:40022 SIGTERM[soft,remote-exit] received, client-instance exiting',
      gives: { class_uid: 4014, activity_id: 2, status_detail: 'soft,remote-exit' },
    },
  ],
}

export const CYBERARK: Mapping = {
  id: 'cyberark',
  title: 'CyberArk vault and session manager (CEF)',
  vendor: 'CyberArk',
  product: 'Privileged Access Manager',
  shape: { kind: 'cef' },
  time: { from: CEF_TIME, clock: 'text' },
  knownBy: { deviceVendor: ['Cyber-Ark', 'CyberArk'] },
  severity: {
    from: 'severity',
    map: { 0: 1, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4, 9: 5, 10: 5 },
    otherwise: 1,
  },
  message: { from: ['name', 'reason', 'msg'] },
  set: CEF_DEVICE,
  logSources: [{ product: 'cyberark' }],
  kinds: [
    {
      name: 'session through the gateway',
      when: {
        name: {
          has: ['psm connect', 'psm disconnect', 'psm secure connect', 'keystroke', 'sql command', 'window title'],
        },
      },
      class: 'authentication',
      activity: {
        from: 'name',
        map: {
          'PSM Connect': 1,
          'PSM Secure Connect Session Start': 1,
          'PSM Disconnect': 2,
          'PSM Secure Connect Session End': 2,
        },
        otherwise: 99,
      },
      set: {
        'user.name': { from: ['duser', 'suser'] },
        'actor.user.name': 'suser',
        'src_endpoint.ip': { from: ['src', 'shost'], as: 'ip' },
        'dst_endpoint.ip': { from: ['dst', 'dhost'], as: 'ip' },
        'dst_endpoint.hostname': { from: 'dhost', as: 'host' },
        'service.name': { from: 'app', otherwise: 'PSM' },
        'session.uid': { from: ['PSMID', 'externalId'] },
        is_remote: { is: true },
        status_id: { is: 1 },
      },
    },
    {
      name: 'vault sign-in',
      when: { name: { has: ['logon', 'logoff'] } },
      class: 'authentication',
      activity: { from: 'name', map: { Logoff: 2 }, otherwise: 1 },
      set: {
        'user.name': 'suser',
        'src_endpoint.ip': { from: ['src', 'shost'], as: 'ip' },
        'service.name': { is: 'Vault' },
      },
    },
    {
      name: 'any other',
      class: 'base_event',
      activity: 99,
      set: {
        'actor.user.name': 'suser',
        'unmapped.target_user': 'duser',
        'unmapped.file': 'fname',
        status_detail: 'reason',
      },
    },
  ],
  samples: [
    {
      record:
        '<5>1 2026-10-01T06:00:00Z VAULT CEF:0|Cyber-Ark|Vault|14.0|300|PSM Connect|5|act="PSM Connect" suser=vendor1 fname=Root\\\\op-server shost=10.15.0.7 dhost=PLC-GW duser=administrator externalId=s-771 app=RDP reason=planned work',
      gives: {
        class_uid: 3002,
        activity_id: 1,
        'actor.user.name': 'vendor1',
        'user.name': 'administrator',
        'dst_endpoint.hostname': 'PLC-GW',
        'session.uid': 's-771',
        'service.name': 'RDP',
      },
    },
  ],
}

const AT = ['start', 'started', 'start_time', 'session_start', 'time', 'timestamp', 'begin']
const USER = ['user', 'user_name', 'username', 'account', 'login', 'vendor_user']

export const REMOTE_SESSIONS: Mapping = {
  id: 'remote-sessions',
  title: 'Session list of a remote access or PAM gateway (table)',
  vendor: 'various',
  product: 'Remote access gateway',
  shape: {
    kind: 'table',
    needs: [AT, USER, ['target', 'asset', 'destination', 'target_host', 'endpoint', 'server', 'host', 'device']],
  },
  time: { from: AT, clock: 'text' },
  message: { from: ['purpose', 'reason', 'ticket', 'comment'] },
  kinds: [
    {
      name: 'session',
      class: 'authentication',
      activity: 1,
      set: {
        'device.hostname': { from: ['gateway', 'site', 'appliance'], otherwise: 'unknown' },
        'device.type_id': { is: 0 },
        'user.name': { from: USER },
        'src_endpoint.ip': { from: ['source_ip', 'client_ip', 'source', 'ip', 'from_ip'], as: 'ip' },
        'dst_endpoint.ip': { from: ['target_ip', 'target', 'asset', 'destination', 'endpoint'], as: 'ip' },
        'dst_endpoint.hostname': {
          from: ['target_host', 'target', 'asset', 'destination', 'endpoint', 'server', 'host', 'device'],
          as: 'host',
        },
        'service.name': { from: ['protocol', 'tool', 'application', 'type'], otherwise: 'remote access' },
        'session.uid': { from: ['session_id', 'session', 'id'] },
        is_remote: { is: true },
        duration: { from: ['duration_s', 'duration_seconds', 'duration'], as: 'millis' },
        status_detail: { from: ['approved_by', 'approver', 'status'] },
      },
      logSources: [{ product: 'remote-access' }],
    },
  ],
  samples: [
    {
      record:
        'Session ID,User,Source IP,Target,Protocol,Start,Duration s,Approved by,Ticket\nS-9,vendor1,192.0.2.66,OPS-CHL1,rdp,2026-10-01T06:00:00Z,620,G-OT,W-551',
      gives: {
        class_uid: 3002,
        'user.name': 'vendor1',
        'src_endpoint.ip': '192.0.2.66',
        'dst_endpoint.hostname': 'OPS-CHL1',
        duration: 620_000,
        'session.uid': 'S-9',
        message: 'W-551',
      },
    },
  ],
}
