// Tables of a telemetry file. Instants are whole microseconds since 1970; an absent address is null.
import type { DuckDBConnection } from '@duckdb/node-api'
import { TelemetryError } from './errors.ts'

/** What each version adds to the one before; a file of an older one is brought up step by step. */
const STEPS = [
  `
  create table batch (capture varchar not null, seq integer not null, primary key (capture, seq));
  create table flow_interval (
    capture varchar not null, seq integer not null, site varchar not null,
    client_ip varchar, client_mac varchar, server_ip varchar, server_mac varchar,
    protocol varchar, transport varchar not null, server_port integer,
    packets bigint not null, bytes bigint not null, first_at bigint not null, last_at bigint not null
  );
  create table operation (
    capture varchar not null, seq integer not null, site varchar not null, happened_at bigint not null,
    protocol varchar not null, kind varchar not null, code varchar not null, name varchar not null,
    client_ip varchar, client_mac varchar, server_ip varchar, server_mac varchar,
    target varchar, result varchar, count bigint not null, file integer not null, frame bigint not null
  );
  create table anomaly (
    capture varchar not null, seq integer not null, site varchar not null, happened_at bigint not null,
    kind varchar not null, count bigint not null, detail varchar not null, file integer not null, frame bigint not null
  );
  create table schema_version (version integer not null);
  insert into schema_version values (1);
`,
  `
  create table event_batch (source varchar not null, batch varchar not null, primary key (source, batch));
  create table event (
    id varchar not null, source varchar not null, batch varchar not null, line integer not null, nth integer not null,
    site varchar not null, format varchar not null, received_at bigint not null, happened_at bigint not null,
    class_uid integer not null, activity_id integer not null, severity_id integer not null,
    source_ip varchar, source_host varchar, destination_ip varchar, destination_host varchar,
    user_name varchar, device varchar, action varchar,
    ocsf varchar not null, fields varchar not null, log_sources varchar not null,
    raw varchar not null, raw_bytes bigint not null, raw_sha256 varchar not null
  );
  create table unknown_line (
    id varchar not null, source varchar not null, batch varchar not null, line integer not null,
    site varchar not null, format varchar not null, received_at bigint not null,
    code varchar not null, detail varchar not null,
    raw varchar not null, raw_bytes bigint not null, raw_sha256 varchar not null
  );
`,
  // Events of a while ago stand in files beside this one; whoever asks asks the view.
  `
  alter table event rename to hot_event;
  create table cold_file (file varchar primary key, day integer not null, rows bigint not null, bytes bigint not null);
  create view event as select * from hot_event;
`,
] as const
const VERSION = STEPS.length

/** Makes the tables of a new file and those that an older one has not yet; throws `telemetry.newer` for a file of a later program. */
export async function prepareTables(connection: DuckDBConnection, place: string): Promise<void> {
  const version = await versionOf(connection)
  if (version > VERSION)
    throw new TelemetryError(
      'telemetry.newer',
      `${place} was written by a newer penstock (version ${version}, this one knows ${VERSION}); start the newer one, or restore a backup from before the upgrade`,
    )
  if (version === VERSION) return
  const steps = STEPS.slice(version).join('')
  await connection.run(`begin; ${steps} update schema_version set version = ${VERSION}; commit`)
}

/** 0 for a new file. */
async function versionOf(connection: DuckDBConnection): Promise<number> {
  const found = await connection.runAndReadAll(
    `select count(*) from duckdb_tables() where table_name = 'schema_version'`,
  )
  if (Number(found.getRowsJS()[0]?.[0]) === 0) return 0
  return Number((await connection.runAndReadAll('select version from schema_version')).getRowsJS()[0]?.[0])
}

/** Takes away what a query could reach outside its file, and then the right to give it back. */
export const HARDENING = `
  set memory_limit = '512MB';
  set threads = 2;
  set autoinstall_known_extensions = false;
  set autoload_known_extensions = false;
  set allow_community_extensions = false;
  set enable_external_access = false;
  set lock_configuration = true;
`
