-- Security levels by evidence: requirements of IEC 62443-3-3 as somebody assessed them for a zone or conduit, and measures that stand in for
-- a missing level until a day. Only ever added: the last row about a requirement, or of a measure by its name, counts.
-- room: segmentation
create table core.level_assessment (
  id uuid primary key,
  site text not null references core.site (site),
  subject_kind text not null check (subject_kind in ('zone', 'conduit')),
  subject text not null,
  -- `SR 1.1 RE 2`; the number before the point is the foundational requirement.
  requirement text not null check (requirement ~ '^SR [1-7]\.[0-9]{1,2}( RE [1-9])?$'),
  -- The lowest level that asks for it.
  level smallint not null check (level between 1 and 4),
  is_met boolean not null,
  -- What shows it; without any it counts as not met.
  evidence text[] not null,
  assessed_by text not null,
  at timestamptz not null
);
-- serves: the last assessment of each requirement of a site
create index level_assessment_last on core.level_assessment (site, subject_kind, subject, requirement, at desc);
-- room: segmentation
create table core.level_measure (
  id uuid primary key,
  site text not null references core.site (site),
  subject_kind text not null check (subject_kind in ('zone', 'conduit')),
  subject text not null,
  name text not null,
  -- Which foundational requirement it serves (IAC to RA), and the level that it is held to give.
  requirement text not null check (requirement in ('IAC', 'UC', 'SI', 'DC', 'RDF', 'TRE', 'RA')),
  level smallint not null check (level between 1 and 4),
  reason text not null,
  -- The last day on which it counts.
  expires_on text not null,
  stated_by text not null,
  at timestamptz not null
);
-- serves: the last word on each measure of a site
create index level_measure_last on core.level_measure (site, subject_kind, subject, name, at desc);
do $$
declare
  name text;
begin
  foreach name in array array['level_assessment', 'level_measure'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format(
      'create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select, insert on core.%I to core_service', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
