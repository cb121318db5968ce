// UPnP discovery: who asks, and what devices announce of themselves. Source: UPnP Device Architecture 2.0 §1.2 (notify), §1.3 (search).
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { SSDP } from '../ids.ts'
import { speaker } from '../speaker.ts'
import { ascii } from '../text.ts'
import { ANSWER, NOTIFY, SEARCH } from './names.ts'

const LONGEST = 2048
const DEVICE = /^urn:[^:]+:device:([^:]+):?(\d*)/
const LETTER_M = 77
const LETTER_N = 78

/** Reads one datagram that `side` sent. */
export function ssdpDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const first = bytes[at]
  if (first === LETTER_M) {
    setClient(ledger.flows, flow, side)
    ledger.functions.ask(flow, side, SSDP, SEARCH)
    ledger.discovery(flow, side, 'ssdp', 'M-SEARCH')
    return
  }
  setClient(ledger.flows, flow, 1 - side)
  ledger.functions.answer(flow, 1 - side, SSDP, first === LETTER_N ? NOTIFY : ANSWER)
  if (ledger.claims.isOldNews(flow * 2 + side, bytes, at, end)) return
  const head = ascii(bytes, at, Math.min(end, at + LONGEST)).split('\0\0')
  const about = speaker(ledger, flow, side)
  for (const line of head) {
    const colon = line.indexOf(':')
    const value = line.slice(colon + 1).trim()
    switch (line.slice(0, colon).toLowerCase()) {
      case 'server':
        server(ledger, flow, value, about)
        break
      case 'nt':
      case 'st': {
        const [, type, version] = DEVICE.exec(value) ?? []
        if (type === undefined) break
        ledger.details.note(flow, 'ssdp-type', value)
        const description = `UPnP ${type}${version === '' ? '' : ` ${version}`}`
        ledger.claims.claim(about, 'description', description, 'ssdp', 'ssdp-device-type', ledger.wire)
        break
      }
      default:
    }
  }
}

// `OS/version UPnP/version product/version` (§1.2.2).
function server(ledger: Ledger, flow: number, value: string, about: ReturnType<typeof speaker>): void {
  ledger.details.note(flow, 'ssdp-server', value)
  ledger.claims.claim(about, 'software', value, 'ssdp', 'ssdp-server', ledger.wire)
  const [, system] = /^([^,]*?)[,\s]+UPnP\//.exec(value) ?? []
  if (system !== undefined && system !== '')
    ledger.claims.claim(about, 'operatingSystem', system, 'ssdp', 'ssdp-server', ledger.wire, 'inferred')
}
