// VMware vCenter events and ESXi host logs in syslog. Source: vSphere Web Services API, event types (`vim.event`); ESXi hostd and shell logs.
import type { Attributes, Mapping } from '../mapping.ts'
import { SYSLOG_DEVICE, SYSLOG_SEVERITY } from './syslog.ts'

const WHO: Attributes = {
  'actor.user.name': 'user',
  'metadata.event_code': 'event_type',
  'metadata.uid': 'event_id',
  'unmapped.datacenter': 'datacenter',
}
const LOGON: Attributes = {
  ...WHO,
  'user.name': { from: ['login_user', 'user'] },
  'src_endpoint.ip': { from: 'ip', as: 'ip' },
  'dst_endpoint.hostname': { from: 'syslog.host', as: 'host' },
  'service.name': { is: 'vSphere' },
}

export const VMWARE: Mapping = {
  id: 'vmware',
  title: 'VMware vCenter and ESXi (syslog)',
  vendor: 'VMware',
  product: 'vSphere',
  shape: { kind: 'syslog' },
  time: { from: ['event_time', 'syslog.time'], clock: 'text' },
  severity: { from: 'level', map: { info: 1, user: 1, warning: 3, error: 4 }, otherwise: SYSLOG_SEVERITY.otherwise },
  message: { from: ['text', 'message'] },
  set: SYSLOG_DEVICE,
  messages: [
    {
      of: 'message',
      templates: [
        'Event [{event_id}] [{chain}] [{event_time}] [{event_type}] [{level}] [{user}] [{datacenter}] [{chain2}] [{text*}]',
      ],
    },
    {
      of: 'text',
      templates: [
        'User {login_user*}@{ip} logged in as {client*}',
        'User {login_user*} logged out{rest*}',
        'Cannot login {login_user*}@{ip}',
        'Reconfigured {vm*} on {vm_host} in {change*}',
      ],
    },
    {
      of: 'message',
      templates: [
        'Accepted password for user {user*} from {ip}',
        'Rejected password for user {user*} from {ip}',
        'User {user*}@{ip} logged in as {client*}',
        '[{user}]: {command*}',
      ],
    },
  ],
  logSources: [{ product: 'vmware' }],
  kinds: [
    {
      name: 'logon',
      when: {
        event_type: [
          'vim.event.UserLoginSessionEvent',
          'vim.event.UserLogoutSessionEvent',
          'vim.event.BadUsernameSessionEvent',
        ],
      },
      class: 'authentication',
      activity: { from: 'event_type', map: { 'vim.event.UserLogoutSessionEvent': 2 }, otherwise: 1 },
      set: {
        ...LOGON,
        status_id: { from: 'event_type', map: { 'vim.event.BadUsernameSessionEvent': 2 }, otherwise: 1 },
      },
    },
    {
      name: 'host logon',
      when: { message: { starts: ['accepted password for user', 'rejected password for user'] } },
      class: 'authentication',
      activity: 1,
      set: { ...LOGON, status_id: { from: 'message', told: 0 } },
    },
    {
      name: 'machine stopped or removed',
      when: {
        event_type: [
          'vim.event.VmPoweredOffEvent',
          'vim.event.VmRemovedEvent',
          'vim.event.VmGuestShutdownEvent',
          'vim.event.VmSuspendedEvent',
          'vim.event.VmResettingEvent',
        ],
      },
      class: 'base_event',
      activity: 99,
      severity: 3,
      set: { ...WHO, activity_name: 'event_type' },
    },
    {
      name: 'machine changed',
      when: {
        event_type: [
          'vim.event.VmReconfiguredEvent',
          'vim.event.VmCreatedEvent',
          'vim.event.VmClonedEvent',
          'vim.event.VmPoweredOnEvent',
          'vim.event.VmRegisteredEvent',
          'vim.event.VmMigratedEvent',
        ],
      },
      class: 'base_event',
      activity: 99,
      severity: 2,
      set: { ...WHO, activity_name: 'event_type' },
    },
    {
      name: 'host configuration',
      when: {
        event_type: { has: ['permission', 'role', 'lockdown', 'sshenabled', 'esxi.shell', 'hostconfig', 'datastore'] },
      },
      class: 'device_config_state_change',
      activity: 1,
      severity: 3,
      set: WHO,
    },
    {
      name: 'shell command',
      when: { 'syslog.app': ['shell', 'ESXShell'] },
      class: 'base_event',
      activity: 99,
      severity: 3,
      set: { ...WHO, activity_name: { is: 'Shell command' } },
    },
    { name: 'any other', class: 'base_event', activity: 99, set: WHO },
  ],
  samples: [
    {
      record:
        '<14>1 2026-10-01T06:00:01.000Z vc1 vpxd 4120 - - Event [88120] [1-1] [2026-10-01T06:00:00.250Z] [vim.event.VmPoweredOffEvent] [info] [PLANT\\admin2] [DC1] [88119] [OPS-BAT1 on esx3 in DC1 is powered off]',
      gives: {
        class_uid: 0,
        severity_id: 3,
        'actor.user.name': 'PLANT\\admin2',
        activity_name: 'vim.event.VmPoweredOffEvent',
        time: 1_790_834_400_250,
        message: 'OPS-BAT1 on esx3 in DC1 is powered off',
        'device.hostname': 'vc1',
      },
    },
    {
      record:
        '<14>1 2026-10-01T06:00:02.000Z vc1 vpxd 4120 - - Event [88121] [1-1] [2026-10-01T06:00:02Z] [vim.event.UserLoginSessionEvent] [info] [PLANT\\admin2] [] [88121] [User PLANT\\admin2@10.10.4.7 logged in as browser]',
      gives: { class_uid: 3002, activity_id: 1, 'user.name': 'PLANT\\admin2', 'src_endpoint.ip': '10.10.4.7' },
    },
    {
      record:
        '<14>1 2026-10-01T06:00:03.000Z vc1 vpxd 4120 - - Event [88122] [1-1] [2026-10-01T06:00:03Z] [vim.event.VmReconfiguredEvent] [info] [PLANT\\admin2] [DC1] [88122] [Reconfigured OPS-BAT1 on esx3 in DC1. Modified: config.hardware.device(3000).backing.fileName: "[iso] patch.iso"]',
      gives: { class_uid: 0, severity_id: 2, 'actor.user.name': 'PLANT\\admin2' },
    },
  ],
}
