// Work over a long file in steps, so that whoever runs it can do something else between two of them.

/** Each `yield` is a place to rest; the result comes at the end. */
export type Steps<T> = Generator<undefined, T>

const ROWS_PER_STEP = 2000

/** All of it without a rest. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Shows one row after the other to `see`, until that says false. */
export function* eachRow<Row>(rows: Iterable<Row>, see: (row: Row) => boolean): Steps<void> {
  let seen = 0
  for (const row of rows) {
    if (!see(row)) return
    if (++seen % ROWS_PER_STEP === 0) yield
  }
}
