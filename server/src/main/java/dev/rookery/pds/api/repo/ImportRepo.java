package dev.rookery.pds.api.repo;

import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.repo.ImportsBusyException;
import dev.rookery.pds.repo.InvalidImportException;
import dev.rookery.pds.repo.RepoImports;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.RequestBody;
import dev.rookery.pds.xrpc.XrpcException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.importRepo`: takes a whole repository from a CAR, in place of the caller's own.
///
/// It must be the caller's, by its DID and by a signature with this server's key or the one in the DID document. A bad
/// one changes nothing. The network hears of it at once if the account is active, else when it becomes so.
public final class ImportRepo implements Endpoint<Caller.Account, RequestBody, Nothing> {
    /// About how long one import takes.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Method<Caller.Account, RequestBody, Nothing> method;
    private final RepoImports imports;
    private final AccountService accounts;
    private final DidResolver dids;
    private final boolean open;

    /// @param open whether imports are taken at all
    /// @param sizeMax the most bytes that a CAR may have, or null for no limit
    public ImportRepo(
            RepoImports imports, AccountService accounts, DidResolver dids, boolean open, @Nullable Long sizeMax) {
        this.imports = imports;
        this.accounts = accounts;
        this.dids = dids;
        this.open = open;
        this.method = new Method<>(
                "com.atproto.repo.importRepo",
                Access.ACCOUNT_OR_DEACTIVATED.fullOnly(),
                RateLimit.NONE,
                RequestBody.class,
                Nothing.class,
                sizeMax == null ? Long.MAX_VALUE : sizeMax);
    }

    @Override
    public Method<Caller.Account, RequestBody, Nothing> method() {
        return method;
    }

    @Override
    public Nothing handle(Caller.Account caller, RequestBody body) {
        if (!open) {
            throw XrpcException.invalidRequest("Service is not accepting repo imports");
        }
        Did did = caller.did();
        boolean active =
                accounts.find(did).filter(account -> account.status().active()).isPresent();
        try {
            imports.importRepo(did, body.stream(), () -> signers(did), active);
        } catch (InvalidImportException e) {
            throw XrpcException.invalidRequest(String.valueOf(e.getMessage()));
        } catch (ImportsBusyException e) {
            throw e.byCaller()
                    ? XrpcException.rateLimited(String.valueOf(e.getMessage())).retryAfter(RETRY_AFTER)
                    : XrpcException.notEnoughResources(String.valueOf(e.getMessage()), RETRY_AFTER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Nothing.NOTHING;
    }

    private List<VerifyingKey> signers(Did did) {
        try {
            return dids.refresh(did).flatMap(DidDocument::signingKey).stream().toList();
        } catch (IdentityException e) {
            throw XrpcException.upstreamFailure("Could not resolve DID: " + e.getMessage());
        }
    }
}
