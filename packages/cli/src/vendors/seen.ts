// Conversations of captures with the instants at which they were seen, added up over the batches in which a sensor tells them.
import { endText } from '@penstock/cli/zones'
import type { EpochMicros } from '@penstock/model/kernel'
import type { SeenConversation } from '@penstock/model/vendors'
import { observeFiles } from '@penstock/sensor/observe'

export function seenIn(captures: readonly string[]): readonly SeenConversation[] {
  if (captures.length === 0) return []
  const whole = new Map<string, SeenConversation & { readonly moments: EpochMicros[] }>()
  for (const batch of observeFiles(captures)) {
    for (const row of batch.conversations) {
      if (row.packets === 0) continue
      const { client, server, protocol, portGuess, transport, serverPort, isAnswered, firstAt, lastAt } = row
      const port = serverPort === null ? '' : `:${serverPort}`
      const id = `${endText(client)} > ${endText(server)}${port} ${protocol ?? portGuess ?? transport}`
      const before = whole.get(id)
      before?.moments.push(firstAt, lastAt)
      const moments = before?.moments ?? [firstAt, lastAt]
      whole.set(id, {
        ...{ id, client, server, protocol, portGuess, transport, serverPort, moments },
        isAnswered: isAnswered || before?.isAnswered === true,
        firstAt: earlier(firstAt, before?.firstAt),
        lastAt: later(lastAt, before?.lastAt),
      })
    }
  }
  return [...whole.values()]
}

function earlier(at: EpochMicros, other: EpochMicros = at): EpochMicros {
  return other < at ? other : at
}

function later(at: EpochMicros, other: EpochMicros = at): EpochMicros {
  return other > at ? other : at
}
