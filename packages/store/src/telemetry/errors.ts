// Why telemetry cannot be opened, with the place and the mend in the message.

export type TelemetryErrorCode =
  | 'telemetry.locked'
  | 'telemetry.newer'
  | 'telemetry.not-whole'
  | 'telemetry.too-long'
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

/** The answer, or `telemetry.too-long` when it took longer than it may; `stop` is called until the question has ended. */
export async function inTime<T>(timeoutMs: number, stop: () => void, answer: Promise<T>): Promise<T> {
  const begun = performance.now()
  const isLate = (): boolean => performance.now() - begun > timeoutMs
  // A question that is only being prepared is not interrupted, so it is told again.
  const timer = setInterval(() => isLate() && stop(), Math.min(timeoutMs, STOP_AGAIN_MS))
  try {
    const given = await answer
    if (!isLate()) return given
    throw tooLong(timeoutMs)
  } catch (cause) {
    if (!isLate()) throw cause
    throw tooLong(timeoutMs, cause)
  } finally {
    clearInterval(timer)
  }
}

const STOP_AGAIN_MS = 100

export function tooLong(timeoutMs: number, cause?: unknown): TelemetryError {
  const mend = `given up after ${timeoutMs} ms; narrow the window or the filter`
  return new TelemetryError('telemetry.too-long', mend, { cause })
}
