// What the events of Windows are to Sigma, as data: services by channel, categories by service and number, names of fields that a category
// asks for and the event calls otherwise. Source: SigmaHQ's tests/thor.yml and taxonomy appendix 2.1.0; Microsoft's event reference.

/** Channels in lower case. */
export const SERVICES: Readonly<Record<string, readonly string[]>> = {
  application: ['application'],
  security: ['security'],
  system: ['system'],
  'dns server': ['dns-server'],
  'msexchange management': ['msexchange-management'],
  'openssh/operational': ['openssh'],
  'windows powershell': ['powershell-classic'],
  'powershellcore/operational': ['powershell'],
  'microsoft-iis-configuration/operational': ['iis-configuration'],
  'microsoft-servicebus-client/admin': ['servicebus-client', 'microsoft-servicebus-client'],
  'microsoft-servicebus-client/operational': ['servicebus-client', 'microsoft-servicebus-client'],
  'microsoft-windows-application-experience/program-compatibility-assistant': ['application-experience'],
  'microsoft-windows-application-experience/program-telemetry': ['application-experience'],
  'microsoft-windows-applocker/exe and dll': ['applocker'],
  'microsoft-windows-applocker/msi and script': ['applocker'],
  'microsoft-windows-applocker/packaged app-deployment': ['applocker'],
  'microsoft-windows-applocker/packaged app-execution': ['applocker'],
  'microsoft-windows-appmodel-runtime/admin': ['appmodel-runtime'],
  'microsoft-windows-appxdeploymentserver/operational': ['appxdeployment-server'],
  'microsoft-windows-appxdeployment-server/operational': ['appxdeployment-server'],
  'microsoft-windows-appxpackaging/operational': ['appxpackaging-om'],
  'microsoft-windows-bitlocker/bitlocker management': ['bitlocker'],
  'microsoft-windows-bits-client/operational': ['bits-client'],
  'microsoft-windows-capi2/operational': ['capi2'],
  'microsoft-windows-certificateservicesclient-lifecycle-system/operational': [
    'certificateservicesclient-lifecycle-system',
  ],
  'microsoft-windows-codeintegrity/operational': ['codeintegrity-operational'],
  'microsoft-windows-dhcp-server/operational': ['dhcp'],
  'microsoft-windows-diagnosis-scripted/operational': ['diagnosis-scripted'],
  'microsoft-windows-dns client events/operational': ['dns-client'],
  'microsoft-windows-dns-client/operational': ['dns-client'],
  'microsoft-windows-dns-server/analytical': ['dns-server-analytic'],
  'microsoft-windows-driverframeworks-usermode/operational': ['driver-framework'],
  'microsoft-windows-hyper-v-worker': ['hyper-v-worker'],
  'microsoft-windows-hyper-v-worker-admin': ['hyper-v-worker'],
  'microsoft-windows-kernel-eventtracing': ['kernel-event-tracing'],
  'microsoft-windows-kernel-eventtracing/admin': ['kernel-event-tracing'],
  'microsoft-windows-kernel-shimengine/diagnostic': ['kernel-shimengine'],
  'microsoft-windows-kernel-shimengine/operational': ['kernel-shimengine'],
  'microsoft-windows-ldap-client/debug': ['ldap'],
  'microsoft-windows-lsa/operational': ['lsa-server'],
  'microsoft-windows-ntfs/operational': ['ntfs'],
  'microsoft-windows-ntlm/operational': ['ntlm'],
  'microsoft-windows-powershell/operational': ['powershell'],
  'microsoft-windows-printservice/admin': ['printservice-admin'],
  'microsoft-windows-printservice/operational': ['printservice-operational'],
  'microsoft-windows-security-mitigations/kernel mode': ['security-mitigations'],
  'microsoft-windows-security-mitigations/user mode': ['security-mitigations'],
  'microsoft-windows-sense/operational': ['sense'],
  'microsoft-windows-shell-core/operational': ['shell-core'],
  'microsoft-windows-smbclient/connectivity': ['smbclient-connectivity'],
  'microsoft-windows-smbclient/security': ['smbclient-security'],
  'microsoft-windows-smbserver/connectivity': ['smbserver-connectivity'],
  'microsoft-windows-sysmon/operational': ['sysmon'],
  'microsoft-windows-taskscheduler/operational': ['taskscheduler'],
  'microsoft-windows-terminalservices-localsessionmanager/operational': ['terminalservices-localsessionmanager'],
  'microsoft-windows-vhdmp/operational': ['vhdmp'],
  'microsoft-windows-windows defender/operational': ['windefend'],
  'microsoft-windows-windows firewall with advanced security/firewall': ['firewall-as'],
  'microsoft-windows-wmi-activity/operational': ['wmi'],
}

/** Sysmon for Linux tells the same kinds of events. */
export const LINUX_CHANNEL = 'linux-sysmon/operational'

export interface CategoryOf {
  readonly category: string
  readonly service: string
  readonly eventIds: readonly number[]
  /** Of registry events of Sysmon, which tell keys made and keys deleted by one number. */
  readonly eventTypes?: readonly string[]
  /** Name that rules ask, and the names of which the first that is there has it. */
  readonly fields?: Readonly<Record<string, readonly string[]>>
}

const sysmon = (category: string, ...eventIds: number[]): CategoryOf => ({ category, service: 'sysmon', eventIds })

export const CATEGORIES: readonly CategoryOf[] = [
  sysmon('process_creation', 1),
  {
    category: 'process_creation',
    service: 'security',
    eventIds: [4688],
    fields: {
      Image: ['NewProcessName'],
      ParentImage: ['ParentProcessName'],
      CommandLine: ['ProcessCommandLine'],
      User: ['SubjectUserName'],
      LogonId: ['SubjectLogonId'],
      IntegrityLevel: ['MandatoryLabel'],
    },
  },
  sysmon('file_change', 2),
  sysmon('network_connection', 3),
  sysmon('sysmon_status', 4, 16),
  sysmon('process_termination', 5),
  sysmon('driver_load', 6),
  sysmon('image_load', 7),
  sysmon('create_remote_thread', 8),
  sysmon('raw_access_thread', 9),
  sysmon('process_access', 10),
  sysmon('file_event', 11),
  sysmon('registry_event', 12, 13, 14),
  { ...sysmon('registry_add', 12), eventTypes: ['createkey'] },
  { ...sysmon('registry_delete', 12), eventTypes: ['deletekey', 'deletevalue'] },
  sysmon('registry_set', 13),
  sysmon('registry_rename', 14),
  sysmon('create_stream_hash', 15),
  sysmon('pipe_created', 17, 18),
  sysmon('wmi_event', 19, 20, 21),
  sysmon('dns_query', 22),
  sysmon('file_delete', 23),
  sysmon('clipboard_change', 24),
  sysmon('process_tampering', 25),
  sysmon('file_delete_detected', 26),
  sysmon('file_block_executable', 27),
  sysmon('file_block_shredding', 28),
  sysmon('file_executable_detected', 29),
  sysmon('sysmon_error', 255),
  { category: 'ps_module', service: 'powershell', eventIds: [4103] },
  { category: 'ps_script', service: 'powershell', eventIds: [4104] },
  { category: 'ps_classic_start', service: 'powershell-classic', eventIds: [400] },
  { category: 'ps_classic_provider_start', service: 'powershell-classic', eventIds: [600] },
  { category: 'ps_classic_script', service: 'powershell-classic', eventIds: [800] },
  {
    category: 'antivirus',
    service: 'windefend',
    eventIds: [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116],
    fields: { Signature: ['ThreatName'], Filename: ['Path'] },
  },
]

/** Integrity levels as process rules name them, by the label of the token. */
export const INTEGRITY_LEVELS: Readonly<Record<string, string>> = {
  'S-1-16-0': 'Untrusted',
  'S-1-16-4096': 'Low',
  'S-1-16-8192': 'Medium',
  'S-1-16-8448': 'MediumPlus',
  'S-1-16-12288': 'High',
  'S-1-16-16384': 'System',
}
