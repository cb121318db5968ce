-- Observables by the hash of their value: an index row holds no text of two thousand letters.
drop index core.incident_entry_observable;
-- serves: cases that hold the same observable
create index incident_entry_observable on core.incident_entry (domain, md5(body ->> 'value')) where kind = 'observable';
