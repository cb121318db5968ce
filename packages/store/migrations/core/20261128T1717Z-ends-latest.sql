-- Conversations of an asset, latest first, from either side: the page of a station that talks to everybody is read and not sorted.
drop index core.conversation_client;
drop index core.conversation_server;
-- serves: conversations that an asset began, latest first
create index conversation_client_latest on core.conversation (client_asset, last_at desc, id);
-- serves: conversations that an asset answered, latest first
create index conversation_server_latest on core.conversation (server_asset, last_at desc, id);
