// Trials of the rules over what hosts and firewalls tell: lines of their formats in place of packets.
export interface LineTrial {
  /** The file of the rule inside the pack, without its ending. */
  readonly rule: string
  readonly positive: Told
  /** Looks like it, and is what a plant does every day. */
  readonly benign: Told
}

/** Lines by the id of their format. */
export type Told = readonly (readonly [format: string, line: string])[]

function started(image: string, commandLine: string): Told[number] {
  const fields = {
    ...{ '@timestamp': '2026-10-01T06:00:00Z', Channel: 'Microsoft-Windows-Sysmon/Operational', EventID: 1 },
    ...{ Provider_Name: 'Microsoft-Windows-Sysmon', Computer: 'PC-7', Image: image, CommandLine: commandLine },
  }
  return ['windows-json', JSON.stringify(fields)]
}

function found(title: string): Told[number] {
  const alert = {
    ...{ id: 'da1', incidentId: 4, severity: 'High', status: 'New', category: 'Impact', title },
    ...{ alertCreationTime: '2026-10-01T06:00:01Z', machineId: 'd9', computerDnsName: 'pc-7.plant.example' },
  }
  return ['defender-endpoint', JSON.stringify(alert)]
}

function inspected(name: string, action = 'blocked'): Told[number] {
  return [
    'fortinet',
    `<185>date=2026-10-01 time=06:00:00 devname="FGT-1" devid="FG1" tz="+0000" logid="0211008192" type="utm" subtype="virus" level="warning" vd="root" srcip=10.4.0.9 dstip=10.20.0.20 action="${action}" service="SMB" filename="upd.exe" virus="${name}" analyticscksum="${'ab'.repeat(32)}"`,
  ]
}

export const HOST_TRIALS: readonly LineTrial[] = [
  {
    rule: 'host/disks-wiped',
    positive: [started('C:\\Windows\\System32\\cipher.exe', 'cipher /w:C')],
    // Files are encrypted for their owner, and a stick is formatted.
    benign: [
      started('C:\\Windows\\System32\\cipher.exe', 'cipher /e C:\\reports'),
      started('C:\\Windows\\System32\\format.com', 'format e: /fs:exfat'),
    ],
  },
  {
    rule: 'host/wiper-found',
    positive: [found('DynoWiper was prevented')],
    benign: [found('An active Emotet malware was blocked')],
  },
  {
    rule: 'host/wiper-at-firewall',
    positive: [inspected('W32/KillDisk.NKX!tr')],
    benign: [inspected('EICAR_TEST_FILE')],
  },
]
