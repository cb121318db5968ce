// A refused capture in words: what is wrong, where, and what to do.
import { unreadableText } from '@penstock/cli/files'
import type { CaptureError } from '@penstock/sensor/observe'

export function refusalText(refusal: CaptureError['refusal']): string {
  switch (refusal.code) {
    case 'capture.unreadable':
      return unreadableText(refusal.path, refusal.reason)
    case 'capture.empty':
      return `${refusal.path}: is empty; a capture begins with a pcap or pcapng header`
    case 'capture.not-a-capture':
      return `${refusal.path}: is no pcap or pcapng capture and no file of another system that is known${refusal.hint === null ? '' : ` (${refusal.hint})`}; docs/guides/others-sensors.md lists what is read`
  }
}
