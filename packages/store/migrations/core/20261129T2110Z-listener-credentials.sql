-- Sources that are known by the listener they come through, and by their address, have no token that anybody could show.
-- room: access
alter table core.api_token add column listener text;
alter table core.api_token add column peers text[];
alter table core.api_token add constraint listener_and_peers check ((listener is null) = (peers is null));
