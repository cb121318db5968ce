// What the bench measures: one capture read to a whole report, every protocol on, in a process of its own.
// The compile cache is what `penstock` itself uses, so that a short file does not pay for compiling the program again.
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { readCaptures } = await import('@penstock/sensor/report')
const report = readCaptures([process.argv[2]!])
process.stdout.write(
  JSON.stringify({
    packets: report.capture.packets,
    assets: report.assets.length,
    conversations: report.conversations.length,
    operations: report.operations.length,
    anomalies: report.anomalies.length,
    maxRssMb: process.resourceUsage().maxRSS / 1024,
  }),
)
