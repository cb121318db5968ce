// Tables of a telemetry file. Instants are whole microseconds since 1970; an absent address is null.
import type { DuckDBConnection } from '@duckdb/node-api'
import { TelemetryError } from './errors.ts'

const VERSION = 1

const TABLES = `
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
  insert into schema_version values (${VERSION});
`

/** Makes the tables of a new file; throws `telemetry.newer` for a file of a later program. */
export async function prepareTables(connection: DuckDBConnection, place: string): Promise<void> {
  const found = await connection.runAndReadAll(
    `select count(*) from duckdb_tables() where table_name = 'schema_version'`,
  )
  if (Number(found.getRowsJS()[0]?.[0]) === 0) {
    await connection.run(`begin; ${TABLES} commit`)
    return
  }
  const version = Number((await connection.runAndReadAll('select version from schema_version')).getRowsJS()[0]?.[0])
  if (version > VERSION)
    throw new TelemetryError(
      'telemetry.newer',
      `${place} was written by a newer penstock (version ${version}, this one knows ${VERSION}); start the newer one, or restore a backup from before the upgrade`,
    )
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
