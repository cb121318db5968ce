-- Functions whose rhythm was off in the batch before: one pause is none, two batches in a row are a change.
alter table monitoring.baseline_seen add column off text[] not null default '{}';
alter table monitoring.baseline_seen alter column off drop default;
