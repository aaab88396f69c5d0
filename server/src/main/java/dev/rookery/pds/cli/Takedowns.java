package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataMap;

/// Takes accounts down on a running server, or lifts that.
final class Takedowns {
    private Takedowns() {}

    static void set(AdminClient server, String did, DataMap takedown) {
        DataMap subject = DataMap.builder()
                .put("$type", "com.atproto.admin.defs#repoRef")
                .put("did", did)
                .build();
        server.post("com.atproto.admin.updateSubjectStatus", DataMap.of("subject", subject, "takedown", takedown));
    }
}
