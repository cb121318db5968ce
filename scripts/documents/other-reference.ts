// `docs/reference/others.md`: which files of other systems are read, how far each system is believed, which column says what.
import { formatsOf, INVENTORIES, OTHER_SYSTEMS, SYSTEM_IDS } from '@penstock/model/others'
import { zeekFields } from '@penstock/sensor/others'
import type { GeneratedDocument } from './document.ts'

export const otherReference: GeneratedDocument = { path: 'docs/reference/others.md', render: renderOthers }

function renderOthers(): string {
  return [
    '# Files of other systems',
    '',
    'Made from `packages/model/src/others` and `packages/sensor/src/others` by `npm run documents`. How to use them:',
    '[the guide](../guides/others-sensors.md).',
    '',
    '## Systems',
    '',
    '| System | Trust | Why | Files |',
    '|---|---|---|---|',
    ...SYSTEM_IDS.map((id) => {
      const { name, trust, why } = OTHER_SYSTEMS[id]
      return `| ${name} (\`${id}\`) | ${trust} | ${why} | ${formatsOf(id).map(cell).join('; ')} |`
    }),
    '',
    '## Zeek logs',
    '',
    'Logs that are not listed are counted and say nothing of devices.',
    '',
    '| Log | Says |',
    '|---|---|',
    ...zeekFields().map(({ log, says }) => `| \`${log}\` | ${says.map(cell).join(', ')} |`),
    '',
    '## Lists of machines',
    '',
    'Columns by their folded names (lower case, letters and digits only), the better first. A list is the first of these that has one',
    'column of each group it is known by.',
    '',
    ...INVENTORIES.flatMap(({ title, knownBy, columns, interfaces = [] }) => [
      `### ${title}`,
      '',
      `Known by ${knownBy.map((group) => group.map((name) => `\`${name}\``).join(' or ')).join(', and ')}.`,
      '',
      '| Field | Columns |',
      '|---|---|',
      ...Object.entries(columns).map(
        ([field, names]) => `| ${field} | ${names.map((name) => `\`${name}\``).join(', ')} |`,
      ),
      ...interfaces.map(
        ({ list, mac, ips }) => `| interfaces | \`${list}\`: ${[mac, ...ips].map((key) => `\`${key}\``).join(', ')} |`,
      ),
      '',
    ]),
  ].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
