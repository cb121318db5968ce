// Moxa NPort discovery on UDP and TCP 4800. Source: the public Metasploit module `moxa_discover` (request 0x01, answer 0x81,
// length in two bytes).
import { be16, bytes, zeros } from './bytes.ts'

export function moxaDiscover(): Uint8Array {
  return bytes(0x01, 0, be16(8), zeros(4))
}

/** The answer: model code and address of the server, MAC last. */
export function moxaAnswer(model: number, mac: Uint8Array): Uint8Array {
  return bytes(0x81, 0, be16(24), zeros(4), be16(model), be16(0x8000), bytes(zeros(6), mac))
}
