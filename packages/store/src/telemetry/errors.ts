// Why telemetry cannot be opened, with the place and the mend in the message.

export type TelemetryErrorCode =
  | 'telemetry.locked'
  | 'telemetry.newer'
  | 'telemetry.not-whole'
  | 'telemetry.two-places'
  | 'telemetry.unreachable'

export class TelemetryError extends Error {
  readonly code: TelemetryErrorCode

  constructor(code: TelemetryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TelemetryError'
    this.code = code
  }
}
