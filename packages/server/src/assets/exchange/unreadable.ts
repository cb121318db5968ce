// A file that is no register at all: what it seems to be instead.
import { AppError } from '@penstock/server/http'

export function unreadable(what: string): AppError {
  return new AppError('assets.import-unreadable', { what })
}
