-- Sensors as the hub knows them: codes by which they are enrolled, who is enrolled, what each was heard to watch, and what was sent
-- to a door that was not its own.
-- room: sensors
create table core.sensor (
  -- Also the id of its token.
  id uuid primary key references core.api_token (id),
  name text not null,
  domain text not null check (domain in ('it', 'ot')),
  site text not null,
  kind text not null,
  segments text[] not null,
  enrolled_by text not null,
  enrolled_at timestamptz not null,
  version integer not null default 1
);
-- room: sensors
create table core.sensor_code (
  id uuid primary key,
  -- Keyed hash: a code is short, so the plain hash of one could be tried through.
  code_hash bytea not null unique,
  name text not null,
  domain text not null check (domain in ('it', 'ot')),
  site text not null,
  kind text not null,
  segments text[] not null,
  created_by uuid not null references core.account (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
-- room: sensors
create table core.sensor_state (
  sensor_id uuid primary key references core.sensor (id),
  domain text not null,
  site text not null,
  heard_at timestamptz not null,
  every_ms integer not null,
  -- Up to when it says that it watched, in the cell's time.
  watched_to timestamptz not null,
  -- When its last batch with packets ended.
  traffic_at timestamptz,
  -- When it last said that something was lost.
  loss_at timestamptz,
  -- Its clock less that of the cell, and how far that may be wrong; microseconds.
  clock_skew bigint,
  clock_error bigint,
  -- What its instants are corrected by; moves only when the skew does.
  clock_offset bigint not null
);
-- What a sensor watched, as stretches of at most an hour unless a single report is longer. A gap is where none is.
-- room: sensors
create table core.sensor_watch (
  sensor_id uuid not null references core.sensor (id),
  from_at timestamptz not null,
  domain text not null,
  site text not null,
  to_at timestamptz not null check (to_at >= from_at),
  packets bigint not null,
  -- Count by cause.
  losses jsonb not null,
  primary key (sensor_id, from_at)
);
-- room: sensors
create table core.sensor_misuse (
  id uuid primary key,
  sensor_id uuid not null references core.sensor (id),
  domain text not null,
  site text not null,
  -- The domain whose door was tried.
  asked_domain text not null,
  attempts bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  released_by text,
  released_at timestamptz
);
-- serves: the open row that a further attempt is counted in
create unique index sensor_misuse_open on core.sensor_misuse (sensor_id, asked_domain) where released_at is null;
do $$
declare
  name text;
begin
  foreach name in array array['sensor', 'sensor_code', 'sensor_state', 'sensor_watch', 'sensor_misuse'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert, update on core.%I to core_service', name);
  end loop;
  foreach name in array array['sensor', 'sensor_state', 'sensor_watch', 'sensor_misuse'] loop
    execute format('create policy it_sensors on core.%I for select to core_it using (domain = ''it'' and core.site_is_granted(site))', name);
    execute format('create policy ot_sensors on core.%I for select to core_ot using (domain = ''ot'' and core.site_is_granted(site))', name);
    execute format('create policy all_sensors on core.%I for select to core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
grant delete on core.sensor_code to core_service;
