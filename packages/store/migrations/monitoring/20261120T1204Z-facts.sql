-- What goes up to the hub (written in the transaction of what gave rise to it) and what came down from it.
-- room: facts
create table monitoring.fact_outbox (
  seq bigint generated always as identity primary key,
  -- SHA-256 of the content: a replay makes no second.
  id bytea not null unique,
  kind text not null,
  site text not null,
  domains text[] not null,
  marking smallint not null default 0,
  observed_at timestamptz not null,
  body jsonb not null
);
-- room: facts
create table monitoring.snapshot (
  kind text not null,
  version bigint not null,
  body jsonb not null,
  signature text not null,
  received_at timestamptz not null,
  primary key (kind, version)
);
-- room: sensors
create table monitoring.sensor_heartbeat (
  sensor text not null,
  site text not null,
  heard_at timestamptz not null,
  packets bigint not null,
  dropped bigint not null,
  primary key (sensor, site)
);
do $$
declare
  name text;
begin
  foreach name in array array['fact_outbox', 'snapshot', 'sensor_heartbeat'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('grant select, insert on monitoring.%I to monitoring_service', name);
  end loop;
end
$$;
grant update on monitoring.sensor_heartbeat to monitoring_service;
create policy by_site on monitoring.sensor_heartbeat for select to monitoring_read using (monitoring.site_is_granted(site));
grant select on monitoring.sensor_heartbeat to monitoring_read;
