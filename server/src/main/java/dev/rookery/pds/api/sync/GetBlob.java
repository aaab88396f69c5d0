package dev.rookery.pds.api.sync;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.repo.BlobService;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.ResponseBody;
import dev.rookery.pds.xrpc.XrpcException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// `com.atproto.sync.getBlob`: the bytes of a blob that a record names.
public final class GetBlob implements Endpoint<Caller, GetBlob.Input, ResponseBody> {
    public record Input(Did did, Cid cid) {}

    private static final Method<Caller, Input, ResponseBody> METHOD = new Method<>(
            "com.atproto.sync.getBlob",
            Access.ACCOUNT_OR_ADMIN_OR_ANYONE.also(Credential.TAKENDOWN),
            RateLimit.NONE,
            Input.class,
            ResponseBody.class);

    private final BlobService blobs;
    private final RepoAvailability repos;

    public GetBlob(BlobService blobs, RepoAvailability repos) {
        this.blobs = blobs;
        this.repos = repos;
    }

    @Override
    public Method<Caller, Input, ResponseBody> method() {
        return METHOD;
    }

    @Override
    public ResponseBody handle(Caller caller, Input in) {
        repos.check(in.did(), caller);
        BlobRow row = blobs.info(in.did(), in.cid());
        if (row == null
                || row.temporaryKey() != null
                || row.takedown() != null
                || !blobs.isStored(in.did(), in.cid())) {
            throw XrpcException.named("BlobNotFound", "Blob not found");
        }
        return ResponseBody.unchanging(
                contentType(row.mimeType()),
                row.size(),
                headers(in.cid()),
                in.cid().toString(),
                (out, from, count) -> write(in, out, from, count));
    }

    private void write(Input in, OutputStream out, long from, long count) throws IOException {
        var content = blobs.open(in.did(), in.cid());
        if (content.isEmpty()) {
            // Deleted since the request began.
            throw new FileNotFoundException("blob " + in.cid() + " of " + in.did());
        }
        try (var blob = content.get()) {
            blob.writeTo(out, from, count);
        }
    }

    /// Text is said to be UTF-8, as nearly all of it is: a client that is not told may take it for Latin-1.
    private static String contentType(String mimeType) {
        boolean isText = mimeType.startsWith("text/") || mimeType.equals("application/json");
        return isText && mimeType.indexOf(';') < 0 ? mimeType + "; charset=utf-8" : mimeType;
    }

    /// What keeps a browser from running what somebody uploaded: it neither guesses a type, nor shows the content in
    /// place, nor lets it load or do anything.
    private static Map<String, String> headers(Cid cid) {
        return Map.of(
                "X-Content-Type-Options", "nosniff",
                "Content-Disposition", "attachment; filename=\"" + cid + "\"",
                "Content-Security-Policy", "default-src 'none'; sandbox");
    }
}
