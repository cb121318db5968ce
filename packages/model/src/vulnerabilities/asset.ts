// What is known of a device when advisories are matched to it.

/** How a field is known: read by a protocol, from a banner, from engineering software, typed by a person. */
export interface DeviceIdentity {
  readonly id: string
  readonly vendor: string
  readonly product: string
  readonly version: string | null
  readonly modelNumber: string | null
  readonly hwRev: string | null
  readonly serial: string | null
  readonly slotRole: string | null
  readonly identitySource: string | null
  readonly role: string | null
}
