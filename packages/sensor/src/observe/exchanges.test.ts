// How functions were asked: the cadence inside a connection, the first packet, the addresses that requests named, and the extremes of points.
import { GAP_BUCKETS, gapBucketOf, gapMicrosOf } from '@penstock/model/observations'
import { bytes, ethernet, ipv4, modbus, pcapHeader, pcapRecord, tcp } from '@penstock/sensor/encoders'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { observe } from './frames.fixture.ts'

const START = 1_790_834_400_000_000
const MASTER = { ip: '10.1.1.10', mac: '00:1b:1b:00:00:10', port: 40_000 }
const DEVICE = { ip: '10.1.2.20', mac: '00:1b:1c:00:00:20', port: 502 }
