-- How much each entry of the declared plant matters, as derived from the last import and what people found out, and which studies name it. Derived anew
-- with every import and finding, and read by the lists; what it stands on is computed again when somebody asks.
-- room: process
create table core.asset_criticality (
  site text not null references core.site (site),
  -- Id in the plant file.
  declared_id text not null,
  -- 1 to 5 by the plant's own scale; null where nothing that stops without it states a consequence.
  level smallint check (level between 1 and 5),
  standing text check (standing in ('alone', 'guard', 'shared')),
  -- Hours from its loss to that consequence.
  after_h double precision,
  -- Functions that stop without it.
  stops integer not null,
  -- Order over all sites: the level first, then the place at its site. The lower matters more.
  place integer not null,
  studies text[] not null,
  -- What it was derived from: the import, and what people found out about the plant.
  basis uuid not null,
  primary key (site, declared_id),
  check ((level is null) = (standing is null))
);
alter table core.asset_criticality enable row level security;
alter table core.asset_criticality force row level security;
create policy service on core.asset_criticality to core_service using (true) with check (true);
create policy by_site on core.asset_criticality for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site));
grant select, insert, update, delete on core.asset_criticality to core_service;
grant select on core.asset_criticality to core_it, core_ot, core_both, core_shared;
