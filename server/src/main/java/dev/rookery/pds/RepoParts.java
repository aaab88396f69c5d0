package dev.rookery.pds;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.LowPriority;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.api.admin.GetSubjectStatus;
import dev.rookery.pds.api.admin.UpdateSubjectStatus;
import dev.rookery.pds.api.repo.ApplyWrites;
import dev.rookery.pds.api.repo.CreateRecord;
import dev.rookery.pds.api.repo.DeleteRecord;
import dev.rookery.pds.api.repo.DescribeRepo;
import dev.rookery.pds.api.repo.GetRecord;
import dev.rookery.pds.api.repo.ImportRepo;
import dev.rookery.pds.api.repo.ListMissingBlobs;
import dev.rookery.pds.api.repo.ListRecords;
import dev.rookery.pds.api.repo.ProfilePictures;
import dev.rookery.pds.api.repo.PutRecord;
import dev.rookery.pds.api.repo.UploadBlob;
import dev.rookery.pds.api.repo.WriteForm;
import dev.rookery.pds.blob.BlobStore;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.repo.BlobService;
import dev.rookery.pds.repo.RecordPreparer;
import dev.rookery.pds.repo.RepoImporter;
import dev.rookery.pds.repo.RepoImports;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.xrpc.Endpoint;
import java.time.InstantSource;
import java.util.List;

/// The parts that know repositories and blobs, and the methods about them.
final class RepoParts {
    private static final String STAGING = "staging";

    final RepoService repos;
    final BlobService blobs;
    private final Config config;
    private final InstantSource time;
    private final Lexicons lexicons;
    private final TidClock tids;
    final RepoReader reader;
    private final RepoImports imports;

    RepoParts(
            Config config,
            InstantSource time,
            Parts parts,
            Lexicons lexicons,
            TidClock tids,
            RepoStore store,
            BlobStore blobStore,
            AccountKeys keys) {
        this.config = config;
        this.time = time;
        this.lexicons = lexicons;
        this.tids = tids;
        repos = parts.add(new RepoService(store, blobStore, keys, lexicons, tids, time));
        blobs = new BlobService(store, blobStore, repos, time);
        reader = new RepoReader(store, repos);
        var importer = new RepoImporter(
                store,
                repos,
                keys,
                tids,
                time,
                RepoImporter.blocksFor(Runtime.getRuntime().maxMemory()));
        imports = parts.add(
                new RepoImports(importer, config.dataDirectory().resolve(STAGING), new LowPriority("import-")));
    }

    /// The methods of `com.atproto.repo`, and the operator's about what is published.
    List<Endpoint<?, ?, ?>> endpoints(AccountService accounts, DidResolver dids) {
        var form = new WriteForm(accounts, new RecordPreparer(lexicons), tids);
        var availability = new RepoAvailability(accounts);
        return List.of(
                new ApplyWrites(form, repos),
                new CreateRecord(form, repos),
                new DeleteRecord(form, repos),
                new DescribeRepo(availability, reader, dids),
                new GetRecord(accounts, reader),
                new ImportRepo(
                        imports,
                        accounts,
                        dids,
                        config.imports().accepted(),
                        config.imports().sizeMax()),
                new ListMissingBlobs(reader),
                new ListRecords(accounts, reader),
                new PutRecord(form, new ProfilePictures(blobs), repos),
                new UploadBlob(blobs, accounts, config.blobs().sizeMax()),
                new UpdateSubjectStatus(accounts, repos, blobs, time),
                new GetSubjectStatus(accounts, reader, blobs));
    }
}
