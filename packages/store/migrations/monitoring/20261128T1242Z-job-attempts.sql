-- How often a job was taken up without getting further: one that ends its process each time is given up, not taken up for ever.
alter table monitoring.job add column attempts integer not null default 0;
