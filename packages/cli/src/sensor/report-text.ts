// The report for a person at a terminal: the same facts, one line each.
import type { AssetRow, SensorReport, ShadowRow } from '@penstock/sensor/report'

const MOST_ROWS = 40
/** On one line; `--json` lists all. */
const MOST_DETAILS = 6

export function reportText(report: SensorReport): string {
  const { capture } = report
  const skipped = Object.entries(capture.skipped).map(([reason, count]) => `${reason} ${count}`)
  const lines = [
    `${capture.files.join(', ')}: ${capture.packets} packets, ${capture.bytes} bytes, ${capture.firstAt ?? '-'} to ${capture.lastAt ?? '-'}`,
    `malformed ${capture.malformed}${skipped.length === 0 ? '' : `, skipped: ${skipped.join(', ')}`}`,
    ...(capture.tcp.oneSided === 0
      ? []
      : [`${capture.tcp.oneSided} of ${capture.tcp.connections} TCP connections show one direction only`]),
    ...(capture.tcp.gaps === 0
      ? []
      : [`${capture.tcp.gaps} holes in TCP streams, ${capture.tcp.missingBytes} bytes are not in the capture`]),
    ...section('Assets', report.assets.map(assetLine)),
    ...section(
      'Conversations',
      report.conversations.map(
        (row) =>
          `${row.client} > ${row.server} ${row.protocol ?? `(${row.portGuess ?? 'unknown'}?)`} ${row.serverPort ?? ''} ` +
          `${row.packets} packets ${row.functions.map((seen) => `${seen.code}×${seen.count}`).join(' ')} ` +
          row.details
            .slice(0, MOST_DETAILS)
            .map(({ kind, value }) => `${kind}=${value}`)
            .join(' '),
      ),
    ),
    ...section(
      'Operations',
      report.operations.map(
        (row) =>
          `${row.at} ${row.client} > ${row.server} ${row.kind}: ${row.name} ${row.target ?? ''} ×${row.count} (${row.file} #${row.frame})`,
      ),
    ),
    ...section('Signs of shadow infrastructure', report.shadow.map(shadowLine)),
    ...section(
      'Anomalies',
      report.anomalies.map((row) => `${row.kind} ×${row.count}: ${row.detail} (${row.file} #${row.frame})`),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function shadowLine({ host, name, title, score, severity, signs, control }: ShadowRow): string {
  const said = signs.map(({ kind, value, frame }) => `${kind} ${value} (#${frame})`).join(', ')
  const beside = control === null ? '' : `, beside ${control.protocol} with ${control.peer} (#${control.frame})`
  return `${host} ${name} [${title}] ${Math.round(score * 100)} %${severity === null ? '' : `, severity ${severity} of 4`}: ${said}${beside}`
}

function assetLine(asset: AssetRow): string {
  const address = [...asset.ips, ...asset.macs].join(' ')
  const identity = [asset.vendor, asset.model ?? asset.orderNumber, asset.firmware, asset.role].filter(
    (text) => text !== null,
  )
  return `${address} ${asset.names.join('/')} ${identity.join(', ')}`
}

function section(title: string, rows: readonly string[]): string[] {
  if (rows.length === 0) return []
  const more = rows.length > MOST_ROWS ? [`  … and ${rows.length - MOST_ROWS} more (--json lists all)`] : []
  return ['', `${title} (${rows.length})`, ...rows.slice(0, MOST_ROWS).map((row) => `  ${row.trim()}`), ...more]
}
