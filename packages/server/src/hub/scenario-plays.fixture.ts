// The sixteen scenarios as what a plant would send of them: lines of vendors' formats and packets, stage by stage. `n` (30 to 250) names the
// people, hosts and networks of a play: names end in it and addresses hold it, so that many may go on in one house.
import { type Domain, type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import {
  capturedFrames,
  gatewaySession,
  type HeardFrames,
  later,
  lease,
  security,
  suricata,
  sysmon,
  type ToldLines,
  windows,
} from './attack.fixture.ts'
import * as frames from './play-frames.fixture.ts'

export interface PlayStep {
  /** Stages of the scenario that it feeds; none for what only says who is who. */
  readonly stages: readonly number[]
  readonly told?: ToldLines
  readonly heard?: HeardFrames
}

export interface ScenarioPlay {
  readonly scenario: string
  readonly steps: readonly PlayStep[]
  /** What makes its look-alike one: approved work, or what an operator did. */
  readonly explained: readonly PlayStep[]
  /** What passes in the plant on any day, before it begins: each a poll of the sensor's, by its number. */
  readonly everyday?: (poll: number) => readonly Uint8Array[]
  /** Where it is not some of the steps. */
  readonly lookalike?: readonly PlayStep[]
}

type MakePlay = (n: number, at: EpochMicros) => Omit<ScenarioPlay, 'scenario'>

/** Sites of the fleet of XD-14, beside the first. */
export const FLEET = ['east', 'west'] as const
const SET_VALUE = 7
const SYSTEM = 'C:\\Windows\\System32\\'
const ALARMS = 'Time,Tag,Event,Condition,Priority,Value,Area,Station,Message'
const AUDIT = 'time,user,station,action,tag,old value,new value,units'
const SESSIONS = 'Session ID,User,Source IP,Target,Protocol,Start,Duration s,Approved by,Ticket'

/** Those who play: `m` minutes after the beginning. */
class Cast {
  readonly n: number
  readonly #at: EpochMicros

  constructor(n: number, at: EpochMicros) {
    this.n = n
    this.#at = at
  }

  at(m: number): EpochMicros {
    return later(this.#at, m)
  }
  /** A name of this play. */
  of(name: string): string {
    return `${name}-${this.n}`
  }
  get pc(): string {
    return `10.4.${this.n}.9`
  }
  get station(): string {
    return `10.${this.n}.2.10`
  }
  get controller(): string {
    return `10.${this.n}.2.20`
  }
  /** Who reads in this plant on any day. */
  get panel(): string {
    return `10.${this.n}.2.30`
  }
  /** What anybody's set value is on any day: between 40 and 60. */
  setValues(): (poll: number) => readonly Uint8Array[] {
    return (poll) => frames.readRegister(this.panel, this.controller, SET_VALUE, 40 + ((poll * 7) % 21))
  }
  get outside(): string {
    return `93.184.${this.n}.7`
  }
  hash(name: string): string {
    return `SHA256=${Buffer.from(`${name}-${this.n}`).toString('hex').padEnd(64, '0').slice(0, 64)}`
  }

  lines(stages: readonly number[], domain: Domain, format: string, ...lines: readonly string[]): PlayStep {
    return { stages, told: { domain, format, lines } }
  }
  heard(stages: readonly number[], m: number, heard: readonly Uint8Array[], site?: string): PlayStep {
    return { stages, heard: { at: this.at(m), frames: heard, ...(site === undefined ? {} : { site }) } }
  }
  lease(domain: Domain, address: string, host: string): PlayStep {
    return this.lines([], domain, 'zeek-json', lease(this.at(0), address, host))
  }
  sysmon(stages: readonly number[], domain: Domain, m: number, id: number, host: string, fields: object): PlayStep {
    return this.lines(stages, domain, 'windows-json', sysmon(this.at(m), id, host, { ...fields }))
  }
  /** A program that was started. */
  run(stages: readonly number[], domain: Domain, m: number, host: string, image: string, fields: object): PlayStep {
    return this.sysmon(stages, domain, m, 1, host, { Image: image, CommandLine: image, ...fields })
  }
  security(stages: readonly number[], domain: Domain, m: number, id: number, host: string, fields: object): PlayStep {
    return this.lines(stages, domain, 'windows-json', security(this.at(m), id, host, { ...fields }))
  }
  logon(
    stages: readonly number[],
    domain: Domain,
    m: number,
    host: string,
    user: string,
    from: string,
    type: 2 | 3 | 10 = 10,
  ): PlayStep {
    const who = { TargetUserName: user, TargetDomainName: 'WRW', IpAddress: from, LogonType: type }
    return this.security(stages, domain, m, 4624, host, who)
  }
  alert(stages: readonly number[], domain: Domain, m: number, signature: string, from: string, to: string): PlayStep {
    return this.lines(stages, domain, 'suricata-eve', suricata(this.at(m), signature, from, to))
  }
  sent(stages: readonly number[], domain: Domain, m: number, from: string, port: number, megabytes: number): PlayStep {
    const ends = { 'id.orig_h': from, 'id.orig_p': 50_000, 'id.resp_h': '93.184.216.40', 'id.resp_p': port }
    const row = { _path: 'conn', ts: this.at(m) / 1e6, uid: this.of('C'), ...ends, proto: 'tcp', resp_bytes: 9 }
    return this.lines(stages, domain, 'zeek-json', JSON.stringify({ ...row, orig_bytes: megabytes * 1e6 }))
  }
  signIn(stages: readonly number[], m: number, user: string, properties: object): PlayStep {
    const time = isoOfMicros(this.at(m))
    const head = { time, category: 'SignInLogs', operationName: 'Sign-in activity', resultType: '0' }
    const rest = { id: this.of('s'), createdDateTime: time, userPrincipalName: user, ...properties }
    return this.lines(stages, 'it', 'entra', JSON.stringify({ ...head, ...rest }))
  }
  /** A row of a session list. */
  session(
    stages: readonly number[],
    m: number,
    row: { id: string; user: string; target: string; protocol: string; seconds: number; approved: string },
  ): PlayStep {
    const { id, user, target, protocol, seconds, approved } = row
    const line = [id, user, this.outside, target, protocol, isoOfMicros(this.at(m)), seconds, approved, ''].join(',')
    return { stages, told: { domain: 'it', format: 'remote-sessions', head: SESSIONS, lines: [line] } }
  }
  alarm(
    stages: readonly number[],
    m: number,
    tag: string,
    message: string,
    more: { condition?: string; area?: string; station?: string; event?: string; site?: string } = {},
  ): PlayStep {
    const { condition = 'STATE', area = this.of('AREA'), station = this.of('OPS'), event = 'ALM', site } = more
    const line = [isoOfMicros(this.at(m)), tag, event, condition, 2, 1, area, station, message].join(',')
    const told = { domain: 'ot', format: 'process-alarms', head: ALARMS, lines: [line] } as const
    return { stages, told: site === undefined ? told : { ...told, site } }
  }
  audit(stages: readonly number[], m: number, station: string, action: string, tag: string): PlayStep {
    const line = [isoOfMicros(this.at(m)), this.of('op'), station, action, tag, 100, 11_100, 'ppm'].join(',')
    return { stages, told: { domain: 'ot', format: 'hmi-audit', head: AUDIT, lines: [line] } }
  }
  hypervisor(stages: readonly number[], domain: Domain, m: number, event: string, text: string): PlayStep {
    const time = isoOfMicros(this.at(m))
    const user = `PLANT\\${this.of('adm')}`
    const line = `<14>1 ${time} ${this.of('vc')} vpxd 4120 - - Event [${this.n}${m}] [1-1] [${time}] [vim.event.${event}] [info] [${user}] [DC1] [${m}] [${text}]`
    return this.lines(stages, domain, 'vmware', line)
  }
  firewall(stages: readonly number[], m: number, type: string, rest: string): PlayStep {
    const [day, time] = isoOfMicros(this.at(m)).split('T') as [string, string]
    const head = `date=${day} time=${time.slice(0, 8)} devname="${this.of('FGT')}" devid="FG1" tz="+0000" logid="0101039424"`
    return this.lines(stages, 'it', 'fortinet', `<189>${head} ${type} level="notice" vd="root" ${rest}`)
  }
  cef(stages: readonly number[], domain: Domain, m: number, name: string, rest: string): PlayStep {
    const line = `CEF:0|Example|Gateway|1|100|${name}|5|rt=${this.at(m) / 1000} ${rest}`
    return this.lines(stages, domain, 'cef', line)
  }
  /** Approved work of a day on everything that is named. */
  order(...named: readonly Readonly<Record<string, string>>[]): readonly PlayStep[] {
    const labels = 'cs1Label=Controller cs2Label=Session cs3Label=Process cs4Label=Service cn1Label=Seconds cn1=86400'
    return named.map((one) => {
      const rest = Object.entries(one).map(([key, value]) => `${key}=${value}`)
      return this.lines(
        [],
        'ot',
        'cef',
        `CEF:0|Example|Work orders|1|WO|Work order approved|3|rt=${this.at(-5) / 1000} ${labels} ${rest.join(' ')}`,
      )
    })
  }
}

const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE'
const POWERSHELL = `${SYSTEM}WindowsPowerShell\\v1.0\\powershell.exe`
const GUID = (n: number) => `{31B2F340-016D-11D2-945F-0000000${String(n).padStart(5, '0')}}`

const PLAYS: Readonly<Record<string, MakePlay>> = {
  'XD-01': (n, at) => {
    const c = new Cast(n, at)
    const [laptop, ews, eng] = [c.of('LT'), c.of('EWS'), c.of('eng')]
    const user = { User: `WRW\\${eng}` }
    const dump = { SourceImage: 'C:\\Users\\Public\\u.exe', TargetImage: `${SYSTEM}lsass.exe`, GrantedAccess: '0x1010' }
    return {
      steps: [
        c.lease('it', c.pc, laptop),
        c.cef(
          [1],
          'it',
          0,
          'Attachment delivered',
          `duser=${eng}@wrw.example cs1Label=RecipientGroup cs1=ot-engineers`,
        ),
        c.run([2], 'it', 1, laptop, POWERSHELL, { ...user, ParentImage: OFFICE }),
        c.alert([3], 'it', 10, 'ET MALWARE CnC beacon', c.pc, c.outside),
        c.sysmon([4], 'it', 30, 10, laptop, { ...dump, SourceUser: user.User }),
        c.run([5], 'it', 60, laptop, `${SYSTEM}net.exe`, { ...user, CommandLine: 'net group "OT-Engineers" /domain' }),
        c.lines([6], 'it', 'cyberark', gatewaySession(c.at(120), eng, laptop, ews, c.of('s'))),
        c.lease('ot', c.station, ews),
        c.logon([7], 'ot', 125, `${ews}.plant.example`, eng, '10.15.0.7'),
        c.heard([8], 130, frames.uploadProgram(c.station, c.controller)),
        c.heard([9], 140, capturedFrames('s7comm/stop.pcap', n)),
        c.heard([10], 150, capturedFrames('s7comm/download.pcap', n)),
        c.heard([11], 160, frames.writeRegister(c.station, c.controller, SET_VALUE, 940)),
      ],
      everyday: c.setValues(),
      explained: c.order({ suser: eng, dhost: ews, cs1: c.controller, cs2: c.of('s') }),
    }
  },
  'XD-02': (n, at) => {
    const c = new Cast(n, at)
    const [vendor, ews] = [c.of('vendor'), c.of('EWS')]
    const row = { id: c.of('V'), user: vendor, target: ews, protocol: 'rdp', seconds: 9000 }
    return {
      steps: [
        c.signIn([1], 0, `${vendor}@maker.example`, { riskLevelDuringSignIn: 'high' }),
        c.session([2], 10, { ...row, approved: 'overrun' }),
        c.session([3], 20, { ...row, approved: 'out of scope' }),
        c.run([4], 'ot', 30, ews, 'C:\\Users\\Public\\AnyDesk.exe', { User: `WRW\\${vendor}` }),
        c.lease('ot', c.station, ews),
        c.heard([5], 40, frames.sweepOfPorts(c.station, n)),
        c.heard([6], 50, frames.uploadProgram(c.station, c.controller)),
        c.security([7], 'ot', 60, 4720, ews, { TargetUserName: c.of('svc'), SubjectUserName: vendor }),
        c.heard([8], 70, frames.writeRegister(c.station, c.controller, 7, 500)),
      ],
      explained: c.order({ suser: vendor, dhost: ews, cs1: c.controller, cs2: c.of('V') }),
    }
  },
  'XD-03': (n, at) => {
    const c = new Cast(n, at)
    const [user, sis] = [c.of('op'), c.of('SIS-EWS')]
    const row = { id: c.of('N'), user, target: c.of('VPN'), protocol: 'vpn', seconds: 40_000, approved: 'policy' }
    return {
      steps: [
        c.session([1], 0, row),
        c.logon([2], 'it', 20, c.of('PC'), user, '10.4.0.77'),
        c.logon([3], 'ot', 40, sis, user, '10.15.0.7'),
        c.sysmon([4], 'ot', 50, 11, sis, { TargetFilename: 'C:\\ProgramData\\trilog.exe', Image: 'C:\\x.exe' }),
        c.run([5], 'ot', 60, sis, 'C:\\Python27\\python.exe', { User: `WRW\\${user}` }),
        c.lease('ot', c.station, sis),
        c.heard([6], 70, frames.safety.find(c.station, c.controller)),
        c.heard([7], 80, frames.safety.readKey(c.station, c.controller)),
        c.heard([8], 90, frames.safety.load(c.station, c.controller)),
        c.heard([9], 110, frames.safety.readModules(c.panel, c.controller, 10, 3, 7)),
        c.alarm([10], 120, c.controller, 'MP fault: diagnostic failure'),
      ],
      everyday: () => frames.safety.readModules(c.panel, c.controller, 10, 3, 6),
      explained: c.order({ suser: user, dhost: sis, cs1: c.controller }, { dhost: c.station }),
    }
  },
  'XD-04': (n, at) => {
    const c = new Cast(n, at)
    const [edge, admin, scada] = [`10.4.${n}.5`, c.of('adm'), c.of('SCADA')]
    const task = {
      ShareName: '\\\\*\\SYSVOL',
      RelativeTargetName: `wrw\\Policies\\${GUID(n)}\\Machine\\ScheduledTasks.xml`,
    }
    const policy = { ObjectClass: 'groupPolicyContainer', ObjectDN: `CN=${GUID(n)},CN=Policies,DC=wrw` }
    return {
      steps: [
        c.alert([1], 'it', 0, 'ET EXPLOIT CVE-2022-0001 against a gateway', c.outside, edge),
        c.security([2], 'it', 30, 5145, c.of('DC'), { ...task, SubjectUserName: admin, IpAddress: edge }),
        c.security([3], 'it', 31, 5136, c.of('DC'), { ...policy, SubjectUserName: admin }),
        c.logon([], 'ot', 40, scada, admin, edge, 3),
        c.sysmon([4], 'ot', 45, 7, scada, {
          ...{ ImageLoaded: 'C:\\Dell\\108_100.exe', Signed: 'false', Hashes: c.hash('binary') },
        }),
        c.run([5], 'ot', 50, scada, `${SYSTEM}taskkill.exe`, { CommandLine: 'taskkill /F /IM PServiceControl.exe' }),
        c.lease('ot', c.station, scada),
        c.heard([6], 60, frames.interrogate(c.station, c.controller)),
        c.heard([7, 8], 65, frames.command(c.station, c.controller, 12)),
        c.run([9], 'it', 80, c.of('PC'), `${SYSTEM}cipher.exe`, {
          ...{ CommandLine: 'cipher /w:C', Hashes: c.hash('binary'), User: `WRW\\${admin}` },
        }),
        c.alarm([10], 66, c.controller, 'Breaker open'),
      ],
      explained: [
        c.audit([], 64, c.of('OPS'), 'Command', c.controller),
        ...c.order({ suser: admin, dhost: scada, cs1: c.controller }, { shost: edge, dhost: c.of('DC') }),
      ],
    }
  },
  'XD-05': (n, at) => {
    const c = new Cast(n, at)
    const [web, admin, scada] = [`10.4.${n}.5`, c.of('adm'), c.of('SCADA')]
    return {
      steps: [
        c.alert([1], 'it', 0, 'ET WEB_SERVER exploit of a web application', c.outside, web),
        c.alert([2], 'it', 60, 'ET TUNNEL websocket tunnel', web, c.outside),
        c.hypervisor([3], 'it', 120, 'UserLoginSessionEvent', `User PLANT\\${admin}@${web} logged in as browser`),
        c.hypervisor([4], 'ot', 130, 'VmReconfiguredEvent', `Reconfigured ${scada} on esx3 in DC1. Modified: memory`),
        c.hypervisor(
          [5],
          'ot',
          131,
          'VmReconfiguredEvent',
          `Reconfigured ${scada} on esx3 in DC1. Modified: backing.fileName: patch.iso`,
        ),
        c.run([6], 'ot', 140, scada, `${SYSTEM}wscript.exe`, {
          CommandLine: 'wscript lun.vbs',
          User: `PLANT\\${admin}`,
        }),
        c.run([7], 'ot', 145, scada, 'C:\\sc\\prog\\exec\\scilc.exe', { ParentImage: `${SYSTEM}cmd.exe` }),
        c.lease('ot', c.station, scada),
        c.heard([8], 150, frames.command(c.station, c.controller, 2)),
        c.run([9], 'it', 400, c.of('PC'), `${SYSTEM}cipher.exe`, {
          CommandLine: 'cipher /w:C',
          User: `PLANT\\${admin}`,
        }),
      ],
      explained: c.order({ suser: admin, dhost: scada, cs1: c.controller }),
    }
  },
  'XD-06': (n, at) => {
    const c = new Cast(n, at)
    const [user, entry, tool, plc] = [c.of('eng'), c.of('ENTRY'), c.of('OPC'), c.controller]
    return {
      steps: [
        c.lease('it', c.pc, entry),
        c.alert([1], 'it', 0, 'ET EXPLOIT CVE-2020-1472', c.outside, c.pc),
        c.sysmon([2], 'it', 30, 6, entry, { ImageLoaded: `${SYSTEM}drivers\\AsrDrv103.sys`, Hashes: c.hash('driver') }),
        c.logon([], 'it', 35, entry, user, c.pc, 2),
        c.logon([3], 'ot', 60, tool, user, c.pc),
        c.lease('ot', c.station, tool),
        c.heard([4], 70, frames.sweepOfPorts(c.station, n)),
        c.heard([5], 80, frames.browseAll(c.station, plc)),
        c.alert([6], 'ot', 90, 'Password guessing at a CODESYS runtime', c.station, plc),
        c.heard([7], 100, capturedFrames('s7comm/stop.pcap', n)),
        c.heard([8], 110, frames.routeThrough(c.station, plc, `10.${n}.2.21`)),
        c.heard([9], 120, capturedFrames('s7comm/download.pcap', n)),
        c.heard([10], 130, frames.writeRegister(c.station, plc, SET_VALUE, 940)),
      ],
      everyday: c.setValues(),
      explained: c.order({ dhost: tool, cs1: plc }, { dhost: c.station }),
    }
  },
  'XD-07': (n, at) => {
    const c = new Cast(n, at)
    const router = `10.4.${n}.1`
    const [gateway, unit] = [c.of('RT'), c.controller]
    return {
      steps: [
        c.lease('it', router, gateway),
        c.alert([1], 'it', 0, 'ET EXPLOIT router RCE', c.outside, router),
        c.run([2], 'it', 60, gateway, `${SYSTEM}cmd.exe`, { ParentImage: 'C:\\nginx\\nginx.exe' }),
        c.run([3], 'it', 120, gateway, `${SYSTEM}reg.exe`, { CommandLine: 'reg save hklm\\sam C:\\s' }),
        c.alert([4], 'it', 200, 'ET POLICY L2TP tunnel from abroad', router, c.station),
        c.heard([5], 240, frames.readIdentity(c.station, unit, 'V2.10')),
        c.heard([6], 260, frames.readIdentity(c.panel, unit, 'V2.9')),
        c.heard([7], 280, frames.writeRegister(c.station, unit, SET_VALUE, 500)),
        c.alarm([8], 300, unit, 'Value frozen'),
        c.alarm([9], 310, unit, 'Supply temperature low', { condition: 'LOLO' }),
      ],
      everyday: () => frames.readIdentity(c.panel, unit, 'V2.10'),
      explained: c.order({ dhost: c.station, cs1: unit }),
    }
  },
  'XD-08': (n, at) => {
    const c = new Cast(n, at)
    const [server, user, line] = [c.of('FS'), c.of('svc'), c.of('LINE')]
    const share = { ShareName: '\\\\*\\ADMIN$', SubjectUserName: user, IpAddress: '10.4.9.9' }
    return {
      steps: [
        c.lease('it', c.pc, server),
        c.signIn([1], 1, `${user}@wrw.example`, { authenticationRequirement: 'singleFactorAuthentication' }),
        ...[c.of('PCA'), c.of('PCB'), server].map((host, k) => c.security([2], 'it', 20 + k, 5140, host, share)),
        c.sent([3], 'it', 60, c.pc, 443, 60_000),
        c.run([4], 'it', 90, server, `${SYSTEM}vssadmin.exe`, { CommandLine: 'vssadmin delete shadows /all /quiet' }),
        c.sysmon([5], 'it', 95, 11, server, { TargetFilename: 'D:\\share\\how_to_readme.txt', Image: 'D:\\x.exe' }),
        c.lines(
          [6],
          'it',
          'windows-json',
          windows(c.at(100), 'System', 'Service Control Manager', 7034, server, { param1: c.of('LIC') }),
        ),
        c.alarm([7], 110, c.of('LIC'), 'Licence service lost', { area: line }),
        c.alarm([8], 130, c.of('STOP'), 'Controlled stop by the operator', { area: line }),
      ],
      explained: c.order({ suser: user, dhost: server, cs3: line, cs4: c.of('LIC') }),
    }
  },
  'XD-09': (n, at) => {
    const c = new Cast(n, at)
    const [clerk, admin, plant, line] = [c.of('clerk'), c.of('adm'), c.of('MES'), c.of('LINE')]
    const user = { User: `WRW\\${admin}` }
    const offices = [c.of('PCA'), c.of('PCB'), c.of('PCC')]
    return {
      steps: [
        c.cef([1], 'it', 0, 'Attachment delivered', `duser=${clerk}@wrw.example`),
        c.security([2], 'it', 60, 4648, c.of('PCA'), { SubjectUserName: clerk, TargetUserName: admin }),
        ...offices.map((host, k) =>
          c.run([3], 'it', 90 + k, host, `${SYSTEM}sc.exe`, { ...user, CommandLine: 'sc stop windefend' }),
        ),
        c.security([4], 'it', 100, 5145, c.of('DC'), {
          ...{ ShareName: '\\\\*\\NETLOGON', RelativeTargetName: 'kill.exe', SubjectUserName: admin },
        }),
        c.sysmon([5], 'it', 120, 11, c.of('PCA'), { TargetFilename: 'C:\\d\\a.docx.locked', Image: 'C:\\k.exe' }),
        c.logon([], 'ot', 122, plant, admin, '10.4.0.30', 3),
        c.sysmon([6], 'ot', 125, 7, plant, { ImageLoaded: 'C:\\k.exe', Signed: 'false', Hashes: c.hash('payload') }),
        c.alarm([7], 130, c.of('MES-HB'), 'Heartbeat lost', { station: plant, area: line }),
        c.alarm([8], 150, c.of('MODE'), 'Switched to manual', { area: line }),
      ],
      explained: c.order({ suser: admin, dhost: plant, cs3: line }, { suser: clerk, dhost: c.of('PCA') }),
    }
  },
  'XD-10': (n, at) => {
    const c = new Cast(n, at)
    const [user, office, historian, line] = [c.of('usr'), c.of('PC'), c.of('HIST'), c.of('LINE')]
    const share = { ShareName: '\\\\*\\ADMIN$', SubjectUserName: user, IpAddress: c.pc }
    return {
      steps: [
        c.lease('it', c.pc, office),
        c.firewall(
          [1],
          0,
          'type="event" subtype="vpn"',
          `action="tunnel-up" remip=${c.outside} user="${user}" tunnelid=9`,
        ),
        ...[c.of('SRVA'), c.of('SRVB'), office].map((host, k) => c.logon([2], 'it', 30 + k, host, user, '10.4.0.2')),
        c.alert([3], 'it', 60, 'ET SCAN sweep of a network', c.pc, `10.15.${n}.2`),
        c.logon([], 'ot', 70, historian, user, c.pc, 3),
        c.security([4], 'ot', 71, 5140, historian, share),
        c.run([5], 'ot', 90, historian, `${SYSTEM}net.exe`, { CommandLine: 'net stop ProficyHistorian' }),
        c.sysmon([6], 'ot', 95, 11, historian, { TargetFilename: 'D:\\h\\a.dat.encrypted', Image: 'D:\\e.exe' }),
        c.alarm([7], 100, c.of('HIST-HB'), 'Connection lost', { station: historian, area: line }),
        c.alarm([8], 130, c.of('RATE'), 'Line stopped', { area: line }),
      ],
      explained: c.order({ suser: user, dhost: historian, cs3: line }, { dhost: office, shost: c.pc }),
    }
  },
  'XD-11': (n, at) => {
    const c = new Cast(n, at)
    const [hmi, tag] = [c.of('HMI'), c.of('FIC')]
    const row = { id: c.of('T'), user: c.of('guest'), target: hmi, protocol: 'anydesk', seconds: 900, approved: '' }
    return {
      steps: [
        c.session([1], 0, row),
        c.logon([2], 'ot', 2, hmi, c.of('guest'), c.outside),
        c.audit([3], 5, hmi, 'Setpoint change', tag),
        c.lease('ot', c.station, hmi),
        c.heard([4], 6, frames.writeRegister(c.station, c.controller, SET_VALUE, 11_100)),
        c.alarm([5], 12, tag, 'Dosing rate very high', { condition: 'HIHI' }),
      ],
      everyday: c.setValues(),
      explained: c.order({ dhost: hmi, cs2: c.of('T') }),
    }
  },
  'XD-12': (n, at) => {
    const c = new Cast(n, at)
    return {
      steps: [
        c.alert([1], 'it', 0, 'ET SCAN of ports of controllers', c.outside, '192.0.2.1'),
        c.heard([2], 30, frames.writeRegister(c.outside, c.controller, 7, 1)),
        c.alert([3], 'ot', 31, 'Default password of a controller', c.outside, c.controller),
        c.heard([4], 60, capturedFrames('s7comm/download.pcap', n)),
        c.heard([5], 70, frames.changeAddress(c.station, c.controller)),
        c.alarm([6], 90, c.controller, 'No communication'),
        c.sent([7], 'it', 120, c.controller, 8883, 1),
      ],
      explained: c.order({ cs1: c.controller }),
    }
  },
  'XD-13': (n, at) => {
    const c = new Cast(n, at)
    const [ews, plc] = [c.of('EWS'), c.controller]
    const stick = { DeviceId: `USBSTOR\\DISK\\${c.of('4C530001')}` }
    return {
      steps: [
        c.security([1], 'it', 0, 6416, c.of('LT'), stick),
        c.security([2], 'ot', 60, 6416, ews, stick),
        c.sysmon([3], 'ot', 65, 11, ews, { TargetFilename: 'C:\\Siemens\\s7otbxdx.dll', Image: 'C:\\x.exe' }),
        c.sysmon([4], 'ot', 66, 11, ews, { TargetFilename: 'D:\\plant\\unit.s7p', Image: 'C:\\x.exe' }),
        c.lease('ot', c.station, ews),
        c.alert([5], 'ot', 80, 'Print spooler worm', c.station, `10.${n}.2.11`),
        c.heard([6], 120, capturedFrames('s7comm/download.pcap', n)),
        c.alarm([7], 200, plc, 'Value frozen'),
        c.alarm([8], 210, plc, 'Drive frequency high', { condition: 'HI', area: c.of('DRIVE') }),
      ],
      explained: c.order({ dhost: ews, cs1: plc }),
    }
  },
  'XD-14': (n, at) => {
    const c = new Cast(n, at)
    const [hmi, inner] = [c.of('HMI'), `10.${n}.2.1`]
    const sites = [undefined, ...FLEET]
    const at3 = (k: number) => sites.map((site, k2) => [`10.${n}.2.${20 + k2}`, k + k2, site] as const)
    return {
      steps: [
        c.lease('ot', inner, c.of('FGT')),
        c.firewall([1], 0, 'type="event" subtype="system"', `action="login" status="success" user="${c.of('fw')}"`),
        c.firewall(
          [2],
          10,
          'type="event" subtype="system"',
          `action="Add" cfgpath="system.admin" user="${c.of('fw')}"`,
        ),
        c.alert([3], 'ot', 20, 'Default credential of a terminal unit', inner, c.controller),
        c.logon([4], 'ot', 30, hmi, c.of('ops'), inner),
        c.lease('ot', c.station, hmi),
        ...at3(60).map(([rtu, m, site]) => c.heard([5], m, frames.writeFirmware(c.station, rtu), site)),
        c.run([6], 'ot', 90, hmi, `${SYSTEM}cipher.exe`, { CommandLine: 'cipher /w:D' }),
        ...at3(100).map(([rtu, m, site]) =>
          c.alarm([7], m, rtu, 'No communication', site === undefined ? {} : { site }),
        ),
        c.alarm([8], 110, c.controller, 'No remote control'),
        c.firewall(
          [9],
          201,
          'type="utm" subtype="virus"',
          `action="blocked" srcip=${c.pc} dstip=${inner} virus="W32/DynoWiper.A!tr" filename="upd.exe" analyticscksum="${c.hash('wiper').slice('SHA256='.length)}"`,
        ),
      ],
      explained: c.order(
        { dhost: hmi, cs1: c.controller },
        { dhost: c.station, cs1: `10.${n}.2.21` },
        { dhost: c.of('FGT'), cs1: `10.${n}.2.22` },
      ),
    }
  },
  'XD-15': (n, at) => {
    const c = new Cast(n, at)
    const [server, plc, eng] = [c.of('SRV'), c.controller, c.of('eng')]
    return {
      steps: [
        c.heard([1], 0, frames.writeRegister(c.outside, plc, 7, 500)),
        c.lines(
          [2],
          'ot',
          'sshd',
          `<38>1 ${isoOfMicros(c.at(20))} ${plc} sshd 2211 - - Accepted publickey for root from ${c.outside} port 50122 ssh2: ED25519 SHA256:abcd`,
        ),
        c.heard([3], 60, capturedFrames('s7comm/download.pcap', n)),
        c.lease('ot', c.station, c.of('EWS')),
        c.lines(
          [4],
          'ot',
          'windows-json',
          windows(c.at(70), 'Application', 'Application Error', 1000, c.of('EWS'), { param1: 's7tgtopx.exe' }),
        ),
        {
          ...c.firewall(
            [5],
            100,
            'type="traffic" subtype="forward"',
            `srcip=${c.station} srcport=51022 srcintf="ot" dstip=10.10.0.9 dstport=445 dstintf="it" sessionid=7 proto=6 action="deny" policyid=7`,
          ),
        },
        c.logon([], 'it', 109, server, eng, c.station, 3),
        c.security([6], 'it', 110, 5140, server, {
          ShareName: '\\\\*\\C$',
          SubjectUserName: eng,
          IpAddress: c.station,
        }),
        c.alert([7], 'it', 120, 'Password spray against a directory', c.station, '10.10.0.2'),
        c.lease('it', c.pc, server),
        c.sent([8], 'it', 150, c.pc, 443, 4000),
      ],
      explained: c.order({ dhost: c.of('EWS'), cs1: plc, shost: c.station }, { dhost: server }),
    }
  },
  'XD-16': (n, at) => {
    const c = new Cast(n, at)
    const [agent, point] = [c.of('agent'), `${c.controller}/unit 1 register 7`]
    const write = (value: number) => {
      const of = `suser=${agent} cs1Label=Point cs1=${point}`
      const limits = `cn1Label=Value cn1=${value} cn2Label=Low cn2=10 cn3Label=High cn3=80`
      return [
        c.cef([5], 'ot', 40, 'Agent write', `${of} ${limits}`),
        c.heard([6], 41, frames.writeRegister(c.station, c.controller, 7, value)),
      ]
    }
    return {
      steps: [
        c.cef([1], 'it', 0, 'Agent tool changed', `suser=${agent} fname=${c.of('mcp-server')}`),
        c.cef([2], 'it', 10, 'Agent call beyond task', `suser=${agent}`),
        c.cef([3], 'it', 20, 'Agent read a foreign credential', `suser=${agent}`),
        c.cef([4], 'it', 30, 'Agent opened a path', `suser=${agent} dhost=${c.of('GW')}`),
        ...write(940),
        c.alarm([7], 45, point, 'Alarm shelved', { event: 'Shelved' }),
        c.alarm([8], 50, point, 'Level high', { condition: 'HI' }),
      ],
      explained: c.order({ suser: agent, dhost: c.of('GW') }),
      lookalike: write(50),
    }
  },
}

export function playOf(scenario: string, n: number, at: EpochMicros): ScenarioPlay {
  const make = PLAYS[scenario]
  if (make === undefined) throw new Error(`nobody plays ${scenario}`)
  return { scenario, ...make(n, at) }
}
