// The name of a conversation, made from its content: the same pair and protocol is one row, however often it is seen.
import type { ConversationSeen, Endpoint } from '@penstock/model/observations'
import { uuidOfContent } from '@penstock/server/runtime'

/** Who an endpoint is for a conversation: its IP where there is one (a routed peer keeps its IP behind any MAC), else its MAC. */
function addressOf(endpoint: Endpoint): string {
  return endpoint.ip ?? endpoint.mac ?? ''
}

export function conversationId(site: string, seen: ConversationSeen): string {
  const { client, server, protocol, portGuess, transport, serverPort } = seen
  return uuidOfContent([site, addressOf(client), addressOf(server), protocol, portGuess, transport, serverPort])
}
