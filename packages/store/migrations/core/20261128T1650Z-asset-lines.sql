-- What lists of assets show, filter and sort by, without the documents of the assets: reading through a hundred thousand of those takes
-- most of a second. One row for each asset that is listed. Kept by triggers, so that no writer of the register can forget it; nothing
-- else writes here, hence no foreign key.
-- room: assets
create table core.asset_line (
  id uuid primary key,
  site text not null,
  status text not null,
  name text,
  vendor text,
  model text,
  role text,
  zone text,
  function text,
  owner text,
  team text,
  owner_confirmed_at timestamptz,
  care jsonb not null,
  first_at timestamptz,
  last_at timestamptz,
  -- For filters, in lower case: the vendor, and all that a text filter looks into, each value parted from the next by U+001F.
  vendor_key text,
  words text not null
);
-- serves: the assets of a zone, and how many there are in each zone of a site
create index asset_line_zone on core.asset_line (site, zone);
create function core.words_of(name text, declared_id text, reference text, vendor text, model text, ips text[], macs text[])
returns text language sql stable parallel safe as $$
  select lower(array_to_string(
    array[name, declared_id, reference, vendor, model, array_to_string(ips, ' '), array_to_string(macs, ' ')], chr(31)))
$$;
create function core.keep_asset_lines() returns trigger language plpgsql as $$
declare
  gone uuid[];
begin
  select array_agg(id) into gone from new_rows where merged_into is not null or withdrawn_at is not null;
  if gone is not null then
    delete from core.asset_line where id = any (gone);
  end if;
  insert into core.asset_line as kept
    (id, site, status, name, vendor, model, role, zone, function, owner, team, owner_confirmed_at, care, first_at, last_at, vendor_key, words)
  select n.id, n.site, n.status, n.name, n.vendor, n.model, n.role, n.zone, n.function, n.owner, n.team, n.owner_confirmed_at, n.care,
    n.first_at, n.last_at, lower(n.vendor), core.words_of(n.name, n.declared_id, n.reference, n.vendor, n.model, n.ips, n.macs)
  from new_rows n where n.merged_into is null and n.withdrawn_at is null
  on conflict (id) do update set site = excluded.site, status = excluded.status, name = excluded.name, vendor = excluded.vendor,
    model = excluded.model, role = excluded.role, zone = excluded.zone, function = excluded.function, owner = excluded.owner,
    team = excluded.team, owner_confirmed_at = excluded.owner_confirmed_at, care = excluded.care, first_at = excluded.first_at,
    last_at = excluded.last_at, vendor_key = excluded.vendor_key, words = excluded.words
  where kept.* is distinct from excluded.*;
  return null;
end
$$;
-- The owner reads the old rows; forced policies would hide those from it.
alter table core.asset no force row level security;
insert into core.asset_line
select n.id, n.site, n.status, n.name, n.vendor, n.model, n.role, n.zone, n.function, n.owner, n.team, n.owner_confirmed_at, n.care,
  n.first_at, n.last_at, lower(n.vendor), core.words_of(n.name, n.declared_id, n.reference, n.vendor, n.model, n.ips, n.macs)
from core.asset n where n.merged_into is null and n.withdrawn_at is null;
alter table core.asset force row level security;
create trigger listed_when_new after insert on core.asset
  referencing new table as new_rows for each statement execute function core.keep_asset_lines();
create trigger listed_when_changed after update on core.asset
  referencing new table as new_rows for each statement execute function core.keep_asset_lines();
alter table core.asset_line enable row level security;
alter table core.asset_line force row level security;
create policy service on core.asset_line to core_service using (true) with check (true);
create policy by_site on core.asset_line for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site));
grant select, insert, update, delete on core.asset_line to core_service;
grant select on core.asset_line to core_it, core_ot, core_both, core_shared;
