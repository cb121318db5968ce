// A file whose format was told and whose rows can be read.
import type { ImportFormat } from '@penstock/contract/assets'
import type { RegisterFile } from '@penstock/model/plant'

export interface OpenedFile {
  readonly format: ImportFormat
  readonly sheets: readonly string[]
  readonly sheet: string | null
  readonly file: RegisterFile
}
