// What the place of a module behind a gateway tells of it.

/** True for a part of the gateway's own rack; else it is a device that is spoken to through the gateway: a unit, a station. */
export function isPart(path: string): boolean {
  return /\b(slot|subslot|rack|chassis|backplane)\b/i.test(path)
}
