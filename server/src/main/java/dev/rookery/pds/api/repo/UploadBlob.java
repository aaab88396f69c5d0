package dev.rookery.pds.api.repo;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.blob.BlobTooLargeException;
import dev.rookery.pds.repo.BlobService;
import dev.rookery.pds.repo.BlobService.Upload;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.RequestBody;
import dev.rookery.pds.xrpc.XrpcException;
import java.io.InputStream;
import java.time.Duration;

/// `com.atproto.repo.uploadBlob`: takes in a blob, for a record to name later.
public final class UploadBlob implements Endpoint<Caller, RequestBody, UploadBlob.Output> {
    private static final int PER_DAY = 1_000;

    public record Output(Blob blob) {}

    private final Method<Caller, RequestBody, Output> method;
    private final BlobService blobs;
    private final AccountService accounts;
    private final long sizeMax;

    public UploadBlob(BlobService blobs, AccountService accounts, long sizeMax) {
        this.blobs = blobs;
        this.accounts = accounts;
        this.sizeMax = sizeMax;
        this.method = new Method<>(
                "com.atproto.repo.uploadBlob",
                Access.ACCOUNT_OR_SERVICE,
                RateLimit.perAccount(PER_DAY, Duration.ofDays(1)),
                RequestBody.class,
                Output.class,
                sizeMax);
    }

    @Override
    public Method<Caller, RequestBody, Output> method() {
        return method;
    }

    @Override
    public Output handle(Caller caller, RequestBody body) {
        var owner = owner(caller);
        if (body.contentType().indexOf('/') < 0) {
            throw XrpcException.invalidRequest("Invalid request encoding (Content-Type): " + body.contentType());
        }
        return switch (upload(owner, body.stream(), body.contentType())) {
            case Upload.Stored(Blob blob) -> new Output(blob);
            case Upload.TakenDown() -> throw XrpcException.invalidRequest("Blob has been takendown, cannot re-upload");
        };
    }

    private Upload upload(Did owner, InputStream content, String contentType) {
        try {
            return blobs.upload(owner, content, contentType, sizeMax);
        } catch (BlobTooLargeException _) {
            throw XrpcException.payloadTooLarge();
        }
    }

    private Did owner(Caller caller) {
        return switch (caller) {
            case Caller.Account account -> account.did();
            case Caller.Service(Did issuer) -> local(issuer);
            case Caller.Anonymous _, Caller.Refresh _, Caller.Admin _ ->
                throw XrpcException.authRequired("AuthenticationRequired", "Authentication Required");
        };
    }

    /// A service's token may be anyone's who has a key; blobs are kept for the accounts here.
    private Did local(Did issuer) {
        Account account = accounts.find(issuer)
                .orElseThrow(() -> XrpcException.forbidden("AccountNotFound", "Account not found"));
        if (account.takenDown()) {
            throw XrpcException.authRequired("AccountTakedown", "Account has been taken down");
        }
        return issuer;
    }
}
