-- The same answer as before, told so that the planner neither takes it for one row in two hundred (and then sorts a million rows to
-- show two hundred) nor asks for the setting twice.
create or replace function monitoring.site_is_granted(site text) returns boolean language sql stable as $$
  select case when coalesce(current_setting('app.sites', true), '') = '*' then true
    else site = any (string_to_array(coalesce(current_setting('app.sites', true), ''), ',')) end
$$;
