// How a file says which reader it needs: by its first bytes, never by its name.
import { PcapWalker } from './pcap.ts'
import { PcapngWalker } from './pcapng.ts'
import type { Walker } from './walker.ts'

export const MAGIC_BYTES = 4

/** The walker for a file that begins with these bytes, or null when they open no capture. */
export function walkerOf(view: DataView, at: number): Walker | null {
  const big = view.getUint32(at, false)
  const little = view.getUint32(at, true)
  if (big === 0x0a0d0d0a) return new PcapngWalker()
  for (const [magic, isLittle] of [
    [big, false],
    [little, true],
  ] as const) {
    if (magic === 0xa1b2c3d4) return new PcapWalker(isLittle, 1, 16)
    if (magic === 0xa1b23c4d) return new PcapWalker(isLittle, 1000, 16)
    if (magic === 0xa1b2cd34) return new PcapWalker(isLittle, 1, 24)
  }
  return null
}
