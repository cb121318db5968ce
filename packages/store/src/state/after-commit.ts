// What is done once a transaction has committed, and not at all when it was rolled back: waking whoever reads its rows.

const waiting = new WeakMap<object, (() => void)[]>()

/** Runs once the transaction has committed. `run` must not throw. */
export function afterCommit(tx: object, run: () => void): void {
  const kept = waiting.get(tx)
  if (kept === undefined) waiting.set(tx, [run])
  else kept.push(run)
}

/** Called by the store when the transaction has committed. */
export function committed(tx: object): void {
  for (const run of waiting.get(tx) ?? []) run()
  waiting.delete(tx)
}
