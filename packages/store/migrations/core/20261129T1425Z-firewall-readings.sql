-- Each firewall configuration that somebody brought in, with what was understood of it. The text stands in the declared plant, of which
-- every version is kept; here is who brought it, and the count of what nobody could read. Only ever added.
-- room: segmentation
create table core.firewall_reading (
  id uuid primary key,
  site text not null references core.site (site),
  device text not null,
  dialect text not null,
  file_name text not null,
  -- Of the bytes as they came.
  sha256 bytea not null,
  read_on text not null,
  rules integer not null,
  unknown_count integer not null,
  fault_count integer not null,
  -- Passwords, keys and shared secrets that were not kept.
  secrets_taken_out integer not null,
  brought_by text not null,
  at timestamptz not null
);
-- serves: readings of a site, the newest first
create index firewall_reading_newest on core.firewall_reading (site, at desc);
alter table core.firewall_reading enable row level security;
alter table core.firewall_reading force row level security;
create policy service on core.firewall_reading to core_service using (true) with check (true);
create policy by_site on core.firewall_reading for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site));
grant select, insert on core.firewall_reading to core_service;
grant select on core.firewall_reading to core_it, core_ot, core_both, core_shared;
