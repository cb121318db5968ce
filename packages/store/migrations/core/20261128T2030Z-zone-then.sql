-- As of an instant most conversations stood in the zone where they stand now; those that have moved are found by the state that ended.
-- The planner takes a comparison for one row in two hundred, and `not upper_inf(learned)` for two of three whatever the table holds.
-- serves: conversations that were of a zone at an instant and are no more
create index conversation_state_client_zone_ended on core.conversation_state (client_zone) where upper_inf(learned)::integer = 0;
create index conversation_state_server_zone_ended on core.conversation_state (server_zone) where upper_inf(learned)::integer = 0;
