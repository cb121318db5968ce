// One capture read to a whole report by the sources as they stand, to hold two states of them against each other in turns.
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
