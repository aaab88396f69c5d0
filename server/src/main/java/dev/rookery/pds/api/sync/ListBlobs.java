package dev.rookery.pds.api.sync;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.repo.RepoStore.BlobPage;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.sync.listBlobs`: the blobs that an account's records name, also those that were never uploaded.
public final class ListBlobs implements Endpoint<Caller, ListBlobs.Input, ListBlobs.Output> {
    /// A page of at most `limit` blobs behind `cursor`, the CID of the last one before. It may have fewer, or none,
    /// where there are many blobs that are not asked for; only one without a cursor is the last.
    ///
    /// @param since only blobs named by a record that was written after this revision
    public record Input(
            Did did,
            @Nullable Tid since,
            int limit,
            @Nullable String cursor) {}

    public record Output(@Nullable String cursor, List<Cid> cids) {}

    private static final Method<Caller, Input, Output> METHOD = new Method<>(
                    "com.atproto.sync.listBlobs",
                    Access.ACCOUNT_OR_ADMIN_OR_ANYONE.also(Credential.TAKENDOWN),
                    RateLimit.NONE,
                    Input.class,
                    Output.class)
            .memory(Method.PAGE_BYTES);

    private final RepoAvailability availability;
    private final RepoReader reader;

    public ListBlobs(RepoAvailability availability, RepoReader reader) {
        this.availability = availability;
        this.reader = reader;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        availability.check(in.did(), caller);
        BlobPage page = reader.blobsInUse(in.did(), in.since(), after(in.cursor()), in.limit());
        List<Cid> cids = page.uses().stream().map(BlobUse::blob).toList();
        Cid last = page.next() == null && !cids.isEmpty() ? cids.getLast() : page.next();
        return new Output(last == null ? null : last.toString(), cids);
    }

    private static @Nullable Cid after(@Nullable String cursor) {
        try {
            return cursor == null ? null : Cid.parse(cursor);
        } catch (InvalidCidException _) {
            throw XrpcException.invalidRequest("Invalid cursor: " + cursor);
        }
    }
}
