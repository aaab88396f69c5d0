package dev.rookery.pds.devnet;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataMapBuilder;
import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.PlcOperation;
import java.time.Instant;

/// An operation that the directory took, when, and as which in order.
record PlcEntry(Did did, PlcOperation operation, String cid, Instant createdAt, long seq, boolean nullified) {

    PlcEntry nullify() {
        return new PlcEntry(did, operation, cid, createdAt, seq, true);
    }

    /// As the audit log and the time-based export show it.
    DataMap audited() {
        return common().put("nullified", nullified).build();
    }

    /// As the export by sequence number shows it.
    DataMap sequenced() {
        return common().put("seq", seq).put("type", "sequenced_op").build();
    }

    private DataMapBuilder common() {
        return DataMap.builder()
                .put("did", did.text())
                .put("operation", operation.data())
                .put("cid", cid)
                .put("createdAt", Datetime.of(createdAt).text());
    }
}
