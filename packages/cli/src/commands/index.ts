// Every command as data: what `penstock` runs, what its help prints, and what docs/reference/cli.md is made from. Each is loaded only
// when it is called, so `sensor read` does not pay for the server.

export interface Command {
  /** `sensor read`. */
  readonly name: string
  readonly usage: string
  readonly summary: string
  readonly options?: readonly { readonly name: string; readonly summary: string }[]
  readonly examples?: readonly string[]
  /** Answers the exit code: 0 done, 1 refused or not found, 2 bad usage or bad input. */
  readonly run: (args: readonly string[]) => Promise<number>
}

const JSON_OPTION = { name: '--json', summary: 'One JSON document on stdout' }
/** Which hub is asked, and as whom. */
const HUB_OPTIONS = [
  { name: '--to URL', summary: 'Address of the hub: HTTPS, or HTTP on this machine' },
  {
    name: '--token-file FILE',
    summary: 'A file, readable by its owner alone, with a token from Own account; else it is in PENSTOCK_TOKEN',
  },
]
/** What opens a backup. */
const OPENING_OPTIONS = [
  { name: '--identity FILE', summary: 'Private key; may be given more than once' },
  { name: '--passphrase-file FILE', summary: 'The passphrase that the backup was made with' },
]

export const COMMANDS: readonly Command[] = [
  {
    name: 'up',
    usage: 'penstock up [--config FILE] [--data DIR] [--port N] [--demo] [--log-level LEVEL]',
    summary:
      'Runs hub and cells until it is stopped, with embedded engines or those of the configuration, and prints the sign-in link',
    options: [
      {
        name: '--config FILE',
        summary:
          'JSON with `data`, `port`, `address` (an HTTPS origin, behind a proxy), `logLevel`, `importLimitBytes` (of a register file) and `stores` (PostgreSQL URLs of core, it and ot) and `telemetry` (ClickHouse URLs of it and ot); flags stand over it',
      },
      { name: '--data DIR', summary: 'Folder of everything; `data` unless given' },
      { name: '--port N', summary: 'Port of the pages on localhost; 8420 unless given, 0 takes a free one' },
      { name: '--demo', summary: 'Loads the demonstration plant when the folder has none' },
      { name: '--log-level silent|warn|info', summary: 'What is logged to stderr; `warn` unless given' },
    ],
    examples: ['npx penstock up --data my-plant', 'npx penstock up --data demo --demo'],
    run: async (args) => (await import('@penstock/cli/up')).up(args),
  },
  {
    name: 'config show',
    usage: 'penstock config show [--config FILE] [--data DIR] [--port N]',
    summary: 'The configuration in force, without its secrets',
    options: [{ name: '--config FILE', summary: 'As for `up`' }],
    run: async (args) => (await import('@penstock/cli/up')).configShow(args),
  },
  {
    name: 'sensor read',
    usage: 'penstock sensor read FILE… [--json | --pdus PROTOCOL] [--workers 1|2] [--progress]',
    summary: 'Reads captures: assets, conversations, operations and anomalies, each with the packet that shows it',
    options: [
      JSON_OPTION,
      {
        name: '--pdus PROTOCOL',
        summary:
          'Every PDU of one protocol (modbus-tcp, s7comm, ethernet-ip, dnp3, iec104, bacnet, goose, iec61850-mms, opc-ua, fins, profinet-dcp, profinet, s7comm-plus, tristation, snmp) as a line of JSON, as it is read; what was passed over on stderr',
      },
      {
        name: '--workers 1|2',
        summary:
          'Threads that read captures of 1 GB and more (1 unless given): two are a little quicker and take more of both cores and of memory; what is told is the same',
      },
      { name: '--progress', summary: 'Says on stderr how far it is, as it does by itself on a terminal' },
    ],
    examples: [
      'npx penstock sensor read fixtures/captures/modbus/reads.pcap --json',
      'npx penstock sensor read fixtures/captures/modbus/reads.pcap --pdus modbus-tcp',
    ],
    run: async (args) => (await import('@penstock/cli/sensor')).sensorRead(args),
  },
  {
    name: 'sensor enrol',
    usage: 'penstock sensor enrol --to URL --code CODE --state DIR [--domain it|ot] [--replace]',
    summary: 'Exchanges a code from the Sensors screen, once, for the token of this sensor, and keeps it in a folder',
    options: [
      { name: '--to URL', summary: 'Address of the hub' },
      { name: '--code CODE', summary: 'Code from the Sensors screen; good once, for half an hour' },
      { name: '--state DIR', summary: 'Folder of this sensor: its token, readable by its owner alone, and its spool' },
      { name: '--domain it|ot', summary: 'Domain that is expected; a code of the other one is refused' },
      { name: '--replace', summary: 'Gives an enrolled sensor another token, such as after the first was revoked' },
    ],
    run: async (args) => (await import('@penstock/cli/sensor')).sensorEnrol(args),
  },
  {
    name: 'sensor run',
    usage:
      'penstock sensor run --state DIR (--interface IF | --stdin | --zeek DIR | --eve FILE) [--every S] [--heartbeat S] [--spool-bytes N]',
    summary:
      'Listens on a mirror port, or follows the logs of another sensor, and sends what it sees to the hub; spools to disk while the hub is away',
    options: [
      { name: '--state DIR', summary: 'Folder of an enrolled sensor' },
      { name: '--interface IF', summary: 'Interface to listen on, through `dumpcap` or `tcpdump`' },
      { name: '--stdin', summary: 'Reads a capture from a pipe instead' },
      { name: '--zeek DIR', summary: 'Follows the logs that Zeek writes into a folder, through rotation' },
      { name: '--eve FILE', summary: 'Follows the EVE file of Suricata, through rotation' },
      { name: '--every S', summary: 'Seconds between batches; 5 unless given' },
      {
        name: '--heartbeat S',
        summary: 'Seconds after which it says that it lives when there is nothing new; 30 unless given',
      },
      { name: '--spool-bytes N', summary: 'Most that waiting batches may take on disk; 1 GiB unless given' },
      {
        name: '--to URL',
        summary: 'Without a state folder: address of the hub; the token is in PENSTOCK_SENSOR_TOKEN',
      },
      { name: '--domain it|ot', summary: 'With `--to`: domain that the token is bound to; `ot` unless given' },
      { name: '--name N', summary: 'With `--to`: how the sensor is called' },
      { name: '--spool DIR', summary: 'With `--to`: folder for what the hub has not taken yet' },
      { name: '--token T', summary: 'Deprecated: shows in the process list' },
    ],
    run: async (args) => (await import('@penstock/cli/sensor')).sensorRun(args),
  },
  {
    name: 'plant check',
    usage: 'penstock plant check FILE [--json]',
    summary: 'Errors and weaknesses of a plant file, each with its place and its mend',
    options: [JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/plant')).plantCheck(args),
  },
  {
    name: 'plant import',
    usage: 'penstock plant import FILE --to URL [--site SITE] [--dry-run] [--token-file FILE] [--json]',
    summary: 'Puts a plant file into a running hub: all of it or nothing, with every fault told first',
    options: [
      ...HUB_OPTIONS,
      { name: '--site SITE', summary: 'Key of the site; `default` unless given' },
      { name: '--dry-run', summary: 'Says what would change, and stores nothing' },
      JSON_OPTION,
    ],
    run: async (args) => (await import('@penstock/cli/plant')).plantImport(args),
  },
  {
    name: 'plant export',
    usage: 'penstock plant export --to URL [--site SITE] [--out FILE] [--token-file FILE]',
    summary: 'Writes the declared plant of a running hub as a plant file',
    options: [
      ...HUB_OPTIONS,
      { name: '--site SITE', summary: 'Key of the site; `default` unless given' },
      { name: '--out FILE', summary: 'A file that does not exist yet; stdout unless given' },
    ],
    run: async (args) => (await import('@penstock/cli/plant')).plantExport(args),
  },
  {
    name: 'register import',
    usage:
      'penstock register import FILE --to URL [--site SITE] [--sheet NAME] [--dry-run] [--leave-out-bad] [--consent PLAN] [--token-file FILE] [--json]',
    summary:
      'Reads a CSV, XLSX, CycloneDX or NetBox file into a plan and stores it in the register of a running hub, as a job whose phases it says',
    options: [
      ...HUB_OPTIONS,
      { name: '--site SITE', summary: 'Key of the site; `default` unless given' },
      { name: '--sheet NAME', summary: 'Sheet of a workbook' },
      { name: '--dry-run', summary: 'Says the plan and every bad row, and stores nothing' },
      { name: '--leave-out-bad', summary: 'Stores the sound rows of a file that has bad ones too' },
      { name: '--consent PLAN', summary: 'Stores only the plan that a dry run said, bad rows left out' },
      JSON_OPTION,
    ],
    examples: ['npx penstock register import valves.csv --to https://penstock.example --dry-run'],
    run: async (args) => (await import('@penstock/cli/register')).registerImport(args),
  },
  {
    name: 'register export',
    usage:
      'penstock register export --to URL [--site SITE] [--format csv|xlsx|cyclonedx|netbox-devices|netbox-interfaces] [--out FILE] [--token-file FILE]',
    summary: 'Writes the register of a running hub as a file that comes back in',
    options: [
      ...HUB_OPTIONS,
      { name: '--site SITE', summary: 'Key of the site; all that you may see unless given' },
      { name: '--format FORMAT', summary: '`csv` unless given' },
      { name: '--out FILE', summary: 'A file that does not exist yet; stdout unless given' },
    ],
    run: async (args) => (await import('@penstock/cli/register')).registerExport(args),
  },
  {
    name: 'process outage',
    usage: 'penstock process outage PLANT --unit ID=FROM..[TO] [--unit …] [--horizon H] [--json]',
    summary: 'Plays outages of functions and assets of a plant file: what stops, when, why, and when it is back',
    options: [
      {
        name: '--unit ID=FROM..TO',
        summary:
          'A function or asset that is out between two hours; without TO it does not come back; may be given more than once',
      },
      { name: '--horizon H', summary: 'Hours that are watched; 720 after the last return unless given' },
      JSON_OPTION,
    ],
    examples: ['npx penstock process outage plant.json --unit F-PWR=0..72'],
    run: async (args) => (await import('@penstock/cli/process')).processOutage(args),
  },
  {
    name: 'process contingency',
    usage: 'penstock process contingency PLANT --order 1|2 --hours H [--target FUNCTION …] [--json] [--progress]',
    summary: 'Ranks the units of a plant file, or pairs of them, by what their outage costs',
    options: [
      { name: '--order 1|2', summary: 'Each unit alone, or pairs that cost more than either alone; 1 unless given' },
      { name: '--hours H', summary: 'How long each outage lasts' },
      {
        name: '--target FUNCTION',
        summary: 'A function whose loss counts; those of type process, safety, service and business unless given',
      },
      JSON_OPTION,
      { name: '--progress', summary: 'Says on stderr how far it is' },
    ],
    examples: ['npx penstock process contingency plant.json --order 2 --hours 24'],
    run: async (args) => (await import('@penstock/cli/process')).processContingency(args),
  },
  {
    name: 'process recovery',
    usage: 'penstock process recovery PLANT --lost ASSET [--lost …] [--json]',
    summary:
      'Plans in which order the crews of a plant file restore lost assets, and tells when each function runs again',
    options: [{ name: '--lost ASSET', summary: 'An asset that is lost; may be given more than once' }, JSON_OPTION],
    examples: ['npx penstock process recovery plant.json --lost OPS-HV1 --lost OPS-DC1'],
    run: async (args) => (await import('@penstock/cli/process')).processRecovery(args),
  },
  {
    name: 'process review',
    usage: 'penstock process review PLANT [--json]',
    summary: 'Holds the continuity targets of a plant file against its backups, crews, suppliers and restore times',
    options: [JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/process')).processReview(args),
  },
  {
    name: 'process inoperability',
    usage: 'penstock process inoperability SECTORS [--json]',
    summary:
      'Sectors that need each other (IIM, DIIM): what share of each stands still. A secondary picture: linear, without stocks',
    options: [JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/process')).processInoperability(args),
  },
  {
    name: 'process targets',
    usage: 'penstock process targets PLANT [--json]',
    summary: 'Holds the continuity targets of a plant file against what is computed and what its drills measured',
    options: [JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/process')).processTargets(args),
  },
  {
    name: 'blueprint draw',
    usage: 'penstock blueprint draw PLANT',
    summary: 'Writes a blueprint of a plant file as it is declared, to be edited into the target architecture',
    examples: ['npx penstock blueprint draw plant.json > target.json'],
    run: async (args) => (await import('@penstock/cli/blueprint')).blueprintDraw(args),
  },
  {
    name: 'blueprint check',
    usage: 'penstock blueprint check PLANT BLUEPRINT [--capture FILE]… [--day YYYY-MM-DD] [--json]',
    summary:
      'Tells where a plant file, and the traffic of captures, deviates from a blueprint, and how far each stage is',
    options: [
      { name: '--capture FILE', summary: 'A capture; may be given more than once' },
      {
        name: '--day YYYY-MM-DD',
        summary: 'Day on which stages are due or overdue; that of the plant file unless given',
      },
      JSON_OPTION,
    ],
    run: async (args) => (await import('@penstock/cli/blueprint')).blueprintCheck(args),
  },
  {
    name: 'blueprint link',
    usage: 'penstock blueprint link PLANT --from ASSET --to ASSET --protocol NAME [--enforced-by ASSET]… [--json]',
    summary:
      'Tells of a planned link whether it opens a way to a control zone that is not there today, with its hops, and what else it changes; exits with 1 when it does',
    options: [
      { name: '--from ASSET', summary: 'Asset that starts the link' },
      { name: '--to ASSET', summary: 'Asset that answers' },
      { name: '--protocol NAME', summary: 'Protocol in the vocabulary of the plant file' },
      {
        name: '--enforced-by ASSET',
        summary: 'Device that would enforce it; those of a conduit between the same zones unless given',
      },
      JSON_OPTION,
    ],
    examples: ['npx penstock blueprint link plant.json --from ENT-ERP1 --to OPS-BAT1 --protocol https'],
    run: async (args) => (await import('@penstock/cli/blueprint')).blueprintLink(args),
  },
  {
    name: 'blueprint monitoring',
    usage: 'penstock blueprint monitoring PLANT [--sensor ZONE]… [--json]',
    summary:
      'Tells where sensors must stand to hear every conduit of a plant file, which logs each zone has against which steps, and what stays unseen',
    options: [
      {
        name: '--sensor ZONE',
        summary:
          'Segment on which a sensor stands, to see what is missing; may be given more than once; those of the design unless given',
      },
      JSON_OPTION,
    ],
    examples: ['npx penstock blueprint monitoring plant.json --sensor Z-OPS --sensor Z-DCS'],
    run: async (args) => (await import('@penstock/cli/blueprint')).blueprintMonitoring(args),
  },
  {
    name: 'blueprint cloud',
    usage: 'penstock blueprint cloud PLANT [--json]',
    summary:
      'Tells of each cloud service of a plant file where it stands, who needs it, and what its loss stops after the hold-up',
    options: [JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/blueprint')).blueprintCloud(args),
  },
  {
    name: 'detect',
    usage:
      'penstock detect (--rules DIR… | --pack ot) (--events FILE… | --captures FILE…) [--format F] [--log-source product=P,category=C,service=S] [--placeholders FILE] [--correlations] [--count] [--json]',
    summary:
      'Holds Sigma rules against events: a line of JSON for each match (`ruleId`, `file`, `index` of the event in its file from 0, `time`); or against captures: each rule and pair of hosts once, with techniques, the first packet and how to look at it. Rules that cannot run are told on stderr by file and line',
    options: [
      {
        name: '--pack ot',
        summary: 'Our rules for operational technology, with their correlations; captures may follow it',
      },
      {
        name: '--captures FILE…',
        summary: 'Captures (pcap, pcapng); together they are one, in the order given',
      },
      { name: '--count', summary: 'Of captures: matches by rule, and in a million packets' },
      { name: '--rules DIR…', summary: 'Files and folders of Sigma rules (`.yml`, `.yaml`)' },
      {
        name: '--events FILE…',
        summary:
          'Events of Windows as JSON (lines, a list, one after another, or one) or XML, or other JSON; each says by itself which rules concern it',
      },
      {
        name: '--format F',
        summary: 'Format of the events, as `penstock ingest` names them (`zeek-json`, `syslog`, …)',
      },
      {
        name: '--log-source product=P,category=C,service=S',
        summary: 'Where JSON events are from that do not say it: only rules of that source run on them',
      },
      {
        name: '--placeholders FILE',
        summary: 'Values for the modifier `expand`: JSON such as `{ "Administrators": ["adm*"] }`',
      },
      {
        name: '--correlations',
        summary:
          'Correlation rules of the folders as well: after the others a line for each match, with `since`, `group`, `value` and the event that completed it',
      },
      {
        name: '--json',
        summary: 'Of captures: a line of JSON for each rule and pair of hosts; of events matches are JSON anyway',
      },
    ],
    examples: [
      'npx penstock detect --pack ot mirror.pcapng',
      'npx penstock detect --rules rules/ --events security.json',
    ],
    run: async (args) => (await import('@penstock/cli/detect')).detect(args),
  },
  {
    name: 'ingest',
    usage: 'penstock ingest FILE… --format FORMAT --domain it|ot (--to URL [--token-file FILE] | --dry-run)',
    summary:
      'Sends the records of files with the token of a source, each once however often it is called; or shows what they become: OCSF 1.8.0 as NDJSON on stdout, and on stderr how many are unknown, by code, with the first places',
    options: [
      {
        name: '--format FORMAT',
        summary: 'Whose events they are, such as `suricata-eve`; an unknown name tells those that there are',
      },
      {
        name: '--domain it|ot',
        summary: 'The domain of the source, as its credential would say; no line of a file decides it',
      },
      { name: '--to URL', summary: 'The address of the server, such as `https://penstock.example.org`' },
      {
        name: '--token-file FILE',
        summary: 'A file that holds the token of the source, as *Sources* showed it; `PENSTOCK_TOKEN` unless given',
      },
      { name: '--dry-run', summary: 'Nothing is sent' },
    ],
    examples: ['npx penstock ingest eve.json --format suricata-eve --domain ot --dry-run'],
    run: async (args) => (await import('@penstock/cli/ingest')).ingest(args),
  },
  {
    name: 'correlate',
    usage:
      'penstock correlate [SIGNALS…] [--rules DIR… --events FILE… --domain it|dmz|ot [--format F]] [--capture FILE]… [--plant PLANT] [--site SITE] [--without KIND]… [--key-file FILE] [--model integrated|federated|hybrid --as it|ot|central [--opened]] [--json]',
    summary:
      'Finds attack chains over IT and OT in files of signals and in captures: suspicion or critical, each stage with what shows it and what joins it',
    options: [
      { name: '--rules DIR', summary: 'Sigma rules; a match is a signal; may be given more than once' },
      { name: '--events FILE', summary: 'Events to hold against them; may be given more than once' },
      { name: '--domain it|dmz|ot', summary: 'Of the events, as their credential would say; no line decides it' },
      { name: '--format F', summary: 'Whose events they are, such as `sshd`; Windows and JSON are recognised' },
      {
        name: '--capture FILE',
        summary: 'Traffic, from which the sensor takes its signals; may be given more than once',
      },
      {
        name: '--plant PLANT',
        summary: 'A plant file, by which an address in a capture and the name of its asset are the same',
      },
      { name: '--site SITE', summary: 'The site of the captures; `default` unless given' },
      {
        name: '--without KIND',
        summary: 'What if the rule that feeds this kind were off; may be given more than once',
      },
      { name: '--key-file FILE', summary: 'Works on pseudonyms under this key alone, as the hub does' },
      {
        name: '--model MODEL',
        summary: 'Shows what a team sees under the integrated, federated or hybrid operating model',
      },
      { name: '--as it|ot|central', summary: 'Which team' },
      {
        name: '--opened',
        summary: 'With `--model`: the handoff was accepted, or the central team opened the incident',
      },
      JSON_OPTION,
    ],
    examples: ['npx penstock correlate signals.ndjson --capture ot.pcap --plant plant.json --model federated --as ot'],
    run: async (args) => (await import('@penstock/cli/correlate')).correlate(args),
  },
  {
    name: 'edr start',
    usage: 'penstock edr start --hosts FILE… --ot SUBNET[=NAME]… --out DIR [--model MODEL]',
    summary:
      "From an endpoint product's list of hosts alone: hosts tagged by where they stand to OT, the group in which it only detects, and the first playbook. Without --ot it lists the networks to choose from",
    options: [
      {
        name: '--hosts FILE',
        summary:
          'The list of hosts that the product exports (CrowdStrike, SentinelOne, Defender for Endpoint; CSV or JSON); may be given more than once',
      },
      { name: '--ot SUBNET[=NAME]', summary: 'A network that is OT, with a name; may be given more than once' },
      { name: '--out DIR', summary: 'Where hosts.csv, protected-group.txt and playbook.json are written' },
      { name: '--model MODEL', summary: 'Of the playbook: integrated, federated (unless given) or hybrid' },
    ],
    examples: ['npx penstock edr start --hosts hosts.csv --ot 10.20.0.0/16 --out edr'],
    run: async (args) => (await import('@penstock/cli/edr')).edrStart(args),
  },
  {
    name: 'edr scope',
    usage: 'penstock edr scope PLANT --hosts FILE… [--json]',
    summary:
      'Tells which hosts of an endpoint product the plant depends on, with the records that say so, the group in which it only detects, and what has no agent',
    options: [
      {
        name: '--hosts FILE',
        summary:
          'The list of hosts that the product exports (CrowdStrike, SentinelOne, Defender for Endpoint; CSV or JSON); may be given more than once',
      },
      JSON_OPTION,
    ],
    examples: ['npx penstock edr scope plant.json --hosts hosts.csv'],
    run: async (args) => (await import('@penstock/cli/edr')).edrScope(args),
  },
  {
    name: 'zones judge',
    usage: 'penstock zones judge PLANT --capture FILE… [--json]',
    summary: 'Judges every conversation of captures by the zones and conduits of a plant file',
    options: [{ name: '--capture FILE', summary: 'A capture; may be given more than once' }, JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/zones')).zonesJudge(args),
  },
  {
    name: 'zones check',
    usage: 'penstock zones check PLANT [--conduit ID] [--capture FILE]… [--json]',
    summary:
      'Runs every check of zones and conduits on a plant file: facts, the way, the place in the file; what the owner is to be asked',
    options: [
      { name: '--conduit ID', summary: 'Why this conduit is red, and nothing else' },
      { name: '--capture FILE', summary: 'Observed traffic to check as well; may be given more than once' },
      JSON_OPTION,
    ],
    examples: ['npx penstock zones check plant.json --conduit C-07'],
    run: async (args) => (await import('@penstock/cli/segmentation')).zonesCheck(args),
  },
  {
    name: 'zones propose',
    usage: 'penstock zones propose PLANT [--capture FILE]… [--anew] [--json]',
    summary:
      'Proposes zones and conduits from roles, levels, networks and what was seen: what each would allow of it, what it leaves out and why',
    options: [
      {
        name: '--capture FILE',
        summary: 'What was seen, else the flows that the plant file knows; may be given more than once',
      },
      { name: '--anew', summary: 'As if the plant file had no zones and conduits yet' },
      JSON_OPTION,
    ],
    examples: ['npx penstock zones propose plant.json --capture capture.pcap --anew'],
    run: async (args) => (await import('@penstock/cli/segmentation')).zonesPropose(args),
  },
  {
    name: 'zones rings',
    usage: 'penstock zones rings PLANT [--capture FILE]… [--json]',
    summary:
      'Boundaries between corporate network, DMZ, OT supervisory and OT control of a plant file: enforcing, drawn only, or broken by which flow',
    options: [
      { name: '--capture FILE', summary: 'Observed traffic to hold against them; may be given more than once' },
      JSON_OPTION,
    ],
    run: async (args) => (await import('@penstock/cli/segmentation')).zonesRings(args),
  },
  {
    name: 'zones rules',
    usage:
      'penstock zones rules FILE [--dialect DIALECT] [--plant PLANT [--device ASSET] [--capture FILE]…] [--neutral] [--json]',
    summary:
      'Reads what a firewall was told: what is wrong with its rules, and what of them no conduit of a plant allows',
    options: [
      {
        name: '--dialect DIALECT',
        summary:
          '`cisco-asa` (also FTD), `fortinet`, `palo-alto`, `iptables`, `nftables` or `pfsense`; found out unless given',
      },
      { name: '--plant PLANT', summary: 'A plant file whose conduits the rules are held against' },
      {
        name: '--device ASSET',
        summary: 'The asset that holds the rules; the one that the configuration names unless given',
      },
      { name: '--capture FILE', summary: 'Traffic to hold against the rules; may be given more than once' },
      { name: '--neutral', summary: 'Writes the rules in the neutral form, JSON, which this command reads as well' },
      JSON_OPTION,
    ],
    examples: ['npx penstock zones rules firewall.conf --plant plant.json --device OPS-FW1'],
    run: async (args) => (await import('@penstock/cli/segmentation')).zonesRules(args),
  },
  {
    name: 'zones ruleset',
    usage: 'penstock zones ruleset PLANT --format nftables|cisco-asa|neutral [--device ASSET]',
    summary:
      'Writes the rules that the documented conduits of a plant file ask for, as a proposal; what no rule can say on stderr',
    options: [
      { name: '--format FORMAT', summary: '`nftables`, `cisco-asa`, or `neutral` for JSON' },
      { name: '--device ASSET', summary: 'Only conduits that this asset enforces; all unless given' },
    ],
    examples: ['npx penstock zones ruleset plant.json --format nftables --device OPS-FW1'],
    run: async (args) => (await import('@penstock/cli/segmentation')).zonesRuleset(args),
  },
  {
    name: 'risk paths',
    usage: 'penstock risk paths PLANT [--goal ID] [--matches FILE] [--without FACT]… [--json]',
    summary: 'Attack paths of a plant file with the evidence of each hop, choke points, and what cuts them',
    options: [
      { name: '--goal ID', summary: 'An asset, a function, a LOPA sheet or a safety function; all unless given' },
      { name: '--matches FILE', summary: 'Advisories by asset, as `vulnerabilities match --json` gives them' },
      {
        name: '--without FACT',
        summary: 'What if: leaves a fact out, such as `key-switch:SIS-MP1`; may be given more than once',
      },
      JSON_OPTION,
    ],
    examples: ['npx penstock risk paths plant.json --goal SIS-MP1'],
    run: async (args) => (await import('@penstock/cli/risk')).riskPaths(args),
  },
  {
    name: 'risk threats',
    usage: 'penstock risk threats PLANT [--json]',
    summary: 'What the protocols of each conduit let a stranger do, with techniques and secure forms',
    options: [JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/risk')).riskThreats(args),
  },
  {
    name: 'model advise',
    usage: 'penstock model advise ANSWERS [--json]',
    summary:
      'Which SOC model fits an organisation: scores, hard rules, ties and what ends them, a staged start, and what would change the answer. ANSWERS holds a level of 0 to 4 for each factor',
    options: [JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/operating-model')).modelAdvise(args),
  },
  {
    name: 'model diff',
    usage: 'penstock model diff FROM TO [--json]',
    summary:
      'Access gained and lost from one SOC model to another, per role and class of object; or per person, of two files of policies',
    options: [JSON_OPTION],
    examples: ['npx penstock model diff integrated federated'],
    run: async (args) => (await import('@penstock/cli/operating-model')).modelDiff(args),
  },
  {
    name: 'model rehearse',
    usage: 'penstock model rehearse (COVERAGE [--as it|ot] | --to URL [--token-file FILE]) [--site SITE] [--json]',
    summary:
      'Replays the 16 attack scenarios on the coverage that a file tells, or on that of a running hub: what would be seen, by whom and after how long under each SOC model, and what would tell the rest. COVERAGE holds `sites`, `sources` (each with `name`, `domain`, `site` and `format` or `logSources`), `sensors` and `people` (each with `roles` and `sites`)',
    options: [
      { name: '--site SITE', summary: 'Where the attack reaches OT; the first of the file unless given' },
      { name: '--as it|ot', summary: 'Only what people of one domain may know: the least and the most that follow' },
      { name: '--to URL', summary: 'The address of the server, in place of a file; `--site` is needed then' },
      { name: '--token-file FILE', summary: 'A file that holds your token; `PENSTOCK_TOKEN` unless given' },
      JSON_OPTION,
    ],
    examples: ['npx penstock model rehearse coverage.json'],
    run: async (args) => (await import('@penstock/cli/rehearsal')).modelRehearse(args),
  },
  {
    name: 'model segregation',
    usage: 'penstock model segregation PLANT [--json]',
    summary:
      'Persons with live accounts in both domains, and OT monitoring tools whose manager, store or updater is shared with IT or reached from it, as the plant file declares them',
    options: [JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/operating-model')).modelSegregation(args),
  },
  {
    name: 'vendors check',
    usage: 'penstock vendors check PLANT [--vendor ID] [--capture FILE]… [--at INSTANT] [--json]',
    summary:
      'Holds the register of remote access against observed sessions: new source, tool or target, outside hours, after the end; and its weaknesses with what shows them',
    options: [
      { name: '--vendor ID', summary: 'One vendor or partner; all unless given' },
      { name: '--capture FILE', summary: 'Observed traffic to hold it against; may be given more than once' },
      { name: '--at INSTANT', summary: 'When it is asked; when the plant file is true unless given' },
      JSON_OPTION,
    ],
    examples: ['npx penstock vendors check plant.json --capture office.pcap'],
    run: async (args) => (await import('@penstock/cli/vendors')).vendorsCheck(args),
  },
  {
    name: 'vendors radius',
    usage: 'penstock vendors radius PLANT --vendor ID [--capture FILE]… [--at INSTANT] [--hours H] [--json]',
    summary:
      'What a compromised vendor or partner touches in both domains, and in which order to cut it off, with the loss of each cut and what has to be awaited',
    options: [
      {
        name: '--vendor ID',
        summary: 'A vendor of the plant file, or a partner: a system outside that a recorded access begins at',
      },
      { name: '--capture FILE', summary: 'Observed traffic, for sessions that run; may be given more than once' },
      { name: '--at INSTANT', summary: 'When one would cut; when the plant file is true unless given' },
      { name: '--hours H', summary: 'How long a cut lasts for its losses; 24 unless given' },
      JSON_OPTION,
    ],
    examples: ['npx penstock vendors radius plant.json --vendor V-BLR'],
    run: async (args) => (await import('@penstock/cli/vendors')).vendorsRadius(args),
  },
  {
    name: 'vulnerabilities match',
    usage:
      'penstock vulnerabilities match --assets FILE --advisories DIR [--sbom DIR] [--kev FILE] [--epss FILE] [--json]',
    summary:
      'Matches CSAF advisories to assets: affected, to check or not affected, with the facts that say so, and when and how to act',
    options: [
      {
        name: '--assets FILE',
        summary: 'JSON: `{ "assets": [{ "id", "vendor", "product", "version", "modelNumber", … }] }`',
      },
      { name: '--advisories DIR', summary: 'Folder of CSAF 2.0 and 2.1 documents' },
      {
        name: '--sbom DIR',
        summary:
          'CycloneDX bills of materials, a file or a folder: the parts of each product are held against the advisories',
      },
      { name: '--kev FILE', summary: 'Catalogue of known exploited vulnerabilities, JSON as CISA publishes it' },
      { name: '--epss FILE', summary: 'EPSS scores, CSV as FIRST publishes it' },
      JSON_OPTION,
    ],
    run: async (args) => (await import('@penstock/cli/vulnerabilities')).vulnerabilitiesMatch(args),
  },
  {
    name: 'audit verify',
    usage: 'penstock audit verify --data DIR [--json]',
    summary: 'Checks the audit chains of a stopped data folder against each other, entry by entry',
    options: [{ name: '--data DIR', summary: 'The folder that the server was started with' }, JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/audit')).auditVerify(args),
  },
  {
    name: 'doctor',
    usage: 'penstock doctor ([--data DIR] [--config FILE] [--port N] | --state DIR) [--json]',
    summary:
      'What is wrong with a data folder, or with the folder of a sensor, and its surroundings, what it means for the data, and how to mend it',
    options: [
      { name: '--data DIR', summary: 'The folder that the server was started with; `data` unless given' },
      { name: '--config FILE', summary: 'As for `up`' },
      { name: '--port N', summary: 'The port on which the server is to start; 8420 unless given, 0 asks for none' },
      { name: '--state DIR', summary: 'The folder of an enrolled sensor instead' },
      JSON_OPTION,
    ],
    run: async (args) => (await import('@penstock/cli/doctor')).doctor(args),
  },
  {
    name: 'backup key',
    usage: 'penstock backup key --out FILE',
    summary: 'Makes a pair of keys for backups: the private one into a file, the public one on stdout',
    options: [{ name: '--out FILE', summary: 'Where the private key goes; keep it away from the server' }],
    run: async (args) => (await import('@penstock/cli/backup')).backupKey(args),
  },
  {
    name: 'backup verify',
    usage: 'penstock backup verify FILE (--identity FILE… | --passphrase-file FILE) [--json]',
    summary: 'Restores a backup into a temporary folder, checks rows and audit chains, and removes it again',
    options: [...OPENING_OPTIONS, JSON_OPTION],
    run: async (args) => (await import('@penstock/cli/backup')).backupVerify(args),
  },
  {
    name: 'backup',
    usage:
      'penstock backup [--data DIR] [--config FILE] --out FILE (--recipient [SECTION=]KEY… | --passphrase-file FILE) [--json]',
    summary: 'Writes the stores, telemetry, captures and keys of a data folder into one encrypted file',
    options: [
      { name: '--data DIR', summary: 'The folder that the server was started with' },
      { name: '--config FILE', summary: 'As for `up`' },
      { name: '--out FILE', summary: 'The backup; it must not exist' },
      {
        name: '--recipient [SECTION=]KEY',
        summary: 'Public key that opens it, or one section of it: core, it or ot; may be given more than once',
      },
      { name: '--passphrase-file FILE', summary: 'A file that holds a passphrase' },
      JSON_OPTION,
    ],
    run: async (args) => (await import('@penstock/cli/backup')).backup(args),
  },
  {
    name: 'restore',
    usage:
      'penstock restore FILE --data NEWDIR (--identity FILE… | --passphrase-file FILE) [--config FILE --admin-url-file FILE] [--json]',
    summary: 'Puts a backup into a new folder, checked before anything stands there, and brought up to date',
    options: [
      { name: '--data NEWDIR', summary: 'Absent or empty' },
      ...OPENING_OPTIONS,
      { name: '--config FILE', summary: 'With `stores`: into PostgreSQL databases that do not exist yet' },
      { name: '--admin-url-file FILE', summary: 'A file that holds the URL of a login that may create them' },
      JSON_OPTION,
    ],
    run: async (args) => (await import('@penstock/cli/backup')).restore(args),
  },
]

/** The command that these words begin with, and the words that are left for it. */
export function findCommand(
  words: readonly string[],
): { readonly command: Command; readonly args: readonly string[] } | null {
  for (const command of COMMANDS) {
    const parts = command.name.split(' ')
    if (parts.every((part, at) => words[at] === part)) return { command, args: words.slice(parts.length) }
  }
  return null
}

export function helpText(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  return [
    'usage: penstock COMMAND …',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
  ].join('\n')
}
