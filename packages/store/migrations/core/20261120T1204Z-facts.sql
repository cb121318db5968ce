-- What the cells sent up, exactly as sent, and how far each feed has been read. Labelled: source domains, site, marking.
-- room: facts
create table core.fact (
  id bytea primary key,
  cell text not null check (cell in ('it', 'ot')),
  seq bigint not null,
  kind text not null,
  site text not null,
  domains text[] not null,
  marking smallint not null default 0,
  observed_at timestamptz not null,
  recorded_at timestamptz not null,
  body jsonb not null,
  unique (cell, seq)
);
-- room: facts
create table core.fact_cursor (
  cell text primary key check (cell in ('it', 'ot')),
  after_seq bigint not null,
  heard_at timestamptz,
  -- Version of each snapshot that the cell says it holds.
  holds jsonb not null default '{}'
);
-- What changed in the hub, for live pages; old rows are cut away.
-- room: facts
create table core.change_event (
  seq bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null,
  site text not null,
  object text not null
);
alter table core.fact enable row level security;
alter table core.fact force row level security;
create policy service on core.fact to core_service using (true) with check (true);
create policy it_label on core.fact for select to core_it
  using (domains <@ array['it', 'dmz'] and core.site_is_granted(site) and core.marking_is_granted(marking));
create policy ot_label on core.fact for select to core_ot
  using (domains <@ array['ot', 'dmz'] and core.site_is_granted(site) and core.marking_is_granted(marking));
create policy both_label on core.fact for select to core_both
  using (core.site_is_granted(site) and core.marking_is_granted(marking));
grant select, insert on core.fact to core_service;
grant select on core.fact to core_it, core_ot, core_both;
alter table core.fact_cursor enable row level security;
alter table core.fact_cursor force row level security;
create policy service on core.fact_cursor to core_service using (true) with check (true);
grant select, insert, update on core.fact_cursor to core_service;
alter table core.change_event enable row level security;
alter table core.change_event force row level security;
create policy service on core.change_event to core_service using (true) with check (true);
create policy by_site on core.change_event for select to core_it, core_ot, core_both, core_shared
  using (core.site_is_granted(site));
grant select, insert, delete on core.change_event to core_service;
grant select on core.change_event to core_it, core_ot, core_both, core_shared;
