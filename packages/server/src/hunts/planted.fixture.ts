// Sixty days of a plant's hosts and controllers as the sources tell them, with a few dormant things planted among thousands of ordinary ones.
import { isoOfMicros, micros } from '@penstock/model/kernel'
import type { ObservationBatch } from '@penstock/model/observations'
import type { TelemetryBatch } from '@penstock/store/telemetry'

const HOUR = 3_600_000_000
export const DAY = 24 * HOUR
/** Tuesday, 1 September 2026, midnight of UTC. */
export const NOW = 1_788_220_800_000_000

const SECURITY = 'Microsoft-Windows-Security-Auditing'
const TASKS = 'Microsoft-Windows-TaskScheduler'
const SERVICES = 'Service Control Manager'
const HOSTS = Array.from({ length: 12 }, (_, n) => `WS${n + 1}.plant.example`)
/** Where the planted things are. */
export const FOOTHOLD = 'ENG-WS1.plant.example'

function windows(
  host: string,
  at: number,
  [provider, channel, id]: readonly [string, string, number],
  data: Readonly<Record<string, string>>,
): string {
  const values = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${value}</Data>`)
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='${provider}'/><EventID>${id}</EventID><Level>4</Level><TimeCreated SystemTime='${isoOfMicros(micros(at))}'/><EventRecordID>1</EventRecordID><Channel>${channel}</Channel><Computer>${host}</Computer><Security/></System><EventData>${values.join('')}</EventData></Event>`
}

const made = (host: string, at: number, name: string, who = 'SYSTEM', what = 'sync.exe') =>
  windows(host, at, [SECURITY, 'Security', 4698], { SubjectUserName: who, TaskName: name, TaskContent: what })
const ran = (host: string, at: number, name: string) =>
  windows(host, at, [TASKS, `${TASKS}/Operational`, 200], { TaskName: name, ActionName: 'sync.exe' })
const installed = (host: string, at: number, name: string, path = 'C:\\Program Files\\x\\x.exe') =>
  windows(host, at, [SERVICES, 'System', 7045], { ServiceName: name, ImagePath: path, AccountName: 'LocalSystem' })
const started = (host: string, at: number, name: string) =>
  windows(host, at, [SERVICES, 'System', 7036], { param1: name, param2: 'running' })
const signedIn = (host: string, at: number, who: string, type = '3') =>
  windows(host, at, [SECURITY, 'Security', 4624], { TargetUserName: who, LogonType: type, IpAddress: '10.20.0.9' })
const account = (at: number, who: string) =>
  windows('DC1.plant.example', at, [SECURITY, 'Security', 4720], { SubjectUserName: 'helpdesk', TargetUserName: who })

/** Each host: a task and a service every fifth day, both run within the day; sign-ins all day; a new colleague now and then. */
export function windowsLines(): string[] {
  const lines: string[] = []
  for (let day = 60; day >= 1; day -= 1) {
    const at = NOW - day * DAY
    for (const [n, host] of HOSTS.entries()) {
      const who = `user${n}`
      for (let hour = 6; hour < 18; hour += 3) lines.push(signedIn(host, at + hour * HOUR, who))
      if ((day + n) % 5 !== 0) continue
      const name = `\\Vendor\\Update ${day}`
      lines.push(made(host, at + 7 * HOUR, name), ran(host, at + 8 * HOUR, name))
      lines.push(installed(host, at + 9 * HOUR, `svc${day}`), started(host, at + 10 * HOUR, `SVC${day}`))
    }
    if (day % 10 === 0)
      lines.push(account(at + 8 * HOUR, `new${day}`), signedIn(HOSTS[0]!, at + 30 * HOUR, `new${day}`))
  }
  // The planted task has the name of one that runs on another host.
  lines.push(made(FOOTHOLD, NOW - 41 * DAY + 2 * HOUR, '\\Vendor\\Update 40', 'eng1', 'C:\\Users\\eng1\\u.exe'))
  lines.push(installed(FOOTHOLD, NOW - 40 * DAY, 'AnyDesk', 'C:\\Users\\eng1\\AnyDesk.exe --service'))
  lines.push(account(NOW - 39 * DAY, 'svc-backup2'))
  lines.push(signedIn(FOOTHOLD, NOW - 10 * DAY + 3 * HOUR, 'vendor1', '10'))
  return lines
}

const ENGINEER = '10.20.0.14'
export const INTRUDER = '10.20.0.77'

function operation(at: number, kind: string, client: string, server: string, count = 1): string {
  const proof = { file: 0, frame: 1, at, offset: 24, length: 60 }
  const ends = { client: { mac: null, ip: client }, server: { mac: null, ip: server } }
  const operations = [
    { at, protocol: 's7', kind, code: '0x1a', name: kind, ...ends, target: 'OB1', result: 'ok', count, proof },
  ]
  return JSON.stringify({ seq: 1, operations, anomalies: [] })
}

/** The engineer works on weekdays, the line is written to all day; in one night somebody else does. */
export function sensorLines(): string[] {
  const lines: string[] = []
  for (let day = 28; day >= 1; day -= 1) {
    const at = NOW - day * DAY
    // NOW is a Tuesday: two days before it is Sunday, three days before it Saturday.
    const isWeekend = day % 7 === 2 || day % 7 === 3
    for (let minute = 0; minute < 24 * 60; minute += 60)
      lines.push(operation(at + minute * 60_000_000, 'write', '10.20.0.10', `10.30.1.${10 + (minute % 3)}`))
    if (!isWeekend) lines.push(operation(at + 9 * HOUR, 'program-download', ENGINEER, '10.30.1.10'))
  }
  lines.push(operation(NOW - 5 * DAY + 2 * HOUR, 'mode', INTRUDER, '10.30.1.11'))
  lines.push(operation(NOW - 5 * DAY + 3 * HOUR, 'write', INTRUDER, '10.30.1.11'))
  return lines
}

/** The same as the cell's own sensor sends it, with one conversation by night, and after that nothing. */
export function sensorBatches(captureKey: string): TelemetryBatch[] {
  const empty = { bindings: [], claims: [], conversations: [], anomalies: [], skipped: {} }
  const counts = { packets: 0, bytes: 0, malformed: 0, firstAt: null, lastAt: null, isLast: false }
  const deeds = sensorLines().map((line) => ({
    ...{ ...empty, ...counts },
    ...(JSON.parse(line) as Pick<ObservationBatch, 'operations'>),
  }))
  const talk = (at: number, lasts: number, client: string, protocol: string, serverPort: number) => ({
    ...{ client: { mac: null, ip: client }, server: { mac: null, ip: '10.20.0.14' }, protocol, portGuess: null },
    ...{ transport: 'tcp' as const, serverPort, sidesFrom: 'content' as const, isAnswered: true, vlans: [] },
    ...{ packets: 60, bytes: 4500, firstAt: micros(at), lastAt: micros(at + lasts), functions: [] },
    proof: { file: 0, frame: 1, at: micros(at), offset: 24, length: 60 },
  })
  const night = NOW - 5 * DAY + 2 * HOUR
  const talks = [talk(night, HOUR, INTRUDER, 'rdp', 3389), talk(night + HOUR, HOUR, INTRUDER, 'rdp', 3389)]
  const heard = talks.map((one) => ({ ...{ ...empty, ...counts }, operations: [], conversations: [one] }))
  return [...deeds, ...heard].map((batch, seq) => ({ captureKey, site: 'works', batch: { ...batch, seq } }))
}
