// Log lines: which host and application speak, and how grave it is. The text itself is not kept. A relay hands on what others say, so
// the name is a conclusion, not the sender's own word.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { SYSLOG } from '../ids.ts'
import { speaker } from '../speaker.ts'
import { utf8 } from '../text.ts'
import { behindCount, SyslogParts, syslogParts } from './decode.ts'

const IS_ADDRESS = /^[\d.]+$|:/
const parts = new SyslogParts()

/** Reads one datagram that `side` sent. */
export function syslogDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (!syslogParts(bytes, at, end, parts)) return
  setClient(ledger.flows, flow, side)
  ledger.functions.ask(flow, side, SYSLOG, parts.priority & 7)
  const { hostAt, hostEnd, appAt, appEnd } = parts
  if (hostAt >= 0) {
    if (!ledger.details.again(flow, 'syslog-host', bytes, hostAt, hostEnd))
      ledger.details.open(flow, 'syslog-host', utf8(bytes, hostAt, hostEnd))
    if (!ledger.claims.isOldNews(flow * 2 + side, bytes, hostAt, hostEnd)) {
      const host = utf8(bytes, hostAt, hostEnd)
      const about = speaker(ledger, flow, side)
      if (!IS_ADDRESS.test(host))
        ledger.claims.claim(about, 'name', host, 'syslog', 'syslog-host', ledger.wire, 'inferred')
    }
  }
  if (appAt >= 0 && !ledger.details.again(flow, 'syslog-app', bytes, appAt, appEnd))
    ledger.details.open(flow, 'syslog-app', utf8(bytes, appAt, appEnd))
}

/** Reads one message of a stream. */
export function syslogMessage(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  syslogDatagram(ledger, bytes, view, behindCount(bytes, at, end), end, flow, side)
}
