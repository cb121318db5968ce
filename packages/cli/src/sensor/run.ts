// `penstock sensor run`: a live sensor. Batches are written to the spool before they are sent and deleted when the cell has stored them,
// so nothing read is lost while the hub is away. A batch without packets is the heartbeat.
import { randomUUID } from 'node:crypto'
import { captureLive, LossMeter, readInterfaceMisses } from '@penstock/sensor/capture'
import { CaptureError, LiveObserver } from '@penstock/sensor/observe'
import { LogFollower } from '@penstock/sensor/others'
import { KeptPlaces } from './kept-places.ts'
import { SYSTEM_CLOCKS } from './live-watch.ts'
import { Outbox, type OutboxOptions } from './outbox.ts'
import { refusalText } from './refusal-text.ts'
import { RUN_USAGE, type RunOptions, type RunSource, readRunOptions } from './run-options.ts'
import { Sender } from './sender.ts'
import { Spool } from './spool.ts'

type OutboxBase = Omit<OutboxOptions, 'observer' | 'places' | 'takeLosses'>

const KEPT_FOR_LATER = 'the last batch fitted nowhere; its lines are read again with the next start'

/** Runs until the input ends or the process is told to stop, and everything is sent. Exit 0, 1 refused by the cell, 2 usage. */
export async function sensorRun(args: readonly string[]): Promise<number> {
  const options = readRunOptions(args)
  if (!('cell' in options)) {
    for (const fault of options) say(fault)
    process.stderr.write(RUN_USAGE)
    return 2
  }
  if (options.advice !== null) say(options.advice)
  const { cell, token, name, heartbeatMs, spoolBytes } = options
  const spool = new Spool(options.spool, `${name.replaceAll(/[^\w.-]/g, '_')}-${randomUUID()}`, spoolBytes)
  const onTrouble = (problem: string | null): void =>
    say(problem === null ? 'the cell takes batches again' : `${problem}; batches wait in ${options.spool}`)
  const clocks = SYSTEM_CLOCKS
  const sender = new Sender({ cell, token, sensor: name, everyMs: heartbeatMs, spool, clocks, onTrouble })
  const outboxOptions = { spool, heartbeatMs, clocks, say, onKept: (): void => sender.wake() }
  const { outbox, problem } = await read(options, outboxOptions)
  let isSent = await sender.finish()
  // What did not fit on the disk may fit now that the rest is gone.
  if (outbox.isHolding && outbox.keepHeld()) isSent = await sender.finish()
  spool.close()
  if (problem !== null) say(problem)
  if (outbox.isHolding)
    say(
      isLog(options.source)
        ? KEPT_FOR_LATER
        : `the last batch fitted nowhere and is lost: ${outbox.heldPackets} packets`,
    )
  if (!isSent) say(`${sender.lastProblem ?? 'not everything was sent'}; it waits in ${options.spool}`)
  return problem !== null ? 2 : isSent && !outbox.isHolding ? 0 : 1
}

function isLog({ kind }: RunSource): boolean {
  return kind === 'zeek' || kind === 'eve'
}

function say(text: string): void {
  process.stderr.write(`penstock: ${text}\n`)
}

interface Read {
  readonly outbox: Outbox
  /** What went wrong, or null. */
  readonly problem: string | null
}

/** Reads until the end, or until the process is told to stop. */
async function read(options: RunOptions, base: OutboxBase): Promise<Read> {
  const { source, everyMs, spool } = options
  if (source.kind === 'zeek' || source.kind === 'eve') {
    const places = new KeptPlaces(spool, source.kind, source.path, base.spool)
    const follower = new LogFollower({
      ...source,
      places: places.load(),
      clock: () => base.clocks.wall(),
      say: base.say,
    })
    places.follow(() => follower.places())
    const outbox = new Outbox({ ...base, observer: follower, places, takeLosses: () => ({}) })
    await follow(follower, outbox, everyMs)
    return { outbox, problem: null }
  }
  const device = source.kind === 'interface' ? source.device : null
  const losses = new LossMeter(() => (device === null ? null : readInterfaceMisses(device)))
  const observer = new LiveObserver()
  const outbox = new Outbox({ ...base, observer, takeLosses: () => losses.take() })
  return { outbox, problem: await listen(device, everyMs, observer, outbox, losses) }
}

/** Reads logs as they grow until the process is told to stop. While nothing can be kept, nothing is read: the logs wait where they are. */
function follow(follower: LogFollower, outbox: Outbox, everyMs: number): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout
    const step = (): void => {
      const hasMore = outbox.takes && follower.read()
      outbox.tick()
      // What was there before is read batch by batch, and what is sent has its turn in between.
      timer = setTimeout(step, hasMore && outbox.takes ? 0 : everyMs)
    }
    const stop = (): void => {
      clearTimeout(timer)
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      outbox.end(true)
      follower.close()
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    step()
  })
}

/** Reads until the end; gives what went wrong, or null. */
function listen(
  device: string | null,
  everyMs: number,
  observer: LiveObserver,
  outbox: Outbox,
  losses: LossMeter,
): Promise<string | null> {
  return new Promise((resolve) => {
    let isDone = false
    const timer = setInterval(() => {
      live?.askLoss()
      outbox.tick()
    }, everyMs)
    const done = (problem: string | null): void => {
      if (isDone) return
      isDone = true
      clearInterval(timer)
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      outbox.end(problem === null)
      resolve(problem)
    }
    const take = (chunk: Uint8Array): void => {
      try {
        observer.push(chunk)
      } catch (error) {
        if (!(error instanceof CaptureError)) throw error
        done(refusalText(error.refusal))
        stop()
      }
    }
    const live =
      device === null
        ? null
        : captureLive(device, { onBytes: take, onLoss: (loss) => losses.note(loss), onEnd: (reason) => done(reason) })
    if (live === null) {
      process.stdin.on('data', take)
      process.stdin.on('end', () => done(null))
    }
    function stop(): void {
      if (live !== null) {
        live.stop()
        return
      }
      process.stdin.pause()
      done(null)
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}
