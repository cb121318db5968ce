// Downloading blocks to an S7 controller, starting and stopping it. Functions 0x1a request, 0x1b block, 0x1c end (the
// controller asks for the blocks), 0x1d-0x1f upload, 0x28 PI service, 0x29 stop. Source: Wireshark's public dissector.
import { be16, bytes, sized16 } from './bytes.ts'
import { ackData, job } from './s7comm.ts'

/** Block types of a file name: the two characters after the underscore. */
export const BLOCK = { ob: '08', db: '0A', fc: '0C', fb: '0E', sdb: '0B' } as const

/** `_0800001P`: OB 1, to the passive file system. */
export function blockFile(type: string, number: number, destination: 'P' | 'A' = 'P'): string {
  return `_${type}${String(number).padStart(5, '0')}${destination}`
}

/** Client asks to download a block of `length` bytes. */
export function requestDownload(reference: number, file: string, length: number): Uint8Array {
  const lengths = `1${String(length + 36).padStart(6, '0')}${String(length).padStart(6, '0')}`
  return job(reference, bytes(transfer(0x1a, file), lengths.length, lengths))
}

/** Answer to a request, and the client's answer to the end of a download: the function code alone. */
export function transferDone(reference: number, functionCode: number): Uint8Array {
  return ackData(reference, bytes(functionCode))
}

/** Controller asks for the next part of the block. */
export function askBlock(reference: number, file: string): Uint8Array {
  return job(reference, transfer(0x1b, file))
}

/** Client hands over one part; `hasMore` tells that others follow. */
export function giveBlock(reference: number, part: Uint8Array, hasMore: boolean): Uint8Array {
  return ackData(reference, bytes(0x1b, hasMore ? 1 : 0), bytes(be16(part.length), 0x00, 0xfb, part))
}

/** Controller ends the download. */
export function endDownload(reference: number, file: string): Uint8Array {
  return job(reference, transfer(0x1c, file))
}

/** Client starts to read a block out of the controller. */
export function startUpload(reference: number, file: string): Uint8Array {
  return job(reference, transfer(0x1d, file))
}

/** Controller answers with an upload id and the block's length as text. */
export function uploadStarted(reference: number, uploadId: number, length: number): Uint8Array {
  const text = String(length).padStart(7, '0')
  return ackData(reference, bytes(0x1d, 0, be16(0x0100), 0, 0, be16(uploadId), text.length, text))
}

/** Client asks for the next part, or ends the upload (functions 0x1e, 0x1f). */
export function uploadStep(reference: number, functionCode: 0x1e | 0x1f, uploadId: number): Uint8Array {
  return job(reference, bytes(functionCode, 0, be16(0), 0, 0, be16(uploadId)))
}

/** Controller hands over one part. */
export function uploadPart(reference: number, part: Uint8Array, hasMore: boolean): Uint8Array {
  return ackData(reference, bytes(0x1e, hasMore ? 1 : 0), bytes(be16(part.length), 0x00, 0xfb, part))
}

/** PI service, e.g. `P_PROGRAM` (start) or `_INSE` (activate the named blocks). */
export function piService(reference: number, service: string, files: readonly string[] = []): Uint8Array {
  const names = files.map((file) => file.slice(1))
  const block = service === '_INSE' ? bytes(names.length, 0, ...names) : bytes()
  return job(reference, bytes(0x28, 0, 0, 0, 0, 0, 0, 0xfd, sized16(block), service.length, service))
}

/** Stops the program. */
export function stop(reference: number): Uint8Array {
  const service = 'P_PROGRAM'
  return job(reference, bytes(0x29, 0, 0, 0, 0, 0, service.length, service))
}

function transfer(functionCode: number, file: string): Uint8Array {
  return bytes(functionCode, 0, be16(0x0100), 0, 0, 0, 0, file.length, file)
}
