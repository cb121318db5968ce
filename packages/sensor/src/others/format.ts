// What every reader of a format is: it goes through the file once and tells the collector; after each record the caller may cut a batch.
import type { Recognised } from '@penstock/model/others'
import type { ByteSource } from './byte-source.ts'
import type { Collector } from './collector.ts'

export type FormatReader = (source: ByteSource, out: Collector, recognised: Recognised) => Iterable<void>
