-- How each finding of shadow infrastructure was judged, from when on: the list as of any instant.
-- room: shadow
create table core.shadow_version (
  finding_id uuid not null references core.shadow_finding (id),
  site text not null,
  -- When the hub learned it.
  at timestamptz not null,
  name text not null,
  zone text,
  score double precision not null,
  severity smallint check (severity between 1 and 4),
  is_beside_control boolean not null,
  -- By when it was last seen, as far as this version told.
  last_at timestamptz not null,
  primary key (finding_id, at)
);
-- What stood before counts from its opening, as it stands.
insert into core.shadow_version
select id, site, opened_at, name, zone, score, severity, is_beside_control, last_at from core.shadow_finding;
alter table core.shadow_version enable row level security;
alter table core.shadow_version force row level security;
create policy service on core.shadow_version to core_service using (true) with check (true);
create policy by_site on core.shadow_version for select to core_it, core_ot, core_both, core_shared
  using (core.site_is_granted(site));
grant select, insert on core.shadow_version to core_service;
grant select on core.shadow_version to core_it, core_ot, core_both, core_shared;
