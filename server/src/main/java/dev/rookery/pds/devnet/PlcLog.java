package dev.rookery.pds.devnet;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcLegacyCreate;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcTombstone;
import dev.rookery.pds.identity.PlcUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The rules by which one identity's log grows (did:plc specification, "Key rotation and account recovery").
///
/// An operation names the one before it and is signed by a rotation key of that. It may fork off further back, which
/// nullifies what came after, within 72 hours and by a key of more authority than the one that signed the first
/// nullified operation.
final class PlcLog {
    private static final Duration RECOVERY_WINDOW = Duration.ofDays(3);

    private PlcLog() {}

    /// Checks that the operation may be appended and returns how many of the entries remain in force before it.
    ///
    /// @param entries those in force, oldest first
    static int accept(Did did, List<PlcEntry> entries, PlcOperation proposed, Instant now) {
        if (entries.isEmpty()) {
            acceptGenesis(did, proposed);
            return 0;
        }
        int previous = indexOf(entries, proposed);
        PlcData data = data(entries.get(previous).operation()).orElseThrow(PlcLog::misordered);
        if (previous == entries.size() - 1) {
            signer(proposed, data.rotationKeys());
        } else {
            acceptFork(entries, previous, data.rotationKeys(), proposed, now);
        }
        return previous + 1;
    }

    private static void acceptGenesis(Did did, PlcOperation proposed) {
        PlcData data = data(proposed).orElseThrow(PlcLog::misordered);
        signer(proposed, data.rotationKeys());
        if (!proposed.did().equals(did)) {
            throw PlcException.refused("Hash of genesis operation does not match DID identifier: " + proposed.did());
        }
        if (proposed.prev() != null) {
            throw PlcException.refused("Improperly formatted operation, expected null prev on create");
        }
    }

    private static int indexOf(List<PlcEntry> entries, PlcOperation proposed) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).cid().equals(proposed.prev())) {
                return i;
            }
        }
        throw misordered();
    }

    private static void acceptFork(
            List<PlcEntry> entries, int previous, List<String> keys, PlcOperation proposed, Instant now) {
        PlcEntry nullified = entries.get(previous + 1);
        String disputed = signer(nullified.operation(), keys);
        signer(proposed, keys.subList(0, keys.indexOf(disputed)));
        if (!now.isAfter(entries.getLast().createdAt())) {
            throw misordered();
        }
        Duration lapsed = Duration.between(nullified.createdAt(), now);
        if (lapsed.compareTo(RECOVERY_WINDOW) > 0) {
            throw PlcException.refused("Recovery operation occurred outside of the allowed 72 hr recovery window. "
                    + "Time lapsed: " + lapsed.toMillis());
        }
    }

    private static String signer(PlcOperation operation, List<String> keys) {
        return operation
                .signer(keys)
                .orElseThrow(() -> PlcException.refused("Invalid signature on op: " + operation.data()));
    }

    private static PlcException misordered() {
        return PlcException.refused("Operations not correctly ordered");
    }

    /// What the operation says the identity consists of; nothing if it ends it.
    static Optional<PlcData> data(PlcOperation operation) {
        return switch (operation) {
            case PlcUpdate update -> Optional.of(update.content());
            case PlcLegacyCreate create -> Optional.of(create.content());
            case PlcTombstone ignored -> Optional.empty();
        };
    }
}
