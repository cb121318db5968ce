-- What stands behind detections of behaviour, so that what goes on is raised once, and what was taken back is told; and how each live
-- sensor stands by the clock of the cell.
-- room: behaviour
create table monitoring.behaviour_reason (
  -- Made from site, kind of row and row.
  id uuid primary key,
  site text not null,
  rule text not null,
  level text not null check (level in ('informational', 'low', 'medium', 'high', 'critical')),
  -- Of the detection.
  subject_key text not null,
  raised_at timestamptz not null,
  -- When it was told last, to the hour: what comes back after a day is raised again.
  told_at timestamptz not null,
  -- When it held no longer; null while it does.
  ended_at timestamptz
);
-- serves: those that ended long enough ago to be forgotten
create index behaviour_reason_ended on monitoring.behaviour_reason (ended_at) where ended_at is not null;
-- room: behaviour
create table monitoring.behaviour_sensor (
  -- Id of its token.
  sensor text primary key,
  site text not null,
  name text not null,
  every_ms integer not null,
  heard_at timestamptz not null,
  -- When it last brought packets.
  traffic_at timestamptz
);
do $$
declare
  name text;
begin
  foreach name in array array['behaviour_reason', 'behaviour_sensor'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on monitoring.%I to monitoring_service', name);
  end loop;
end
$$;
