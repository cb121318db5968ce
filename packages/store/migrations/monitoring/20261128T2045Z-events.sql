-- What devices say and undergo beyond identity and operations. `device` is the address of the device that a row is about, `client` that of
-- who acted on it: the IP, or the MAC where there is none. Each device keeps the newest rows of a list up to a cap; those that went are counted.
-- room: observations
create table monitoring.value_seen (
  id uuid primary key,
  site text not null,
  device text not null,
  device_mac text,
  device_ip text,
  protocol text not null,
  point text not null,
  -- The point with its numbers filled up, so that texts sort as people count.
  point_order text collate "C" not null,
  count bigint not null,
  changes bigint not null,
  min double precision not null,
  max double precision not null,
  first double precision not null,
  last double precision not null,
  quality text[] not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null
);
-- serves: points of a device in their order
create index value_seen_point on monitoring.value_seen (device, point_order, id);
-- serves: points of a device that go when there are too many
create index value_seen_oldest on monitoring.value_seen (site, device, last_at, id);
-- room: observations
create table monitoring.state_seen (
  id uuid primary key,
  site text not null,
  device text not null,
  device_mac text,
  device_ip text,
  part text,
  field text not null,
  value text not null,
  protocol text not null,
  method text not null,
  -- When it said so.
  last_at timestamptz not null,
  proof jsonb not null
);
-- serves: what a device said, in the order of time
create index state_seen_time on monitoring.state_seen (device, last_at, id);
-- serves: states of a device that go when there are too many
create index state_seen_oldest on monitoring.state_seen (site, device, last_at, id);
-- room: observations
create table monitoring.transfer_seen (
  id uuid primary key,
  site text not null,
  device text not null,
  device_mac text,
  device_ip text,
  client text not null,
  client_mac text,
  client_ip text,
  kind text not null,
  direction text not null,
  protocol text not null,
  name text,
  bytes bigint not null,
  announced_bytes bigint,
  sha256 text,
  result text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null
);
-- serves: transfers, newest first
create index transfer_seen_latest on monitoring.transfer_seen (last_at desc, id);
-- serves: transfers that an address asked for
create index transfer_seen_client on monitoring.transfer_seen (client);
-- serves: transfers of a device
create index transfer_seen_device on monitoring.transfer_seen (device);
-- serves: transfers of a device that go when there are too many
create index transfer_seen_oldest on monitoring.transfer_seen (site, device, last_at, id);
-- room: observations
create table monitoring.logon_seen (
  id uuid primary key,
  site text not null,
  device text not null,
  device_mac text,
  device_ip text,
  client text not null,
  client_mac text,
  client_ip text,
  protocol text not null,
  method text not null,
  account text,
  result text,
  count bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null
);
-- serves: logons, latest first
create index logon_seen_latest on monitoring.logon_seen (last_at desc, id);
-- serves: logons of an address at others
create index logon_seen_client on monitoring.logon_seen (client);
-- serves: logons at a device
create index logon_seen_device on monitoring.logon_seen (device);
-- serves: logons at a device that go when there are too many
create index logon_seen_oldest on monitoring.logon_seen (site, device, last_at, id);
-- room: observations
create table monitoring.discovery_seen (
  id uuid primary key,
  site text not null,
  -- Who asked.
  device text not null,
  device_mac text,
  device_ip text,
  protocol text not null,
  method text not null,
  count bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null
);
-- serves: questions for who is there, latest first
create index discovery_seen_latest on monitoring.discovery_seen (last_at desc, id);
-- serves: questions of a device
create index discovery_seen_device on monitoring.discovery_seen (device);
-- serves: questions of a device that go when there are too many
create index discovery_seen_oldest on monitoring.discovery_seen (site, device, last_at, id);
-- room: observations
create table monitoring.device_count (
  site text not null,
  device text not null,
  list text not null check (list in ('value_seen', 'state_seen', 'transfer_seen', 'logon_seen', 'discovery_seen')),
  -- Rows that are there, and those that went.
  kept bigint not null,
  gone bigint not null,
  primary key (site, device, list)
);
-- serves: how much of a device went
create index device_count_device on monitoring.device_count (device);
do $$
declare
  name text;
begin
  foreach name in array array['value_seen', 'state_seen', 'transfer_seen', 'logon_seen', 'discovery_seen', 'device_count'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('create policy by_site on monitoring.%I for select to monitoring_read using (monitoring.site_is_granted(site))', name);
    execute format('grant select, insert, update on monitoring.%I to monitoring_service', name);
    execute format('grant select on monitoring.%I to monitoring_read', name);
  end loop;
  foreach name in array array['value_seen', 'state_seen', 'transfer_seen', 'logon_seen', 'discovery_seen'] loop
    execute format('grant delete on monitoring.%I to monitoring_service', name);
  end loop;
end
$$;
