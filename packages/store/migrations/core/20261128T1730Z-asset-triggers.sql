-- The keys and lines of the register as before, at the cost of what changed: most conclusions see an asset again and rename none.
create or replace function core.keep_asset_keys() returns trigger language plpgsql as $$
begin
  insert into core.asset_key (kind, key, asset_id, site)
  select called.kind, called.key, n.id, n.site
  from new_rows n, lateral core.keys_of(n.name, n.declared_id, n.reference, n.ips, n.macs) called
  where n.merged_into is null;
  return null;
end
$$;
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
drop trigger keyed_when_changed on core.asset;
create trigger keyed_when_changed after update on core.asset for each row
  when ((old.site, old.name, old.declared_id, old.reference, old.ips, old.macs, old.merged_into is null)
    is distinct from (new.site, new.name, new.declared_id, new.reference, new.ips, new.macs, new.merged_into is null))
  execute function core.rekey_asset();
create or replace function core.keep_asset_lines() returns trigger language plpgsql as $$
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
