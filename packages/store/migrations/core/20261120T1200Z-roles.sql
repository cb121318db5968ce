-- Roles of the core store. The domain part of a label is the SQL role of the transaction, never a setting that the role can change.
-- core_service: jobs of the hub itself · core_it, core_ot, core_both: people by monitoring domain · core_shared: people without one.
do $$
declare
  name text;
begin
  foreach name in array array['penstock_nobody', 'core_service', 'core_it', 'core_ot', 'core_both', 'core_shared'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin noinherit', name);
    end if;
  end loop;
end
$$;
create schema if not exists core;
grant usage on schema core to core_service, core_it, core_ot, core_both, core_shared;

-- Sites and clearance are settings, scoped within the role: a role may narrow or widen them, so they never carry the IT/OT boundary.
create function core.site_is_granted(site text) returns boolean language sql stable as $$
  select coalesce(current_setting('app.sites', true), '') = '*'
      or site = any (string_to_array(coalesce(current_setting('app.sites', true), ''), ','))
$$;
create function core.marking_is_granted(marking smallint) returns boolean language sql stable as $$
  select marking <= coalesce(nullif(current_setting('app.clearance', true), ''), '0')::smallint
$$;
revoke execute on function pg_catalog.set_config(text, text, boolean) from public;
