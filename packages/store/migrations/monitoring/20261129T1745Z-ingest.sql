-- Batches of lines that sources of events sent: each stands here before it is answered, and its lines until telemetry holds them.
-- room: ingest
create table monitoring.event_batch (
  -- Made from source and name, so that a repeat finds it.
  id uuid primary key,
  nr bigint generated always as identity,
  source text not null,
  site text not null,
  format text not null,
  received_at timestamptz not null,
  lines integer not null,
  bytes bigint not null,
  -- Of what came, unpacked.
  sha256 bytea not null,
  -- Packed with gzip; null once telemetry holds it.
  body bytea
);
-- serves: batches that wait, in the order in which they came
create index event_batch_waiting on monitoring.event_batch (source, nr) where body is not null;
-- How each source stands, counted in the transactions that take and read its batches.
-- room: ingest
create table monitoring.event_source (
  source text primary key,
  site text not null,
  format text not null,
  first_at timestamptz not null,
  heard_at timestamptz not null,
  batches bigint not null,
  repeated bigint not null,
  lines bigint not null,
  bytes bigint not null,
  -- Numbers of its batches: the highest, holes, and what is missing still.
  last_seq bigint,
  gaps bigint not null,
  missing bigint not null,
  -- Its clock less that of the cell, where it says when it sends; microseconds.
  clock_skew bigint,
  -- Events by class, unread lines by code, and what was not taken by cause.
  classes jsonb not null,
  unknown jsonb not null,
  refused jsonb not null,
  first_event_at timestamptz,
  last_event_at timestamptz,
  -- Lines that describe those after them, such as the head of a Zeek log: told again to whoever reads on after a restart.
  head text not null,
  -- Up to where the file of a listener was taken in; null for a source that sends.
  place jsonb
);
do $$
declare
  name text;
begin
  foreach name in array array['event_batch', 'event_source'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('grant select, insert, update on monitoring.%I to monitoring_service', name);
  end loop;
end
$$;
