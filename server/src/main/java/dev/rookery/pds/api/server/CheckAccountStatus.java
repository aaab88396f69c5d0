package dev.rookery.pds.api.server;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.repo.RepoHead;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.repo.RepoStore.BlobPage;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.checkAccountStatus`: how far the caller's move to this server has come.
public final class CheckAccountStatus implements Endpoint<Caller.Account, Nothing, CheckAccountStatus.Output> {
    private static final int PAGE = 1_000;

    /// The state of the account: `repoBlocks` counts the commit, the nodes of the tree and the records;
    /// `expectedBlobs` those that records name, and `importedBlobs` those of them that are here.
    public record Output(
            boolean activated,
            boolean validDid,
            Cid repoCommit,
            String repoRev,
            long repoBlocks,
            long indexedRecords,
            long privateStateValues,
            long expectedBlobs,
            long importedBlobs) {}

    private static final Method<Caller.Account, Nothing, Output> METHOD = new Method<>(
            "com.atproto.server.checkAccountStatus",
            Access.ACCOUNT_IN_ANY_STATE,
            RateLimit.NONE,
            Nothing.class,
            Output.class);

    private final AccountService accounts;
    private final DidCheck check;
    private final RepoService repos;
    private final RepoStore store;

    public CheckAccountStatus(AccountService accounts, DidCheck check, RepoService repos, RepoStore store) {
        this.accounts = accounts;
        this.check = check;
        this.repos = repos;
        this.store = store;
    }

    @Override
    public Method<Caller.Account, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Nothing in) {
        Did did = caller.did();
        RepoHead head = repos.head(did);
        if (head == null) {
            throw XrpcException.named("NotFound", "Repo not found");
        }
        long expected = countBlobs(did, head, false);
        return new Output(
                accounts.find(did).filter(account -> account.status().active()).isPresent(),
                check.problem(did).isEmpty(),
                head.commit(),
                head.rev().text(),
                1 + head.nodes() + head.records(),
                head.records(),
                0,
                expected,
                expected - countBlobs(did, head, true));
    }

    private long countBlobs(Did did, RepoHead head, boolean missingOnly) {
        long count = 0;
        @Nullable Cid after = null;
        do {
            BlobPage page = store.blobsInUse(did, head.repo(), after, PAGE, missingOnly);
            count += page.uses().size();
            after = page.next();
        } while (after != null);
        return count;
    }
}
