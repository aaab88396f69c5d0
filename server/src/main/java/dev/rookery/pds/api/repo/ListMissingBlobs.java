package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.repo.RepoStore.BlobPage;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.listMissingBlobs`: the blobs that the caller's records name and that were never uploaded here,
/// as after an import.
public final class ListMissingBlobs
        implements Endpoint<Caller.Account, ListMissingBlobs.Input, ListMissingBlobs.Output> {
    /// A page of at most `limit` blobs behind `cursor`, the CID of the last one before. It may have fewer, or none,
    /// where there are many blobs that are here; only one without a cursor is the last.
    public record Input(int limit, @Nullable String cursor) {}

    public record Output(@Nullable String cursor, List<RecordBlob> blobs) {}

    /// A blob, and one of the records that name it.
    public record RecordBlob(Cid cid, AtUri recordUri) {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
                    "com.atproto.repo.listMissingBlobs",
                    Access.ACCOUNT_IN_ANY_STATE,
                    RateLimit.NONE,
                    Input.class,
                    Output.class)
            .memory(Method.PAGE_BYTES);

    private final RepoReader repos;

    public ListMissingBlobs(RepoReader repos) {
        this.repos = repos;
    }

    @Override
    public Method<Caller.Account, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Input in) {
        Did did = caller.did();
        BlobPage page = repos.missingBlobs(did, after(in.cursor()), in.limit());
        List<RecordBlob> blobs = page.uses().stream()
                .map(use -> new RecordBlob(use.blob(), new AtUri("at://" + did + "/" + use.path())))
                .toList();
        Cid last = page.next() == null && !blobs.isEmpty() ? blobs.getLast().cid() : page.next();
        return new Output(last == null ? null : last.toString(), blobs);
    }

    private static @Nullable Cid after(@Nullable String cursor) {
        try {
            return cursor == null ? null : Cid.parse(cursor);
        } catch (InvalidCidException _) {
            throw XrpcException.invalidRequest("Invalid cursor: " + cursor);
        }
    }
}
