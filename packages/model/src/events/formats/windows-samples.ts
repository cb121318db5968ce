// Made events in the form that Windows and its forwarders write.
import type { FormatSample } from '../event.ts'

const xml = (provider: string, id: number, channel: string, time: string, data: Readonly<Record<string, string>>) =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/><EventID>${id}</EventID><Level>0</Level><TimeCreated SystemTime='${time}'/><EventRecordID>7001</EventRecordID><Execution ProcessID='4' ThreadID='88'/><Channel>${channel}</Channel><Computer>ENG-WS1.plant.example</Computer><Security/></System><EventData>${Object.entries(
    data,
  )
    .map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
    .join('')}</EventData></Event>`

const SECURITY = 'Microsoft-Windows-Security-Auditing'
const SYSMON = 'Microsoft-Windows-Sysmon'

export const WINDOWS_XML_SAMPLES: readonly FormatSample[] = [
  {
    record: xml(SECURITY, 4688, 'Security', '2026-10-01T06:00:00.1234567Z', {
      SubjectUserSid: 'S-1-5-21-1-2-3-1104',
      SubjectUserName: 'eng1',
      SubjectDomainName: 'PLANT',
      SubjectLogonId: '0x3e7a1',
      NewProcessId: '0x1a2c',
      NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
      ProcessId: '0x9f4',
      CommandLine: 'cmd.exe /c whoami &amp; hostname',
      ParentProcessName: 'C:\\Program Files\\Project Tool\\tool.exe',
    }),
    gives: {
      class_uid: 1007,
      activity_id: 1,
      time: 1_790_834_400_123,
      'process.pid': 6700,
      'process.name': 'cmd.exe',
      'process.cmd_line': 'cmd.exe /c whoami & hostname',
      'actor.user.name': 'eng1',
      'actor.process.name': 'tool.exe',
      'device.hostname': 'ENG-WS1.plant.example',
    },
  },
  {
    record: xml(SECURITY, 4625, 'Security', '2026-10-01T06:00:01.000Z', {
      SubjectUserName: '-',
      TargetUserName: 'operator',
      TargetDomainName: 'PLANT',
      LogonType: '10',
      IpAddress: '10.10.4.7',
      IpPort: '50122',
      Status: '0xc000006d',
    }),
    gives: {
      class_uid: 3002,
      status_id: 2,
      logon_type_id: 10,
      'user.name': 'operator',
      'src_endpoint.ip': '10.10.4.7',
    },
  },
  {
    record: xml(SYSMON, 13, 'Microsoft-Windows-Sysmon/Operational', '2026-10-01T06:00:02.000Z', {
      EventType: 'SetValue',
      ProcessGuid: '{0197231e-ef3b-693f-3f05-000000000d00}',
      ProcessId: '4660',
      Image: 'C:\\Windows\\regedit.exe',
      TargetObject: 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\updater',
      Details: 'C:\\Temp\\u.exe',
    }),
    gives: { class_uid: 201_002, activity_id: 2, 'reg_value.name': 'updater', 'actor.process.pid': 4660 },
  },
  {
    record: xml('Service Control Manager', 7045, 'System', '2026-10-01T06:00:03.000Z', {
      ServiceName: 'PSEXESVC',
      ImagePath: '%SystemRoot%\\PSEXESVC.exe',
      StartType: 'demand start',
      AccountName: 'LocalSystem',
    }),
    gives: { class_uid: 201_004, activity_id: 1, 'win_service.name': 'PSEXESVC' },
  },
]

export const WINDOWS_JSON_SAMPLES: readonly FormatSample[] = [
  {
    record: JSON.stringify({
      '@timestamp': '2026-10-01T06:00:00.000Z',
      winlog: {
        channel: 'Microsoft-Windows-Sysmon/Operational',
        provider_name: SYSMON,
        event_id: 1,
        record_id: 912,
        computer_name: 'ENG-WS1.plant.example',
        event_data: {
          UtcTime: '2026-10-01 05:59:59.870',
          ProcessGuid: '{0197231e-ef3b-693f-3f05-000000000d00}',
          ProcessId: '8932',
          Image: 'C:\\Windows\\System32\\wbem\\WMIC.exe',
          CommandLine: 'wmic useraccount get /all',
          User: 'PLANT\\eng1',
          ParentProcessId: '1401',
          ParentImage: 'C:\\Windows\\explorer.exe',
        },
      },
    }),
    gives: {
      class_uid: 1007,
      'process.pid': 8932,
      'process.name': 'WMIC.exe',
      'actor.process.name': 'explorer.exe',
      'device.hostname': 'ENG-WS1.plant.example',
    },
  },
  {
    record: JSON.stringify({
      EventTime: '2026-10-01 06:00:04',
      Hostname: 'HMI-2',
      EventID: 4104,
      Channel: 'Microsoft-Windows-PowerShell/Operational',
      SourceName: 'Microsoft-Windows-PowerShell',
      ScriptBlockText: 'Get-Service | Stop-Service',
      ScriptBlockId: 'b1',
      UserID: 'S-1-5-21-1-2-3-1104',
    }),
    gives: { class_uid: 1009, 'script.script_content.value': 'Get-Service | Stop-Service', 'device.hostname': 'HMI-2' },
  },
  {
    record: JSON.stringify({
      Event: {
        System: {
          Provider: { '#attributes': { Name: 'Microsoft-Windows-Eventlog' } },
          EventID: 1102,
          Level: 4,
          TimeCreated: { '#attributes': { SystemTime: '2026-10-01T06:00:05.5Z' } },
          Channel: 'Security',
          Computer: 'HIST-1',
        },
        UserData: { LogFileCleared: { SubjectUserName: 'admin2', SubjectUserSid: 'S-1-5-21-1-2-3-500' } },
      },
    }),
    gives: { class_uid: 1008, activity_id: 1, severity_id: 4, 'actor.user.name': 'admin2', log_name: 'Security' },
  },
]
