// Conversations of captures, added up over the batches in which a sensor tells them.
import type { ConversationSeen, Endpoint, FunctionSeen, ObservationBatch } from '@penstock/model/observations'

/** A whole conversation; `proof` is the packet of its first row. */
export type WholeConversation = Omit<ConversationSeen, 'vlans' | 'lastAt'>

export function addUp(batches: Iterable<ObservationBatch>): WholeConversation[] {
  const whole = new Map<string, WholeConversation>()
  for (const batch of batches) {
    for (const row of batch.conversations) {
      // Functions that a server asks of its client ride in the client's connection and are no talk of their own.
      if (row.packets === 0 && row.serverPort === null) continue
      const key = JSON.stringify([
        endText(row.client),
        endText(row.server),
        row.protocol,
        row.transport,
        row.serverPort,
      ])
      const before = whole.get(key)
      whole.set(key, before === undefined ? row : joined(before, row))
    }
  }
  return [...whole.values()]
}

/** The address that names an end: IP, else MAC. */
export function endText(end: Endpoint): string {
  return end.ip ?? end.mac ?? 'unknown'
}

function joined(before: WholeConversation, row: ConversationSeen): WholeConversation {
  return {
    ...before,
    isAnswered: before.isAnswered || row.isAnswered,
    packets: before.packets + row.packets,
    bytes: before.bytes + row.bytes,
    functions: joinedFunctions(before.functions, row.functions),
  }
}

function joinedFunctions(before: readonly FunctionSeen[], after: readonly FunctionSeen[]): FunctionSeen[] {
  const counts = new Map<string, FunctionSeen>()
  for (const seen of [...before, ...after]) {
    const known = counts.get(seen.code)
    counts.set(seen.code, known === undefined ? seen : { ...known, count: known.count + seen.count })
  }
  return [...counts.values()]
}
