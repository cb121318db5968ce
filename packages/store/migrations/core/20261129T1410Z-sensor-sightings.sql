-- Which interfaces each sensor heard, and when last: what it covers by what it did, not by what somebody wrote of it.
-- room: sensors
create table core.sensor_sighting (
  sensor_id uuid not null references core.sensor (id),
  mac text not null,
  -- Empty where the interface spoke without one.
  ip text not null,
  domain text not null,
  site text not null,
  last_at timestamptz not null,
  primary key (sensor_id, mac, ip)
);
alter table core.sensor_sighting enable row level security;
alter table core.sensor_sighting force row level security;
create policy service on core.sensor_sighting to core_service using (true) with check (true);
create policy it_sensors on core.sensor_sighting for select to core_it using (domain = 'it' and core.site_is_granted(site));
create policy ot_sensors on core.sensor_sighting for select to core_ot using (domain = 'ot' and core.site_is_granted(site));
create policy all_sensors on core.sensor_sighting for select to core_both, core_shared using (core.site_is_granted(site));
grant select, insert, update on core.sensor_sighting to core_service;
grant select on core.sensor_sighting to core_it, core_ot, core_both, core_shared;
