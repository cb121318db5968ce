// What the opening of SSH says in the clear: the software on both sides, what they offer, and who is the client. Behind the new keys
// everything is sealed, and with it who logs on.
import { createHash } from 'node:crypto'
import type { Ledger } from '@penstock/sensor/facts'
import { clientSide, setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { SSH } from '../ids.ts'
import { leave } from '../leave.ts'
import { speaker } from '../speaker.ts'
import { systemOf } from '../system-hint.ts'
import { ascii } from '../text.ts'
import { isIdentification } from './decode.ts'
import { FROM_CLIENT, FROM_SERVER, KEX_INIT, NEW_KEYS } from './names.ts'

const COOKIE = 16
const LISTS = 10
const LONGEST_LIST = 4096
/** Places of the name lists (RFC 4253 §7.1): key exchange, host key, then cipher, MAC and compression for each direction. */
const KEY_EXCHANGE = 0
const HOST_KEY = 1
const CIPHER = 2

export function sshMessage(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (isIdentification(bytes, at, end)) {
    identification(ledger, bytes, at, end, flow, side)
    return
  }
  const message = bytes[at + 5]!
  if (message === KEX_INIT) offer(ledger, bytes, view, at + 6 + COOKIE, end, flow, side)
  else if (message === NEW_KEYS) leave(ledger, flow, side)
  else if (FROM_CLIENT.has(message)) {
    setClient(ledger.flows, flow, side)
    ledger.functions.ask(flow, side, SSH, message)
  } else if (FROM_SERVER.has(message)) {
    setClient(ledger.flows, flow, 1 - side)
    ledger.functions.answer(flow, 1 - side, SSH, message - 1)
  }
}

// `SSH-2.0-software comments`.
function identification(ledger: Ledger, bytes: Uint8Array, at: number, end: number, flow: number, side: number): void {
  const line = ascii(bytes, at, end).replaceAll('\0', '').trim()
  ledger.details.note(flow, 'ssh-version', line)
  const [, version, software = '', comments = ''] = /^SSH-([\d.]+)-(\S*)\s*(.*)$/.exec(line) ?? []
  if (version === undefined) return
  if (version.startsWith('1.') && version !== '1.99')
    ledger.odd('ssh-version-1', flow, 'SSH version 1, which protects nothing any more')
  const about = speaker(ledger, flow, side)
  ledger.claims.claim(about, 'software', software, 'ssh', 'ssh-version', ledger.wire)
  const system = systemOf(`${software} ${comments}`)
  if (system !== null)
    ledger.claims.claim(about, 'operatingSystem', system, 'ssh', 'ssh-version', ledger.wire, 'inferred')
}

function offer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  flow: number,
  side: number,
): void {
  const lists: string[] = []
  for (let at = from; lists.length < LISTS; ) {
    const length = at + 4 <= end ? view.getUint32(at) : end
    if (length > LONGEST_LIST || at + 4 + length > end) {
      ledger.odd('ssh-lists', flow, 'the lists of a key exchange do not fit into it')
      return
    }
    lists.push(ascii(bytes, at + 4, at + 4 + length).replaceAll('\0', ''))
    at += 4 + length
  }
  const { details } = ledger
  details.note(flow, 'ssh-key-exchange', lists[KEY_EXCHANGE]!)
  details.note(flow, 'ssh-host-key', lists[HOST_KEY]!)
  details.note(flow, 'ssh-cipher', lists[CIPHER]!)
  // HASSH: key exchange, ciphers, MACs and compression, of the direction in which the speaker sends.
  const isServer = clientSide(ledger.flows, flow, ledger.weigh).side !== side
  const told = (isServer ? [0, 3, 5, 7] : [0, 2, 4, 6]).map((n) => lists[n]!).join(';')
  details.note(flow, isServer ? 'hassh-server' : 'hassh', createHash('md5').update(told).digest('hex'))
}
