// Three scenarios as what a plant would send of them, step by step: each step lines of a vendor's format into a cell, or packets. `n` names the
// people, hosts and networks, so that several may go on in one house.
import { type Domain, type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { modbus, TcpConversation } from '@penstock/sensor/encoders'
import {
  type Attack,
  alarm,
  gatewaySession,
  later,
  lease,
  security,
  suricata,
  sysmon,
  windows,
} from './attack.fixture.ts'

export interface Step {
  /** Stages of the scenario that it feeds; none for what only says who is who. */
  readonly stages: readonly number[]
  readonly domain: Domain
  /** `batch` names what is sent, so that it may be sent again. */
  send(attack: Attack, batch?: string): Promise<void>
}

export interface Play {
  readonly scenario: string
  readonly steps: readonly Step[]
  /** Stages that nobody’s approved work shows. */
  readonly neverApproved: readonly number[]
  /** Approved work that explains the others. */
  readonly approved: Step
}

const WINDOWS = 'C:\\Windows\\System32\\'

function lines(stages: readonly number[], domain: Domain, format: string, ...texts: readonly string[]): Step {
  return { stages, domain, send: (attack, batch) => attack.lines(domain, format, texts, batch) }
}

function capture(stages: readonly number[], name: string, at: EpochMicros, n: number): Step {
  return { stages, domain: 'ot', send: (attack) => attack.capture(name, at, n) }
}

/** XD-01: an engineer is phished; through the jump host to the station, and a program into the controller. */
export function phishedEngineer(n: number, at: EpochMicros): Play {
  const [user, laptop, station] = [`WRW\\eng${n}`, `LT-${n}.wrw.example`, `EWS-${n}`]
  const address = `10.4.${n}.9`
  const powershell = `${WINDOWS}WindowsPowerShell\\v1.0\\powershell.exe`
  const word = 'C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE'
  const dumped = {
    SourceImage: 'C:\\Users\\Public\\u.exe',
    TargetImage: `${WINDOWS}lsass.exe`,
    GrantedAccess: '0x1010',
  }
  const asked = { Image: `${WINDOWS}net.exe`, CommandLine: 'net group "OT-Engineers" /domain', ParentImage: powershell }
  const logon = { LogonType: 10, TargetUserName: `eng${n}`, TargetDomainName: 'WRW', IpAddress: '10.15.0.7' }
  return {
    scenario: 'XD-01',
    neverApproved: [],
    steps: [
      lines([], 'it', 'zeek-json', lease(at, address, `LT-${n}`)),
      lines(
        [2],
        'it',
        'windows-json',
        sysmon(later(at, 1), 1, laptop, { User: user, Image: powershell, ParentImage: word }),
      ),
      lines([3], 'it', 'suricata-eve', suricata(later(at, 10), 'ET MALWARE CnC beacon', address, '93.184.216.34')),
      lines([4], 'it', 'windows-json', sysmon(later(at, 30), 10, laptop, { ...dumped, SourceUser: user })),
      lines([5], 'it', 'windows-json', sysmon(later(at, 60), 1, laptop, { User: user, ...asked })),
      lines([6], 'it', 'cyberark', gatewaySession(later(at, 120), `eng${n}`, `LT-${n}`, station, `s-${n}`)),
      lines([], 'ot', 'zeek-json', lease(at, `10.${n}.2.10`, station)),
      lines([7], 'ot', 'windows-json', security(later(at, 125), 4624, `${station}.plant.example`, logon)),
      capture([9], 's7comm/stop.pcap', later(at, 140), n),
      capture([10], 's7comm/download.pcap', later(at, 150), n),
    ],
    approved: lines(
      [],
      'ot',
      'cef',
      workOrder(at, { suser: `eng${n}`, dhost: station, cs1: `10.${n}.2.20`, cs2: `s-${n}` }),
    ),
  }
}

/** XD-08: ransomware in the offices takes the licence server with it, and the line stops out of precaution. */
export function ransomware(n: number, at: EpochMicros): Play {
  const [server, address, user] = [`FS-${n}`, `10.5.${n}.9`, `svc${n}`]
  const signIn = {
    ...{ time: isoOfMicros(at), category: 'SignInLogs', operationName: 'Sign-in activity', resultType: '0' },
    ...{ createdDateTime: isoOfMicros(at), userPrincipalName: `${user}@wrw.example`, id: `s${n}` },
    authenticationRequirement: 'singleFactorAuthentication',
  }
  const share = { ShareName: '\\\\*\\ADMIN$', SubjectUserName: user, IpAddress: '10.4.9.9' }
  const sent = {
    ...{ _path: 'conn', ts: later(at, 60) / 1e6, uid: 'C9', 'id.orig_h': address, 'id.orig_p': 50_000 },
    ...{ 'id.resp_h': '93.184.216.40', 'id.resp_p': 443, proto: 'tcp', orig_bytes: 60_000_000_000, resp_bytes: 9 },
  }
  const removed = {
    Image: `${WINDOWS}vssadmin.exe`,
    CommandLine: 'vssadmin delete shadows /all /quiet',
    User: `WRW\\${user}`,
  }
  return {
    scenario: 'XD-08',
    neverApproved: [],
    steps: [
      lines([], 'it', 'zeek-json', lease(at, address, server)),
      lines([1], 'it', 'entra', JSON.stringify(signIn)),
      lines(
        [2],
        'it',
        'windows-json',
        ...[`PC-${n}a`, `PC-${n}b`, server].map((host, k) => security(later(at, 20 + k), 5140, host, share)),
      ),
      lines([3], 'it', 'zeek-json', JSON.stringify(sent)),
      lines([4], 'it', 'windows-json', sysmon(later(at, 90), 1, server, removed)),
      lines(
        [5],
        'it',
        'windows-json',
        sysmon(later(at, 95), 11, server, { TargetFilename: 'D:\\share\\how_to_readme.txt', Image: 'D:\\x.exe' }),
      ),
      lines(
        [6],
        'it',
        'windows-json',
        windows(later(at, 100), 'System', 'Service Control Manager', 7034, server, { param1: `LIC-${n}` }),
      ),
      lines([7], 'ot', 'process-alarms', alarm(later(at, 110), `LIC-${n}`, `LINE-${n}`, 'Licence service lost')),
      lines(
        [8],
        'ot',
        'process-alarms',
        alarm(later(at, 130), `STOP-${n}`, `LINE-${n}`, 'Controlled stop by the operator'),
      ),
    ],
    approved: lines([], 'it', 'cef', workOrder(at, { suser: user, dhost: server })),
  }
}

/** XD-15: a device that the internet reaches carries a program which turns on the station that reads it, and from there into the offices. */
export function evilController(n: number, at: EpochMicros): Play {
  const [station, controller, server] = [`10.${n}.2.10`, `10.${n}.2.20`, `SRV-${n}`]
  const outside = { mac: '02:00:00:00:00:01', ip: `93.184.216.${n}`, port: 40_000 + n }
  const device = { mac: '02:00:00:00:00:02', ip: controller, port: 502 }
  const talk = new TcpConversation(outside, device)
  const frame = modbus.frame({ transaction: 1, unit: 1 }, modbus.writeRegister(7, 500))
  const frames = [...talk.open(), ...talk.send('client', frame), ...talk.send('server', frame)]
  const denied = `<189>date=${isoOfMicros(at).slice(0, 10)} time=${isoOfMicros(later(at, 100)).slice(11, 19)} devname="FGT-OT1" devid="FG1" tz="+0000" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${station} srcport=51022 srcintf="ot" dstip=10.10.0.9 dstport=445 dstintf="it" sessionid=7 proto=6 action="deny" policyid=7`
  const share = { ShareName: '\\\\*\\C$', SubjectUserName: `eng${n}`, IpAddress: station }
  const logon = { LogonType: 3, TargetUserName: `eng${n}`, TargetDomainName: 'WRW', IpAddress: station }
  return {
    scenario: 'XD-15',
    neverApproved: [2, 7],
    steps: [
      { stages: [1], domain: 'ot', send: (attack) => attack.packets(frames, at) },
      lines(
        [2],
        'ot',
        'sshd',
        `<38>1 ${isoOfMicros(later(at, 20))} ${controller} sshd 2211 - - Accepted publickey for root from 93.184.216.${n} port 50122 ssh2: ED25519 SHA256:abcd`,
      ),
      capture([3], 's7comm/download.pcap', later(at, 60), n),
      lines([], 'ot', 'zeek-json', lease(at, station, `EWS-${n}`)),
      lines(
        [4],
        'ot',
        'windows-json',
        windows(later(at, 70), 'Application', 'Application Error', 1000, `EWS-${n}`, { param1: 's7tgtopx.exe' }),
      ),
      lines([5], 'ot', 'fortinet', denied),
      lines([], 'it', 'windows-json', security(later(at, 109), 4624, server, logon)),
      lines([6], 'it', 'windows-json', security(later(at, 110), 5140, server, share)),
      lines(
        [7],
        'it',
        'suricata-eve',
        suricata(later(at, 120), 'Password spray against a directory', station, '10.10.0.2'),
      ),
    ],
    approved: lines(
      [],
      'ot',
      'cef',
      workOrder(at, { dhost: `EWS-${n}`, cs1: controller, shost: station }),
      workOrder(at, { dhost: server }),
    ),
  }
}

function workOrder(at: EpochMicros, named: Readonly<Record<string, string>>): string {
  const rest = Object.entries(named).map(([key, value]) => `${key}=${value}`)
  return `CEF:0|Example|Work orders|1|WO|Work order approved|3|rt=${at / 1000} cs1Label=Controller cs2Label=Session cn1Label=Seconds cn1=86400 ${rest.join(' ')}`
}
