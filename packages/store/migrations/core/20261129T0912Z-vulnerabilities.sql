-- Published advisories, each revision as it came, the lists of known exploited and scored weaknesses, and what they mean for each asset of
-- the register. Advisories are about products and belong to no site: the hub's service reads them for people. Matches go by site.
-- Every file that somebody brought in: what was in it, and what could not be read.
-- room: vulnerabilities
create table core.advisory_import (
  id uuid primary key,
  file_name text not null,
  sha256 bytea not null,
  counts jsonb not null,
  -- File, place and message of each fault, at most as many as a page shows.
  faults jsonb not null,
  faulty integer not null,
  imported_by text not null,
  imported_at timestamptz not null
);
-- serves: the last imports, newest first
create index advisory_import_newest on core.advisory_import (imported_at desc, id);
-- Revisions are only ever added: what an advisory said on a day stays told.
-- room: vulnerabilities
create table core.advisory_revision (
  id uuid primary key,
  advisory_id text not null,
  version text not null,
  sha256 bytea not null,
  -- As it was published, byte for byte.
  document text not null,
  title text not null,
  publisher text not null,
  is_withdrawn boolean not null,
  cves text[] not null,
  -- Of this revision, as its publisher dates it.
  published_at timestamptz not null,
  learned_at timestamptz not null,
  -- File, and entry of an archive, that it came in.
  source text not null,
  brought_by text not null,
  unique (advisory_id, sha256)
);
-- serves: advisories that name a weakness
create index advisory_revision_cves on core.advisory_revision using gin (cves);
-- Lists by CVE, as imported: known exploited (kev) and chance of exploitation (epss). The newest by its own date counts.
-- room: vulnerabilities
create table core.exploit_list (
  id uuid primary key,
  kind text not null check (kind in ('kev', 'epss')),
  -- The list's own version or date.
  version text not null,
  entries integer not null,
  sha256 bytea not null,
  -- As it came, gzip.
  document bytea not null,
  learned_at timestamptz not null,
  source text not null,
  brought_by text not null,
  unique (kind, sha256)
);
-- Which device of the register each asset was when it was last held against the advisories.
-- room: vulnerabilities
create table core.vulnerability_subject (
  asset_id uuid primary key references core.asset (id),
  site text not null references core.site (site),
  -- Null where nobody says who made it, or what it is.
  identity jsonb,
  facts jsonb not null,
  context jsonb not null,
  -- How many revisions and lists there were then: what was judged by fewer is judged again.
  feed bigint not null,
  -- The asset's row that was held against them.
  learned_at timestamptz not null
);
-- serves: assets of a site that were held against older advisories, and those that cannot be
create index vulnerability_subject_site on core.vulnerability_subject (site, feed);
-- One asset and one advisory that concerns or concerned it, and what people decided about it.
-- room: vulnerabilities
create table core.vulnerability_match (
  id uuid primary key,
  site text not null references core.site (site),
  asset_id uuid not null references core.asset (id),
  advisory_id text not null,
  opened_at timestamptz not null,
  state text not null check (state in ('open', 'planned', 'mitigated', 'patched', 'not-affected')),
  until timestamptz check ((until is not null) = (state in ('planned', 'mitigated'))),
  since timestamptz not null,
  -- Highest chance of exploitation of its weaknesses, by the newest list: a hint with a date, which moves no place in the queue.
  epss jsonb,
  version integer not null,
  unique (asset_id, advisory_id)
);
-- serves: matches of a site
create index vulnerability_match_site on core.vulnerability_match (site);
-- What the matcher made of it, with the stretch in which it held and the stretch in which we took it for true. Rows are closed and added.
-- room: vulnerabilities
create table core.vulnerability_version (
  match_id uuid not null references core.vulnerability_match (id),
  site text not null references core.site (site),
  grade text not null check (grade in ('A', 'B', 'C', 'N')),
  -- Place in the queue of an OT team: the lower comes first.
  rank integer not null,
  is_known_exploited boolean not null,
  -- When and how to act; null where the device is not affected.
  decision text,
  way text,
  cves text[] not null,
  body jsonb not null,
  held tstzrange not null,
  learned tstzrange not null,
  primary key (match_id, learned)
);
-- serves: the queue as it stands
create index vulnerability_version_queue on core.vulnerability_version (rank, match_id) where upper_inf(learned);
-- serves: the next instant of a site
create index vulnerability_version_learned on core.vulnerability_version (site, lower(learned));
-- Every step of what people decided, and of what opened it again. Only ever added.
-- room: vulnerabilities
create table core.vulnerability_step (
  id uuid primary key,
  match_id uuid not null references core.vulnerability_match (id),
  site text not null references core.site (site),
  at timestamptz not null,
  state text not null,
  until timestamptz,
  -- The stop, the measure or the version that was installed.
  words text,
  -- Account; null where the product did it, which then says why.
  by text,
  reopening text,
  reason text
);
-- serves: steps of a match, and its last one before an instant
create index vulnerability_step_match on core.vulnerability_step (match_id, at);
do $$
declare
  name text;
begin
  foreach name in array array['advisory_import', 'advisory_revision', 'exploit_list', 'vulnerability_subject', 'vulnerability_match',
    'vulnerability_version', 'vulnerability_step'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert on core.%I to core_service', name);
  end loop;
  foreach name in array array['vulnerability_subject', 'vulnerability_match', 'vulnerability_version', 'vulnerability_step'] loop
    execute format(
      'create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared using (core.site_is_granted(site))', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
grant update on core.vulnerability_subject, core.vulnerability_match, core.vulnerability_version to core_service;
