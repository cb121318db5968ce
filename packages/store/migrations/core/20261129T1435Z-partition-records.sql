-- Records of a partition (IEC 62443-3-2, ZCR 1 to 6) as they were made from the graph of an instant, and the decision about each (ZCR 7).
-- Both are only ever added; a record is what its hash is of, byte for byte.
-- room: segmentation
create table core.partition_record (
  id uuid primary key,
  site text not null references core.site (site),
  -- The instant of the graph, and the import that made the plant what it was known to be then.
  as_of timestamptz not null,
  plant_source text,
  -- JSON, as it was hashed.
  record text not null,
  sha256 bytea not null,
  note text not null,
  made_by text not null,
  made_at timestamptz not null
);
-- serves: records of a site, the newest first
create index partition_record_newest on core.partition_record (site, made_at desc);
-- room: segmentation
create table core.partition_approval (
  record_id uuid primary key references core.partition_record (id),
  site text not null references core.site (site),
  decision text not null check (decision in ('approved', 'refused')),
  -- Of the record as the person saw it.
  sha256 bytea not null,
  reason text not null,
  decided_by text not null,
  at timestamptz not null
);
do $$
declare
  name text;
begin
  foreach name in array array['partition_record', 'partition_approval'] loop
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
