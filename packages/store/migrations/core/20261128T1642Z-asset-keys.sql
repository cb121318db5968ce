-- The names by which people call an asset, as keys. Under row-level security a person's filter reaches an index only by operators that are
-- leak-proof: `=` and `^@` are, `like`, `@>` and functions such as lower() are not, so what these would compare is stored.
-- Kept by triggers, so that no writer of the register can forget them; nothing else writes here, hence no foreign key.
-- room: assets
create table core.asset_key (
  kind text not null check (kind in ('name', 'declared', 'reference', 'ip', 'mac')),
  -- Names and register ids in lower case; the rest as it stands in the register.
  key text collate "C" not null,
  asset_id uuid not null,
  site text not null,
  primary key (kind, key, asset_id)
);
-- serves: the keys of an asset that is called otherwise now
create index asset_key_of_asset on core.asset_key (asset_id);
create function core.keys_of(name text, declared_id text, reference text, ips text[], macs text[])
returns table (kind text, key text) language sql immutable parallel safe as $$
  select 'name', lower(name) where name is not null
  union select 'declared', lower(declared_id) where declared_id is not null
  union select 'reference', reference
  union select 'ip', unnest(ips)
  union select 'mac', unnest(macs)
$$;
create function core.keep_asset_keys() returns trigger language plpgsql as $$
begin
  insert into core.asset_key (kind, key, asset_id, site)
  select called.kind, called.key, n.id, n.site
  from new_rows n, lateral core.keys_of(n.name, n.declared_id, n.reference, n.ips, n.macs) called
  where n.merged_into is null;
  return null;
end
$$;
-- Most conclusions see an asset again and rename none: only what is called otherwise costs anything.
create function core.rekey_asset() returns trigger language plpgsql as $$
begin
  delete from core.asset_key where asset_id = new.id;
  insert into core.asset_key (kind, key, asset_id, site)
  select called.kind, called.key, new.id, new.site
  from core.keys_of(new.name, new.declared_id, new.reference, new.ips, new.macs) called
  where new.merged_into is null;
  return null;
end
$$;
-- The owner reads the old rows; forced policies would hide those from it.
alter table core.asset no force row level security;
insert into core.asset_key (kind, key, asset_id, site)
select called.kind, called.key, n.id, n.site
from core.asset n, lateral core.keys_of(n.name, n.declared_id, n.reference, n.ips, n.macs) called
where n.merged_into is null;
alter table core.asset force row level security;
create trigger keyed_when_new after insert on core.asset
  referencing new table as new_rows for each statement execute function core.keep_asset_keys();
create trigger keyed_when_changed after update on core.asset for each row
  when ((old.site, old.name, old.declared_id, old.reference, old.ips, old.macs, old.merged_into is null)
    is distinct from (new.site, new.name, new.declared_id, new.reference, new.ips, new.macs, new.merged_into is null))
  execute function core.rekey_asset();
alter table core.asset_key enable row level security;
alter table core.asset_key force row level security;
create policy service on core.asset_key to core_service using (true) with check (true);
create policy by_site on core.asset_key for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site));
grant select, insert, delete on core.asset_key to core_service;
grant select on core.asset_key to core_it, core_ot, core_both, core_shared;
-- What the keys do now.
drop index core.asset_by_lower_name;
drop index core.asset_by_lower_declared;
drop index core.asset_by_ip;
drop index core.asset_by_mac;
