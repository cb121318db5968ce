// A rule's answer: the value, or the refusal as data. Model functions return it; they do not throw for an expected no.

export type Result<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal }

export function accept<Value>(value: Value): Result<Value, never> {
  return { ok: true, value }
}

export function refuse<const Refusal>(refusal: Refusal): Result<never, Refusal> {
  return { ok: false, refusal }
}
