// What a signature answers: a protocol, and which side sent the bytes, in one integer.

export const UNKNOWN = 0
const SIDE_SHIFT = 8

/** The bytes say the protocol but not the side. */
export function seen(protocol: number): number {
  return protocol
}

/** Only a client sends these bytes. */
export function fromClient(protocol: number): number {
  return protocol | (1 << SIDE_SHIFT)
}

/** Only a server sends these bytes. */
export function fromServer(protocol: number): number {
  return protocol | (2 << SIDE_SHIFT)
}

export function protocolOf(answer: number): number {
  return answer & 255
}

/** 0 unknown, 1 the sender is the client, 2 the sender is the server. */
export function sideOf(answer: number): number {
  return answer >> SIDE_SHIFT
}
