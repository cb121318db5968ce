// What a capture program and the kernel say of packets that were lost before the sensor could read them. Formats: the man page of
// tcpdump(8) (also on SIGUSR1, while it runs), what dumpcap(1) prints at its end, and the kernel's interface statistics (sysfs).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Packets lost since the capture began. `kernel`: its buffer was full; `interface`: the card or its driver dropped them. */
export interface CaptureLoss {
  readonly kernel: number
  readonly interface: number
}

const TCPDUMP_KERNEL = /(\d+) packets? dropped by kernel/g
const TCPDUMP_INTERFACE = /(\d+) packets? dropped by interface/g
/** `received/dropped on interface 'eth0': 120/3 (pcap:2/dumpcap:1/flushed:0/ps_ifdrop:5) (97.6%)`; `flushed` was only not written. */
const DUMPCAP = /received\/dropped on interface .*: \d+\/(\d+) \(pcap:\d+\/dumpcap:\d+\/flushed:\d+\/ps_ifdrop:(\d+)\)/g

/** The newest counts in what a program printed, or null when it printed none. */
export function readLoss(printed: string): CaptureLoss | null {
  const dumpcap = [...printed.matchAll(DUMPCAP)].at(-1)
  if (dumpcap !== undefined) return { kernel: Number(dumpcap[1]), interface: Number(dumpcap[2]) }
  const kernel = [...printed.matchAll(TCPDUMP_KERNEL)].at(-1)
  if (kernel === undefined) return null
  return { kernel: Number(kernel[1]), interface: Number([...printed.matchAll(TCPDUMP_INTERFACE)].at(-1)?.[1] ?? 0) }
}

const SYSFS = '/sys/class/net'

/**
 * Packets that an interface missed since it came up, or null where the kernel does not say. `rx_missed_errors` and `rx_fifo_errors` are two
 * names for one thing in many drivers, so the larger counts; `rx_dropped` also holds what nobody wanted and is left out.
 */
export function readInterfaceMisses(device: string, folder = SYSFS): number | null {
  if (!/^[\w.:@-]+$/.test(device)) return null
  const counts = ['rx_missed_errors', 'rx_fifo_errors'].map((name) => {
    try {
      return Number.parseInt(readFileSync(join(folder, device, 'statistics', name), 'utf8'), 10)
    } catch {
      return Number.NaN
    }
  })
  const told = counts.filter(Number.isSafeInteger)
  return told.length === 0 ? null : Math.max(...told)
}

/** Turns counts that only rise into what was lost since it was last asked. */
export class LossMeter {
  private readonly taken = { kernel: 0, interface: 0 }
  private program: CaptureLoss = { kernel: 0, interface: 0 }
  private readonly missesAtStart: number
  private readonly misses: () => number | null

  /** @param misses what the kernel says that the interface missed */
  constructor(misses: () => number | null) {
    this.misses = misses
    this.missesAtStart = misses() ?? 0
  }

  /** Takes what the capture program said last. */
  note(loss: CaptureLoss): void {
    this.program = loss
  }

  /** Lost since the last call, by cause; causes without a loss are left out. */
  take(): { kernel?: number; interface?: number } {
    const misses = Math.max(0, (this.misses() ?? 0) - this.missesAtStart)
    // The program learns of the interface's losses from the same counters.
    const now = { kernel: this.program.kernel, interface: Math.max(this.program.interface, misses) }
    const since: { kernel?: number; interface?: number } = {}
    for (const cause of ['kernel', 'interface'] as const) {
      const more = now[cause] - this.taken[cause]
      if (more <= 0) continue
      since[cause] = more
      this.taken[cause] = now[cause]
    }
    return since
  }
}
