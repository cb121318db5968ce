// UPnP discovery over UDP 1900. Source: UPnP Device Architecture 2.0 §1.2.2, §1.3.2, §1.3.3.
import { bytes } from './bytes.ts'

export function ssdpSearch(target: string): Uint8Array {
  return head('M-SEARCH * HTTP/1.1', { HOST: '239.255.255.250:1900', MAN: '"ssdp:discover"', MX: '2', ST: target })
}

export function ssdpNotify(type: string, server: string, location: string): Uint8Array {
  return head('NOTIFY * HTTP/1.1', {
    HOST: '239.255.255.250:1900',
    'CACHE-CONTROL': 'max-age=1800',
    LOCATION: location,
    NT: type,
    NTS: 'ssdp:alive',
    SERVER: server,
    USN: `uuid:1::${type}`,
  })
}

export function ssdpAnswer(type: string, server: string, location: string): Uint8Array {
  return head('HTTP/1.1 200 OK', { EXT: '', LOCATION: location, SERVER: server, ST: type, USN: `uuid:1::${type}` })
}

function head(line: string, headers: Readonly<Record<string, string>>): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return bytes(`${line}\r\n`, lines.join(''), '\r\n')
}
