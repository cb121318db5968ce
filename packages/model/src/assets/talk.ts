// What the conversations say of each device: the protocols it speaks and on which side, whom it calls, whom it serves.
import { compareTexts } from '@penstock/model/kernel'
import type { ConversationSeen, FunctionKind } from '@penstock/model/observations'
import type { Anchor } from './anchor.ts'
import { CONTROL_FAMILIES, familyOf, PEER_FAMILIES, PUBLISHING_FAMILIES } from './protocol-families.ts'
import type { AssetProtocol } from './vocabulary.ts'

/** What one device did on the wire, by protocol family. */
export interface TalkNotes {
  readonly protocols: Map<string, AssetProtocol>
  /** Families that it answered in as server. */
  readonly serves: Set<string>
  /** Families that it called in, answered or not. */
  readonly calls: Set<string>
  readonly publishes: Set<string>
  /** Servers of control protocols that answered it. */
  readonly controllers: Set<Anchor>
  /** Kinds of function it used on them. */
  readonly controlKinds: Set<FunctionKind>
}

export function emptyTalk(): TalkNotes {
  return {
    protocols: new Map(),
    serves: new Set(),
    calls: new Set(),
    publishes: new Set(),
    controllers: new Set(),
    controlKinds: new Set(),
  }
}

/** Adds one conversation to the notes of its two ends; either may be nobody (a group address, or one that never spoke). */
export function noteTalk(
  client: TalkNotes | null,
  server: TalkNotes | null,
  serverAnchor: Anchor | null,
  conversation: ConversationSeen,
): void {
  const said = conversation.protocol ?? conversation.portGuess
  if (said === null) return
  const family = familyOf(said)
  const entry = {
    protocol: said,
    port: conversation.serverPort,
    isGuess: conversation.protocol === null,
    isAnswered: conversation.isAnswered,
  }
  if (PUBLISHING_FAMILIES.has(family)) {
    if (client !== null) {
      noteProtocol(client, { ...entry, role: 'publisher', isAnswered: true })
      client.publishes.add(family)
    }
    if (server !== null) noteProtocol(server, { ...entry, role: 'subscriber', isAnswered: true })
    return
  }
  const isPeer = PEER_FAMILIES.has(family)
  if (client !== null) {
    noteProtocol(client, { ...entry, role: isPeer ? 'peer' : 'client' })
    if (!isPeer) noteCall(client, family, serverAnchor, conversation)
  }
  if (server !== null && (isPeer || conversation.isAnswered)) {
    noteProtocol(server, { ...entry, role: isPeer ? 'peer' : 'server' })
    if (!isPeer) server.serves.add(family)
  }
}

/** A device behind a gateway said something in this protocol: it serves it. */
export function noteService(talk: TalkNotes, protocol: string): void {
  noteProtocol(talk, { protocol, role: 'server', port: null, isGuess: false, isAnswered: true })
  talk.serves.add(familyOf(protocol))
}

function noteCall(client: TalkNotes, family: string, server: Anchor | null, conversation: ConversationSeen): void {
  client.calls.add(family)
  if (!CONTROL_FAMILIES.has(family) || conversation.protocol === null) return
  if (server !== null && conversation.isAnswered) client.controllers.add(server)
  for (const { kind } of conversation.functions) client.controlKinds.add(kind)
}

export function protocolsOf(talk: TalkNotes): AssetProtocol[] {
  return [...talk.protocols.values()].sort(
    (a, b) =>
      compareTexts(a.protocol, b.protocol) ||
      compareTexts(a.role, b.role) ||
      (a.port ?? -1) - (b.port ?? -1) ||
      Number(a.isGuess) - Number(b.isGuess),
  )
}

function noteProtocol(talk: TalkNotes, protocol: AssetProtocol): void {
  const id = `${protocol.protocol}|${protocol.role}|${protocol.port ?? ''}|${protocol.isGuess}`
  const known = talk.protocols.get(id)
  if (known === undefined || (!known.isAnswered && protocol.isAnswered)) talk.protocols.set(id, protocol)
}
