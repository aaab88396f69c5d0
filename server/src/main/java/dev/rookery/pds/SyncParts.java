package dev.rookery.pds;

import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.api.sync.GetBlob;
import dev.rookery.pds.api.sync.GetBlocks;
import dev.rookery.pds.api.sync.GetCheckout;
import dev.rookery.pds.api.sync.GetHead;
import dev.rookery.pds.api.sync.GetHostStatus;
import dev.rookery.pds.api.sync.GetLatestCommit;
import dev.rookery.pds.api.sync.GetRecord;
import dev.rookery.pds.api.sync.GetRepo;
import dev.rookery.pds.api.sync.GetRepoStatus;
import dev.rookery.pds.api.sync.HostStatus;
import dev.rookery.pds.api.sync.ListBlobs;
import dev.rookery.pds.api.sync.ListHosts;
import dev.rookery.pds.api.sync.ListRepos;
import dev.rookery.pds.api.sync.ListReposByCollection;
import dev.rookery.pds.api.sync.NotifyOfUpdate;
import dev.rookery.pds.api.sync.RequestCrawl;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.repo.BlobService;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.sequencer.EventLog;
import dev.rookery.pds.xrpc.Endpoint;
import java.util.List;

/// The parts by which others take over what is here, and the methods of `com.atproto.sync`.
final class SyncParts {
    private final AccountService accounts;
    private final RepoService repos;
    private final RepoReader reader;
    private final RepoStore store;
    private final BlobService blobs;
    private final HostStatus host;

    SyncParts(
            Config config,
            AccountService accounts,
            RepoService repos,
            RepoReader reader,
            BlobService blobs,
            RepoStore store,
            EventLog log) {
        this.accounts = accounts;
        this.repos = repos;
        this.reader = reader;
        this.store = store;
        this.blobs = blobs;
        host = new HostStatus(config.service().hostname(), accounts, log);
    }

    List<Endpoint<?, ?, ?>> endpoints() {
        var availability = new RepoAvailability(accounts);
        GetRepo getRepo = new GetRepo(availability, repos, reader);
        return List.of(
                new GetBlob(blobs, availability),
                new GetBlocks(availability, reader),
                new GetCheckout(getRepo),
                new GetHead(availability, repos),
                new GetHostStatus(host),
                new GetLatestCommit(availability, repos),
                new GetRecord(availability, repos, reader),
                getRepo,
                new GetRepoStatus(accounts, repos),
                new ListBlobs(availability, reader),
                new ListHosts(host),
                new ListRepos(accounts, store),
                new ListReposByCollection(accounts, store),
                new NotifyOfUpdate(host),
                new RequestCrawl(host));
    }
}
