#!/bin/sh
# Stands in for the browser's program: runs it in a network of its own, whose only way out is a cable to a second network,
# where cable-relay.mjs answers for the server. Needs no root: unshare gives the namespaces to any user who may have them.
#   CABLE_BROWSER  the browser's program          CABLE_PORT  where the relay listens, on 10.77.0.2
#   CABLE_UPSTREAM the server, as a Unix socket   CABLE_CONTROL  Unix socket for "up" and "down"
set -eu
if [ "${CABLE_INSIDE:-}" = "" ]; then
  exec env CABLE_INSIDE=1 unshare -Urn "$0" "$@"
fi
here=$(dirname "$0")
ip link set lo up
unshare -n "$CABLE_NODE" "$here/cable-relay.mjs" >/dev/null 2>&1 3<&- 4>&- &
relay=$!
while [ "$(readlink "/proc/$relay/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
ip link add vc type veth peer name vs
ip link set vs netns "$relay"
ip addr add 10.77.0.1/24 dev vc
ip link set vc up
exec "$CABLE_BROWSER" "$@"
