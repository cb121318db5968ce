// The name of a conversation, made from its content: the same pair and protocol is one row, however often it is seen.
import { addressOf, type ConversationSeen } from '@penstock/model/observations'
import { uuidOfContent } from '@penstock/server/runtime'

export function conversationId(site: string, seen: ConversationSeen): string {
  const { client, server, protocol, portGuess, transport, serverPort } = seen
  return uuidOfContent([site, addressOf(client), addressOf(server), protocol, portGuess, transport, serverPort])
}
