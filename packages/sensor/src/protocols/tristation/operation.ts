// What a command does to the controller.
import type { OperationText } from '@penstock/sensor/facts'
import { protocolName, TRISTATION } from '../ids.ts'
import {
  ALLOCATE_FUNCTION,
  ALLOCATE_PROGRAM,
  COMMANDS,
  START_ALL,
  START_CHANGE,
  UPLOAD_FUNCTION,
  UPLOAD_PROGRAM,
} from './names.ts'
import { projectName } from './state.ts'

/** A word that tells targets apart: the number of the program or function. */
export function targetOf(view: DataView, at: number, end: number, command: number): number {
  return itemOf(command) === null || end - at < 2 ? 0 : view.getUint16(at, true)
}

/** The row of a command that was not seen before; `bytes[at..end)` is its data. */
export function operationText(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  command: number,
): OperationText {
  const known = COMMANDS.get(command)!
  const item = itemOf(command)
  const project = command === START_ALL || command === START_CHANGE ? projectName(bytes, at, end) : ''
  const target =
    item !== null && end - at >= 2
      ? `${item} ${view.getUint16(at, true)}`
      : project === ''
        ? null
        : `project ${project}`
  return {
    protocol: protocolName(TRISTATION)!,
    kind: known.operation ?? 'control',
    code: String(command),
    name: known.name,
    target,
  }
}

function itemOf(command: number): 'program' | 'function' | null {
  if (command === ALLOCATE_PROGRAM || command === UPLOAD_PROGRAM) return 'program'
  return command === ALLOCATE_FUNCTION || command === UPLOAD_FUNCTION ? 'function' : null
}
