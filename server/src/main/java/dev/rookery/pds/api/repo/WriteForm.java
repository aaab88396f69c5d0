package dev.rookery.pds.api.repo;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.Slurs;
import dev.rookery.pds.repo.InvalidRecordException;
import dev.rookery.pds.repo.PreparedRecord;
import dev.rookery.pds.repo.RecordPreparer;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// Reads what all methods that write records are asked for: in whose repository, under which key, what.
public final class WriteForm {
    private final AccountService accounts;
    private final RecordPreparer preparer;
    private final TidClock tids;

    public WriteForm(AccountService accounts, RecordPreparer preparer, TidClock tids) {
        this.accounts = accounts;
        this.preparer = preparer;
        this.tids = tids;
    }

    /// The caller's own repository; any other is refused.
    Did ownRepo(Caller.Account caller, AtIdentifier repo) {
        if (repo.equals(caller.did())) {
            return caller.did();
        }
        Did did = accounts.find(repo)
                .orElseThrow(() -> XrpcException.forbidden("AccountNotFound", "Account not found"))
                .did();
        caller.mustOwn(did);
        return did;
    }

    /// The key of a record: the one that the request names, the only one that the schema allows, or a new TID.
    RecordKey key(Nsid collection, @Nullable RecordKey given) {
        if (given == null) {
            return preparer.keyFor(collection, new RecordKey(tids.next().text()));
        }
        if (Slurs.isIn(given.text())) {
            throw XrpcException.invalidRequest("Unacceptable slur in record key");
        }
        return given;
    }

    /// A record that may be written.
    ///
    /// @param path where the record is in the input, such as `$.record`
    PreparedRecord record(Nsid collection, RecordKey key, DataMap record, @Nullable Boolean validate, String path) {
        try {
            return preparer.prepare(collection, key, record, validate, path);
        } catch (InvalidRecordException e) {
            throw XrpcException.invalidRequest(String.valueOf(e.getMessage()));
        }
    }

    /// What is said of the validation of a record: nothing if the caller wanted none.
    static @Nullable String validationStatus(PreparedRecord record) {
        Boolean validated = record.validated();
        if (validated == null) {
            return null;
        }
        return validated ? "valid" : "unknown";
    }
}
