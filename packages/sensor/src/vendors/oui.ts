// Makers of industrial and common office equipment by the first three octets of a MAC address (OUI).
// Source: the public register of the IEEE Registration Authority (MA-L); a selection, names shortened to the maker's.
// Prefixes of virtual machines are left to say so: they name the hypervisor, not the device.

const MAKERS: Readonly<Record<string, string>> = {
  ABB: '00:02:3a 00:0c:02 00:24:59',
  Advantech: '00:0b:ab 00:d0:c9 74:fe:48 c4:00:ad',
  'B&R Industrial Automation': '00:60:65',
  'Beckhoff Automation': '00:01:05',
  'Belden (Hirschmann)': '00:80:63 ec:e5:55 64:60:38 94:ae:e3',
  'Bosch Rexroth': '00:60:34',
  'Cisco Systems': '00:19:07 00:1e:f6 64:ae:0c 00:00:0c 00:1b:d4 00:23:04 58:97:bd',
  CalDigit: '64:4b:f0',
  congatec: '00:13:95',
  Dell: '00:1d:09 00:14:22 00:1e:c9 18:03:73 b8:ca:3a f8:b1:56',
  'D-Link': '00:21:91 00:05:5d 00:1b:11',
  Emerson: '00:e0:62 00:22:e5',
  'Endress+Hauser': '00:07:05',
  Festo: '00:0e:f0',
  Fortinet: '00:09:0f 08:5b:0e 90:6c:ac 70:4c:a5',
  GE: '00:09:91 00:0e:8a',
  'Hewlett Packard': '78:e7:d1 d4:85:64 2c:41:38 04:0e:3c 00:17:a4 3c:d9:2b',
  Hilscher: '00:02:a2',
  'HMS Industrial Networks': '00:30:11',
  'Hon Hai Precision': 'd4:6a:6a',
  Honeywell: '00:40:84 00:30:af',
  'InHand Networks': '00:18:05',
  Intel: '3c:a9:f4 00:1b:21 00:15:17 a0:36:9f',
  Lantronix: '00:20:4a 00:80:a3',
  Microsoft: '00:15:5d 00:50:f2',
  'Mitsubishi Electric': '00:26:92 08:00:70 58:52:8a 10:4b:46',
  Moxa: '00:90:e8',
  Netgear: '50:6a:03 00:14:6c 00:1b:2f',
  Omron: '00:00:0a',
  'Oracle VirtualBox': '08:00:27',
  Pegatron: 'e0:69:95',
  'Phoenix Contact': '00:a0:45 a8:74:1d',
  Pilz: '00:05:d0',
  'Raspberry Pi': 'b8:27:eb dc:a6:32 e4:5f:01 28:cd:c1 d8:3a:dd',
  'Rockwell Automation': '00:00:bc 00:1d:9c 34:c0:f9 e4:90:69 00:0f:73 5c:88:16 f4:54:33 08:61:95 40:41:01',
  RuggedCom: '00:0a:dc',
  'Schneider Electric': '00:04:17 00:80:f4 00:00:54 00:11:00 00:01:23',
  'Schweitzer Engineering Laboratories': '00:30:a7',
  Siemens:
    '00:0e:8c 00:1b:1b 08:00:06 00:1c:06 28:63:36 00:1f:f8 e0:dc:a0 20:87:56 ac:64:17 8c:f3:19 d4:f5:27 ec:1c:5d 30:b8:51 88:3f:99',
  SICK: '00:06:77',
  'Taiwan Commate Computer': '00:03:1d',
  'TP-Link': '50:c7:bf f4:f2:6d',
  Turck: '00:07:46',
  Unitronics: '00:60:e6',
  VMware: '00:0c:29 00:50:56 00:05:69',
  WAGO: '00:30:de',
  Westermo: '00:07:7c',
  Yokogawa: '00:00:64',
}

const BY_PREFIX = new Map(
  Object.entries(MAKERS).flatMap(([maker, prefixes]) => prefixes.split(' ').map((prefix) => [prefix, maker])),
)

/** The maker of a MAC address, or null. Locally administered and group addresses have none. */
export function ouiVendor(mac: string): string | null {
  if (Number.parseInt(mac.slice(0, 2), 16) & 3) return null
  return BY_PREFIX.get(mac.slice(0, 8)) ?? null
}
