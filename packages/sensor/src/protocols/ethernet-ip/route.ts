// Where behind an address a CIP message goes: a slot of a chassis, or farther. What answers there is not the addressed
// device itself. Source: The CIP Networks Library, Volume 1, appendix C-1.4.1 (port segments) and chapter 3-5.5 (paths).

/** To the addressed device itself. */
export const DIRECT = 0
/** Through a connection whose opening is not in the capture. */
export const UNKNOWN_CONNECTION = 1
/** Over more than one hop. */
const FAR = 2
const PORT = 0x1_0000

/** Reads the route at the beginning of the path `bytes[at..end)`: port segments come first. */
export function routeOf(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 2 || !isPort(bytes[at]!)) return DIRECT
  const isOneHop = end - at < 4 || !isPort(bytes[at + 2]!)
  return isOneHop && (bytes[at]! & 0x10) === 0 ? PORT | (bytes[at]! << 8) | bytes[at + 1]! : FAR
}

/** `slot 3` for the backplane, or null for the device itself. */
export function routeText(route: number): string | null {
  if (route === DIRECT) return null
  if (route === UNKNOWN_CONNECTION) return 'connection'
  if (route === FAR) return 'beyond one hop'
  const port = (route >> 8) & 0x0f
  return port === 1 ? `slot ${route & 255}` : `port ${port} link ${route & 255}`
}

// Segment type in the top three bits: 0 is a port segment; ports 1 to 14, bit 4 an extended link address.
function isPort(segment: number): boolean {
  return segment >> 5 === 0 && (segment & 0x0f) !== 0
}
