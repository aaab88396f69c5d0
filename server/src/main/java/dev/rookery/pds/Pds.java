package dev.rookery.pds;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.WebDids;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.config.InvalidConfigException;
import dev.rookery.pds.config.Secret;
import dev.rookery.pds.firehose.Firehose;
import dev.rookery.pds.firehose.FirehoseLimits;
import dev.rookery.pds.http.ClientAddresses;
import dev.rookery.pds.http.FrontDoor;
import dev.rookery.pds.http.HttpServer;
import dev.rookery.pds.http.Pages;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.load.HeapWatch;
import dev.rookery.pds.load.HeavyWork;
import dev.rookery.pds.load.MemoryBudget;
import dev.rookery.pds.sequencer.Crawlers;
import dev.rookery.pds.sequencer.EventLog;
import dev.rookery.pds.storage.disk.DiskBlobStore;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import dev.rookery.pds.storage.rocksdb.RocksKeyValues;
import dev.rookery.pds.storage.sqlite.KeyCipher;
import dev.rookery.pds.storage.sqlite.SqliteAccountStore;
import dev.rookery.pds.web.FrontPage;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Guesses;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimiter;
import dev.rookery.pds.xrpc.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A whole server, put together: every part is made here, in the order in which parts need each other, and closed in
/// the reverse. There is no container; to find who uses a thing, follow its constructor.
public final class Pds implements AutoCloseable {
    /// Where repositories and the event log are kept in the data folder.
    static final String REPOS_FOLDER = "repos";

    /// Where accounts are kept in the data folder.
    static final String ACCOUNTS_FILE = "accounts.sqlite";

    private final Config config;
    private final Parts parts = new Parts();
    private final List<Endpoint<?, ?, ?>> endpoints = new ArrayList<>();
    private final AccountKeys keys;
    private final AccountService accounts;
    private final HttpServer http;

    private Pds(Config config, InstantSource time) {
        this.config = config;
        try {
            createPrivate(config.dataDirectory());
            var lexicons = Lexicons.bundled();
            var random = new SecureRandom();
            var accountStore = parts.add(new SqliteAccountStore(
                    config.dataDirectory().resolve(ACCOUNTS_FILE),
                    keyCiphers(config.secrets().keyEncryptionKeysHex(), random)));
            accountStore.encryptKeys();
            var repoStore = parts.add(new KeyValueRepoStore(
                    new RocksKeyValues(config.dataDirectory().resolve(REPOS_FOLDER)), time));
            this.keys = new AccountKeys(accountStore);
            var blobStore = new DiskBlobStore(config.blobs().directory(), time, random);
            var tids = new TidClock(time, random.nextInt(1 << 10));
            var repos = new RepoParts(config, time, parts, lexicons, tids, repoStore, blobStore, keys);
            var guesses = config.service().devMode() ? Guesses.unlimited() : new Guesses(time);
            var people = new AccountParts(
                    config, time, random, parts, accountStore, keys, repos.repos, repoStore, repoStore, guesses);
            this.accounts = people.accounts;
            accounts.recover();
            parts.add(new Housekeeping(
                    repos.blobs, repoStore, config.events().keptFor(), accounts, config.deletionDelay(), time));
            endpoints.addAll(people.endpoints());
            endpoints.addAll(new OperatorParts(config, time, random, accountStore, accounts).endpoints());
            endpoints.addAll(new MailParts(config, time, random, parts, accountStore, people).endpoints());
            endpoints.addAll(new ServiceParts(config, time, keys, people).endpoints());
            endpoints.addAll(repos.endpoints(accounts, people.dids));
            var sync = new SyncParts(config, accounts, repos.repos, repos.reader, repos.blobs, repoStore, repoStore);
            endpoints.addAll(sync.endpoints());
            var limiter = rateLimiter(config.rateLimits(), time);
            var router = new Router(
                    endpoints, lexicons, people.authentication, limiter, guesses, parts.add(new HeavyWork()));
            var addresses = new ClientAddresses(config.trustedProxies());
            var firehose = firehose(repoStore, lexicons, limiter, time);
            var memory = MemoryBudget.ofHeap();
            this.http = parts.add(HttpServer.start(
                    config.service().port(),
                    new FrontDoor(router, pages(time, people.dids), addresses, memory, firehose)));
            parts.add(new Crawlers(
                    config.events().crawlers(),
                    config.service().publicUrl().getAuthority(),
                    repoStore::last,
                    Crawlers.Pace.USUAL));
            parts.add(new HeapWatch(memory, () -> http.summary() + ", " + firehose.summary(), () -> {
                repos.repos.giveBack();
                repoStore.giveBack();
            }));
            parts.add(firehose); // it says goodbye before the web server stops
        } catch (IOException e) {
            parts.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    /// Makes the data folder, closed to everyone else on the machine: signing keys are in it.
    private static void createPrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /// What encrypts signing keys on disk, then what did before.
    static List<KeyCipher> keyCiphers(List<Secret> keysHex, SecureRandom random) {
        return keysHex.stream()
                .map(hex -> new KeyCipher(HexFormat.of().parseHex(hex.reveal()), random))
                .toList();
    }

    /// Starts a server, which answers when this returns.
    ///
    /// @throws InvalidConfigException if the settings do not fit what is in the data folder
    public static Pds start(Config config, InstantSource time) {
        return new Pds(config, time);
    }

    private Firehose firehose(EventLog log, Lexicons lexicons, @Nullable RateLimiter limiter, InstantSource time) {
        Config.Events events = config.events();
        var limits = new FirehoseLimits(events.followersMax(), events.followersPerAddressMax(), events.behindMax());
        return new Firehose(log, lexicons, events.keptFor(), limits, limiter, time);
    }

    private Pages pages(InstantSource time, WebDids dids) {
        Config.Service service = config.service();
        Map<String, @Nullable String> links = new LinkedHashMap<>();
        links.put("About this server", service.links().home());
        links.put("Help", service.links().support());
        links.put("Terms of service", service.links().termsOfService());
        links.put("Privacy policy", service.links().privacyPolicy());
        return new Pages(
                service.version(),
                new FrontPage(service.name(), service.hostname(), service.version(), links),
                service.did(),
                service.publicUrl(),
                config.identity().handleDomains(),
                handle -> accounts.find(handle)
                        .filter(account -> account.status().active())
                        .map(Account::did),
                host -> dids.at(host).map(DidDocument::source),
                new HealthCheck(time, () -> accounts.find(service.did())));
    }

    private static @Nullable RateLimiter rateLimiter(Config.RateLimits limits, InstantSource time) {
        return switch (limits) {
            case Config.RateLimits.Off _ -> null;
            case Config.RateLimits.On on ->
                new RateLimiter(
                        time, on.bypassKey() == null ? null : on.bypassKey().reveal(), on.bypassNetworks());
        };
    }

    /// The methods that it serves.
    public List<Method<?, ?, ?>> methods() {
        return endpoints.stream().<Method<?, ?, ?>>map(Endpoint::method).toList();
    }

    /// The signing keys of this server's accounts.
    public AccountKeys keys() {
        return keys;
    }

    /// The accounts of this server.
    public AccountService accounts() {
        return accounts;
    }

    /// The port on which it listens.
    public int port() {
        return http.port();
    }

    /// Where it is reached from this machine.
    public URI localUrl() {
        return URI.create("http://localhost:" + port());
    }

    /// Lets the requests under way finish, then closes the stores. Nothing that was acknowledged is lost.
    @Override
    public void close() {
        parts.close();
    }
}
