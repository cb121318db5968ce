// What a file is, told from its first bytes and its content, and opened as a register; whatever else it is, is said.
import { open, readFile } from 'node:fs/promises'
import type { ImportFormat } from '@penstock/contract/assets'
import type { Result } from '@penstock/model/kernel'
import {
  decodeText,
  isCycloneDx,
  netboxKind,
  openCsvRegister,
  openCycloneDx,
  openNetboxDevices,
  openNetboxInterfaces,
  PLANT_SCHEMA,
  type PlantFault,
  type RegisterFile,
} from '@penstock/model/plant'
import { AppError, type KeptUpload } from '@penstock/server/http'
import { faultView } from './fault-view.ts'
import { inSteps } from './in-steps.ts'
import type { OpenedFile } from './opened-file.ts'
import { openTextFile, piecesOf } from './text-file.ts'
import { unreadable } from './unreadable.ts'
import { openWorkbook } from './workbook.ts'

/** Begins of files that are often taken for a register. */
const OTHERS: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'a workbook with a password, or an old one (.xls)' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive' },
  { bytes: [0x0a, 0x0d, 0x0d, 0x0a], what: 'a packet capture (pcapng)' },
  { bytes: [0xd4, 0xc3, 0xb2, 0xa1], what: 'a packet capture (pcap)' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture' },
]

/** Formats that can only be read as a whole: an archive, and JSON. */
const WHOLE_LIMIT_BYTES = 64 * 2 ** 20

/** Throws `assets.import-unreadable` or `assets.import-faults` with what and where. */
export async function openRegisterFile(upload: KeptUpload, sheet: string | undefined): Promise<OpenedFile> {
  if (upload.bytes === 0) throw unreadable('an empty file')
  const first = await firstBytes(upload.path)
  const other = OTHERS.find((one) => one.bytes.every((byte, at) => first[at] === byte))
  if (other !== undefined) throw unreadable(other.what)
  if (first[0] === 0x50 && first[1] === 0x4b) return await openWorkbook(await wholeOf(upload), sheet)
  const file = await openTextFile(upload.path)
  const pieces = () => piecesOf(file)
  const [begin = ''] = pieces()
  if (/^\s*[{[]/.test(begin)) return openJson(await wholeOf(upload))
  if (/^\s*</.test(begin)) throw unreadable('a page or an XML file')
  const format = netboxKind(pieces) ?? 'csv'
  return opened(format, await inSteps(OPEN[format](pieces)))
}

const OPEN = {
  csv: openCsvRegister,
  'netbox-devices': openNetboxDevices,
  'netbox-interfaces': openNetboxInterfaces,
} as const

function openJson(bytes: Uint8Array): OpenedFile {
  const decoded = decodeText(bytes)
  if (!decoded.ok) throw new AppError('assets.import-unreadable', { faults: [faultView(decoded.refusal)] })
  const { text } = decoded.value
  if (!isCycloneDx(text)) throw unreadable(textKind(text))
  return opened('cyclonedx', openCycloneDx(text))
}

function opened(format: ImportFormat, read: Result<RegisterFile, readonly PlantFault[]>): OpenedFile {
  if (!read.ok) throw new AppError('assets.import-faults', { faults: read.refusal.map(faultView) })
  return { format, sheets: [], sheet: null, file: read.value }
}

async function wholeOf({ path, bytes }: KeptUpload): Promise<Uint8Array> {
  if (bytes > WHOLE_LIMIT_BYTES) throw new AppError('too-large', { limitBytes: WHOLE_LIMIT_BYTES })
  return await readFile(path)
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    return (await handle.read(Buffer.alloc(8), 0, 8, 0)).buffer
  } finally {
    await handle.close()
  }
}

function textKind(text: string): string {
  return text.includes(`"${PLANT_SCHEMA}"`) ? 'a plant file: import it on the page Plant file' : 'JSON'
}
