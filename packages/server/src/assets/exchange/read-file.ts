// What a file is, told from its first bytes and its content, and opened as a register; whatever else it is, is said.
import type { ImportFormat } from '@penstock/contract/assets'
import {
  decodeText,
  isCycloneDx,
  netboxKind,
  openCsvRegister,
  openCycloneDx,
  openNetboxDevices,
  openNetboxInterfaces,
  PLANT_SCHEMA,
} from '@penstock/model/plant'
import { AppError } from '@penstock/server/http'
import { faultView } from './fault-view.ts'
import type { OpenedFile } from './opened-file.ts'
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

/** Throws `assets.import-unreadable` or `assets.import-faults` with what and where. */
export async function openRegisterFile(bytes: Uint8Array, sheet: string | undefined): Promise<OpenedFile> {
  if (bytes.length === 0) throw unreadable('an empty file')
  const other = OTHERS.find((one) => one.bytes.every((byte, at) => bytes[at] === byte))
  if (other !== undefined) throw unreadable(other.what)
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return await openWorkbook(bytes, sheet)
  const decoded = decodeText(bytes)
  if (!decoded.ok) throw new AppError('assets.import-unreadable', { faults: [faultView(decoded.refusal)] })
  const text = decoded.value.text
  if (/^\s*[{[]/.test(text) && !isCycloneDx(text)) throw unreadable(textKind(text))
  if (/^\s*</.test(text)) throw unreadable('a page or an XML file')
  const format = formatOf(text)
  const read = OPEN[format](text)
  if (!read.ok) throw new AppError('assets.import-faults', { faults: read.refusal.map(faultView) })
  return { format, sheets: [], sheet: null, file: read.value }
}

type TextFormat = Exclude<ImportFormat, 'xlsx'>

const OPEN = {
  csv: openCsvRegister,
  cyclonedx: openCycloneDx,
  'netbox-devices': openNetboxDevices,
  'netbox-interfaces': openNetboxInterfaces,
} as const satisfies Record<TextFormat, (text: string) => unknown>

function formatOf(text: string): TextFormat {
  return /^\s*[{[]/.test(text) ? 'cyclonedx' : (netboxKind(text) ?? 'csv')
}

function textKind(text: string): string {
  return text.includes(`"${PLANT_SCHEMA}"`) ? 'a plant file: import it on the page Plant file' : 'JSON'
}
