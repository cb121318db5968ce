-- Roles of a cell's store. Each cell has a store of its own, so the domain is the store; these roles part what people read from
-- what the cell itself writes.
do $$
declare
  name text;
begin
  foreach name in array array['penstock_nobody', 'monitoring_service', 'monitoring_read', 'monitoring_sensor'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin noinherit', name);
    end if;
  end loop;
end
$$;
create schema if not exists monitoring;
grant usage on schema monitoring to monitoring_service, monitoring_read, monitoring_sensor;
create function monitoring.site_is_granted(site text) returns boolean language sql stable as $$
  select coalesce(current_setting('app.sites', true), '') = '*'
      or site = any (string_to_array(coalesce(current_setting('app.sites', true), ''), ','))
$$;
revoke execute on function pg_catalog.set_config(text, text, boolean) from public;
