-- Features that went up, by their keyed id: what is seen again is not told again, and people of the domain see what stands behind a pseudonym.
-- What no window reaches any more is cut away.
-- room: correlation
create table monitoring.feature_told (
  id text primary key,
  site text not null,
  at timestamptz not null,
  -- The signal in the cell's own words; null of a tie.
  body jsonb
);
-- serves: what is cut away
create index feature_told_at on monitoring.feature_told (at);
alter table monitoring.feature_told enable row level security;
alter table monitoring.feature_told force row level security;
create policy service on monitoring.feature_told to monitoring_service using (true) with check (true);
grant select, insert, delete on monitoring.feature_told to monitoring_service;
create policy by_site on monitoring.feature_told for select to monitoring_read using (monitoring.site_is_granted(site));
grant select on monitoring.feature_told to monitoring_read;
