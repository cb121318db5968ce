-- The latest conversations and operations of an address, from one index per end: without its order a quiet address was looked for
-- through the whole list (5 s at a million conversations).
-- room: observations
drop index monitoring.conversation_client_ip;
drop index monitoring.conversation_server_ip;
drop index monitoring.conversation_client_mac;
drop index monitoring.conversation_server_mac;
drop index monitoring.operation_client_ip;
drop index monitoring.operation_server_ip;
drop index monitoring.operation_client_mac;
drop index monitoring.operation_server_mac;
-- serves: conversations of an address, latest first
create index conversation_client_ip on monitoring.conversation (client_ip, last_at desc, id);
create index conversation_server_ip on monitoring.conversation (server_ip, last_at desc, id);
create index conversation_client_mac on monitoring.conversation (client_mac, last_at desc, id);
create index conversation_server_mac on monitoring.conversation (server_mac, last_at desc, id);
-- serves: operations of an address, newest first
create index operation_client_ip on monitoring.operation (client_ip, at desc, id);
create index operation_server_ip on monitoring.operation (server_ip, at desc, id);
create index operation_client_mac on monitoring.operation (client_mac, at desc, id);
create index operation_server_mac on monitoring.operation (server_mac, at desc, id);
