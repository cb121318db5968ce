// A sample of TriStation. No dissector that ships with tshark reads it: what is told here is the datagram, the form of what it carries is held
// against a capture that is not ours and against bytes worked out by hand (`hex.test.ts`).
import { bytes, le16 } from './bytes.ts'
import type { Sample } from './sample.ts'
import {
  TRISTATION as COMMAND,
  tristationConnect,
  tristationConnected,
  tristationExecute,
  tristationModules,
  tristationPart,
  tristationStatus,
} from './tristation.ts'
import { overUdp, type Turn } from './wire-samples.ts'

const BUILT = 1_790_834_400
const KEY_REMOTE = 3
const KEY_PROGRAM = 1

export function tristationSamples(): Sample[] {
  const program = Uint8Array.from({ length: 24 }, (_, n) => n)
  const asked = (command: number, sequence: number, data = bytes()): Turn => [
    'client',
    tristationExecute(false, command, sequence, data),
  ]
  const told = (command: number, sequence: number, data = bytes()): Turn => [
    'server',
    tristationExecute(true, command, sequence, data),
  ]
  const turns: readonly Turn[] = [
    ['client', tristationConnect()],
    ['server', tristationConnected()],
    asked(COMMAND.getStatus, 0),
    told(COMMAND.getStatusReply, 0, tristationStatus(KEY_REMOTE, 0, 'UNIT4', BUILT)),
    asked(COMMAND.moduleVersions, 1),
    told(COMMAND.moduleVersionsReply, 1, tristationModules({ 0: [255, 1, 2, 3], 3: [84, 4, 5, 6] })),
    asked(COMMAND.halt, 2),
    told(COMMAND.halted, 2),
    asked(COMMAND.downloadChangeStart, 3, bytes('UNIT4', 0, 0, 0, 0, 0)),
    told(COMMAND.confirm, 3),
    asked(COMMAND.allocateProgram, 4, tristationPart(3, 1, 6, 0, program.subarray(0, 16))),
    told(COMMAND.allocateProgramReply, 4),
    asked(COMMAND.allocateProgram, 5, tristationPart(3, 1, 6, 4, program.subarray(16))),
    told(COMMAND.allocateProgramReply, 5),
    asked(COMMAND.uploadProgram, 6, bytes(le16(3), 0, 0, 0, 0, le16(0))),
    told(COMMAND.uploadProgramReply, 6, tristationPart(3, 1, 6, 0, program)),
    asked(COMMAND.run, 7),
    told(COMMAND.rejected, 7, bytes(212, 0)),
    asked(COMMAND.getStatus, 8),
    told(COMMAND.getStatusReply, 8, tristationStatus(KEY_PROGRAM, 1, 'UNIT4', BUILT)),
  ]
  return [
    {
      name: 'TriStation status, modules, halt, download, refused start',
      frames: overUdp(1502, turns),
      protocol: 'data',
      fields: { 'data.data': turns.map(([, message]) => octets(message)) },
    },
  ]
}

function octets(message: Uint8Array): string {
  return Array.from(message, (octet) => octet.toString(16).padStart(2, '0')).join(':')
}
