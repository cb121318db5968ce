-- What sensors saw. A batch is stored with the rows it adds to and the facts it gives rise to, in one transaction; (capture, seq)
-- names it, so a batch that comes twice changes nothing.
-- room: observations
create table monitoring.capture (
  id uuid primary key,
  site text not null,
  name text not null,
  -- SHA-256 of the file; null for a live source.
  sha256 bytea,
  bytes bigint,
  sensor text not null,
  created_by text not null,
  created_at timestamptz not null,
  packets bigint not null default 0,
  first_at timestamptz,
  last_at timestamptz,
  is_complete boolean not null default false
);
-- serves: a file that was given before
create unique index capture_by_content on monitoring.capture (site, sha256) where sha256 is not null;
-- room: observations
create table monitoring.observation_batch (
  capture_id uuid not null references monitoring.capture (id),
  seq integer not null,
  recorded_at timestamptz not null,
  packets bigint not null,
  bytes bigint not null,
  malformed bigint not null,
  skipped jsonb not null,
  first_at timestamptz,
  last_at timestamptz,
  -- The whole batch, until telemetry holds it.
  body jsonb,
  primary key (capture_id, seq)
);
-- serves: batches that telemetry does not hold yet
create index observation_batch_pending on monitoring.observation_batch (recorded_at) where body is not null;
-- room: observations
create table monitoring.binding (
  site text not null,
  mac text not null,
  ip text not null,
  vlan integer not null,
  ground text not null,
  protocol text not null,
  packets bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null,
  primary key (site, mac, ip, vlan, ground, protocol)
);
-- room: observations
create table monitoring.claim (
  site text not null,
  mac text not null,
  ip text not null,
  field text not null,
  value text not null,
  protocol text not null,
  method text not null,
  basis text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null,
  primary key (site, mac, ip, field, value, protocol, method)
);
-- room: observations
create table monitoring.conversation (
  id uuid primary key,
  site text not null,
  client_mac text,
  client_ip text,
  server_mac text,
  server_ip text,
  protocol text,
  port_guess text,
  transport text not null,
  server_port integer,
  sides_from text not null,
  is_answered boolean not null,
  vlans integer[] not null,
  packets bigint not null,
  bytes bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  functions jsonb not null,
  proof jsonb not null,
  verdict text,
  conduit text,
  rule text,
  judged jsonb,
  zone_model_version integer
);
-- serves: conversations of a site by last seen
create index conversation_last on monitoring.conversation (site, last_at, id);
-- room: observations
create table monitoring.operation (
  id uuid primary key,
  site text not null,
  capture_id uuid not null references monitoring.capture (id),
  at timestamptz not null,
  protocol text not null,
  kind text not null,
  code text not null,
  name text not null,
  client_mac text,
  client_ip text,
  server_mac text,
  server_ip text,
  target text,
  body jsonb not null,
  result text,
  count integer not null,
  proof jsonb not null
);
-- serves: operations of a site, newest first
create index operation_at on monitoring.operation (site, at, id);
-- room: observations
create table monitoring.anomaly (
  id uuid primary key,
  site text not null,
  capture_id uuid not null references monitoring.capture (id),
  kind text not null,
  count bigint not null,
  detail text not null,
  first_at timestamptz not null,
  proof jsonb not null
);
do $$
declare
  name text;
begin
  foreach name in array array['capture', 'observation_batch', 'binding', 'claim', 'conversation', 'operation', 'anomaly'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('grant select, insert, update on monitoring.%I to monitoring_service', name);
  end loop;
  foreach name in array array['capture', 'conversation', 'operation', 'anomaly'] loop
    execute format('create policy by_site on monitoring.%I for select to monitoring_read using (monitoring.site_is_granted(site))', name);
    execute format('grant select on monitoring.%I to monitoring_read', name);
  end loop;
end
$$;
