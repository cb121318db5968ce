// The handshake of VNC as details and a logon. Screens, keys and the clipboard are not looked at.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { VNC } from '../ids.ts'
import { leave } from '../leave.ts'
import { Sessions } from '../sessions.ts'
import { type Handshake, handshake, opensRfb } from './decode.ts'
import { securityName } from './names.ts'

const SERVER_BYTES = 512
const CLIENT_BYTES = 64
const METHODS: ReadonlyMap<number, string> = new Map([
  [1, 'anonymous'],
  [2, 'challenge'],
])

interface Session {
  /** Side of the server: the one that spoke first. */
  readonly server: number
  readonly said: readonly [Uint8Array, Uint8Array]
  readonly fill: [number, number]
  chosen: number | null
  isOffered: boolean
}

const sessions = new Sessions<Session>()

/** Reads the next bytes of `side`. */
export function vncBytes(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const session = sessions.find(ledger, flow) ?? begin(ledger, bytes, at, end, flow, side)
  if (session === null) {
    leave(ledger, flow, 0)
    leave(ledger, flow, 1)
    return
  }
  const place = side === session.server ? 0 : 1
  const into = session.said[place]
  const count = Math.min(end - at, into.length - session.fill[place])
  for (let n = 0; n < count; n += 1) into[session.fill[place] + n] = bytes[at + n]!
  session.fill[place] += count
  tell(ledger, flow, session, handshake(session.said[0], session.fill[0], session.said[1], session.fill[1]))
}

function begin(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number, side: number): Session | null {
  if (!opensRfb(bytes, at, end)) return null
  setClient(ledger.flows, flow, 1 - side)
  return sessions.open(ledger, flow, {
    server: side,
    said: [new Uint8Array(SERVER_BYTES), new Uint8Array(CLIENT_BYTES)],
    fill: [0, 0],
    chosen: null,
    isOffered: false,
  })
}

function tell(ledger: Ledger, flow: number, session: Session, said: Handshake): void {
  const { details } = ledger
  const client = 1 - session.server
  if (said.offered.length > 0 && !session.isOffered) {
    session.isOffered = true
    details.note(flow, 'vnc-version', said.version!)
    for (const type of said.offered) details.note(flow, 'vnc-security', securityName(type))
  }
  if (said.chosen !== null && session.chosen === null) {
    session.chosen = said.chosen
    ledger.functions.ask(flow, client, VNC, said.chosen)
    if (said.chosen === 1) ledger.odd('vnc-without-password', flow, 'a screen is shared without a password')
  }
  if (!said.isOver) return
  if (said.desktop !== null) details.note(flow, 'vnc-desktop', said.desktop)
  ledger.logon(flow, client, 'vnc', METHODS.get(said.chosen ?? 0) ?? 'password', null, said.result)
  sessions.close(ledger, flow)
  leave(ledger, flow, 0)
  leave(ledger, flow, 1)
}
