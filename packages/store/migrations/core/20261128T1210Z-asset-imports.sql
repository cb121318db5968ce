-- Files that people brought into the register. Their decisions have the import's id as their batch, so that the whole can be taken back.
-- room: assets
create table core.asset_import (
  id uuid primary key,
  site text not null references core.site (site),
  format text not null,
  file_name text not null,
  sha256 bytea not null check (length(sha256) = 32),
  added integer not null,
  changed integer not null,
  unchanged integer not null,
  -- Rows with faults, which were left out with the person's consent.
  bad integer not null,
  imported_by text not null,
  imported_at timestamptz not null,
  taken_back_by text,
  taken_back_at timestamptz,
  check ((taken_back_by is null) = (taken_back_at is null))
);
-- serves: the last imports of a site
create index asset_import_by_site on core.asset_import (site, imported_at);
alter table core.asset_import enable row level security;
alter table core.asset_import force row level security;
create policy service on core.asset_import to core_service using (true) with check (true);
create policy by_site on core.asset_import for select to core_it, core_ot, core_both, core_shared
  using (core.site_is_granted(site));
grant select, insert, update on core.asset_import to core_service;
grant select on core.asset_import to core_it, core_ot, core_both, core_shared;
