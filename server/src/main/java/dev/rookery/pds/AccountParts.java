package dev.rookery.pds;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.AppPasswords;
import dev.rookery.pds.account.HandleRules;
import dev.rookery.pds.account.HostedRepos;
import dev.rookery.pds.account.NewKeys;
import dev.rookery.pds.account.PasswordHasher;
import dev.rookery.pds.account.PlcRegistry;
import dev.rookery.pds.account.PreferenceStore;
import dev.rookery.pds.account.WebDids;
import dev.rookery.pds.api.HandleChange;
import dev.rookery.pds.api.admin.DeleteAccount;
import dev.rookery.pds.api.admin.UpdateAccountHandle;
import dev.rookery.pds.api.admin.UpdateAccountSigningKey;
import dev.rookery.pds.api.bsky.GetPreferences;
import dev.rookery.pds.api.bsky.PutPreferences;
import dev.rookery.pds.api.identity.GetRecommendedDidCredentials;
import dev.rookery.pds.api.identity.HandleLookup;
import dev.rookery.pds.api.identity.Identities;
import dev.rookery.pds.api.identity.RefreshIdentity;
import dev.rookery.pds.api.identity.ResolveDid;
import dev.rookery.pds.api.identity.ResolveHandle;
import dev.rookery.pds.api.identity.ResolveIdentity;
import dev.rookery.pds.api.identity.ServerIdentity;
import dev.rookery.pds.api.identity.SubmitPlcOperation;
import dev.rookery.pds.api.identity.UpdateHandle;
import dev.rookery.pds.api.server.ActivateAccount;
import dev.rookery.pds.api.server.CheckAccountStatus;
import dev.rookery.pds.api.server.CreateAccount;
import dev.rookery.pds.api.server.CreateAppPassword;
import dev.rookery.pds.api.server.DeactivateAccount;
import dev.rookery.pds.api.server.DeleteSession;
import dev.rookery.pds.api.server.DescribeServer;
import dev.rookery.pds.api.server.DidCheck;
import dev.rookery.pds.api.server.DidDocuments;
import dev.rookery.pds.api.server.GetServiceAuth;
import dev.rookery.pds.api.server.GetSession;
import dev.rookery.pds.api.server.ListAppPasswords;
import dev.rookery.pds.api.server.RefreshSession;
import dev.rookery.pds.api.server.ReserveSigningKey;
import dev.rookery.pds.api.server.RevokeAppPassword;
import dev.rookery.pds.api.server.SignUpForm;
import dev.rookery.pds.api.temp.AddReservedHandle;
import dev.rookery.pds.api.temp.CheckHandleAvailability;
import dev.rookery.pds.api.temp.CheckSignupQueue;
import dev.rookery.pds.api.temp.DereferenceScope;
import dev.rookery.pds.auth.AdminPassword;
import dev.rookery.pds.auth.Authentication;
import dev.rookery.pds.auth.ServiceTokens;
import dev.rookery.pds.auth.SessionTokens;
import dev.rookery.pds.auth.Sessions;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.identity.CachingDidResolver;
import dev.rookery.pds.identity.CachingHandleResolver;
import dev.rookery.pds.identity.DnsTxtLookup;
import dev.rookery.pds.identity.EndedDids;
import dev.rookery.pds.identity.HandleResolver;
import dev.rookery.pds.identity.NetworkDidResolver;
import dev.rookery.pds.identity.NetworkHandleResolver;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcFounder;
import dev.rookery.pds.identity.TxtLookup;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.sequencer.EventLog;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Guesses;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The parts that know people: accounts, sessions, identities, and the methods about them.
final class AccountParts {
    private static final Duration PLC_TIMEOUT = Duration.ofSeconds(10);
    private static final int PLC_BYTES_MAX = 1_000_000;
    private static final int REDIRECTS_MAX = 3;

    private final Config config;
    private final InstantSource time;
    private final AccountKeys keys;
    private final RepoService repos;
    private final RepoStore repoStore;

    final SigningKey rotationKey;
    final PlcClient plc;
    final WebDids dids;
    final HandleResolver handles;
    final HandleRules handleRules;
    final AccountService accounts;
    final ServiceTokens serviceTokens;
    final Authentication authentication;
    final Sessions sessions;
    final DidDocuments documents;
    private final AppPasswords appPasswords;
    private final NewKeys newKeys;
    private final PreferenceStore preferences;
    private final PlcRegistry registry;

    AccountParts(
            Config config,
            InstantSource time,
            SecureRandom random,
            Parts parts,
            AccountStore store,
            AccountKeys keys,
            RepoService repos,
            RepoStore repoStore,
            EventLog log,
            Guesses guesses) {
        this.config = config;
        this.time = time;
        this.keys = keys;
        this.repos = repos;
        this.repoStore = repoStore;
        rotationKey = SigningKey.fromHex(
                Algorithm.K256, config.secrets().plcRotationKeyHex().reveal());
        var outbound = outbound();
        plc = new PlcClient(
                new OutboundHttp(AddressPolicy.ANY, PLC_TIMEOUT, PLC_BYTES_MAX, 0),
                config.identity().plcUrl());
        handles = handleResolver(outbound, time);
        handleRules = new HandleRules(config.identity().handleDomains(), store::isReserved);
        int hashers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        var hasher = parts.add(new PasswordHasher(random, hashers));
        appPasswords = new AppPasswords(store, hasher, random, time);
        newKeys = new NewKeys(store, random, time);
        preferences = store.preferences();
        var hosted = new HostedRepos(repos, log, keys, time);
        registry = new PlcRegistry(plc, rotationKey);
        accounts = new AccountService(store, hosted, hosted, registry, handleRules, hasher, time);
        dids = new WebDids(
                accounts,
                keys,
                handleRules,
                config.service().did(),
                config.service().publicUrl().toString(),
                new CachingDidResolver(
                        new NetworkDidResolver(plc, outbound),
                        config.identity().cacheStaleAfter(),
                        config.identity().cacheLifetimeMax(),
                        time));
        var tokens = new SessionTokens(
                config.secrets().jwt().reveal(), config.service().did(), random);
        sessions = new Sessions(store, tokens, time);
        documents = new DidDocuments(dids, config.identity().didDocWithSession());
        serviceTokens = new ServiceTokens(config.service().did(), dids, time, random);
        authentication = new Authentication(
                accounts,
                tokens,
                serviceTokens,
                new AdminPassword(config.secrets().adminPassword().reveal()),
                config.moderation().serviceDid(),
                guesses,
                time);
    }

    private OutboundHttp outbound() {
        Config.Outbound limits = config.outbound();
        return new OutboundHttp(
                limits.refusePrivateAddresses() ? AddressPolicy.PUBLIC_ONLY : AddressPolicy.ANY,
                config.identity().resolverTimeout(),
                (int) Math.min(limits.responseSizeMax(), Integer.MAX_VALUE - 1),
                REDIRECTS_MAX);
    }

    private HandleResolver handleResolver(OutboundHttp outbound, InstantSource time) {
        Config.Identity identity = config.identity();
        TxtLookup backup = identity.backupNameservers().isEmpty()
                ? TxtLookup.NONE
                : new DnsTxtLookup(identity.backupNameservers(), identity.resolverTimeout());
        return new CachingHandleResolver(
                new NetworkHandleResolver(new DnsTxtLookup(List.of(), identity.resolverTimeout()), backup, outbound),
                time);
    }

    /// The methods of `com.atproto.server` and `com.atproto.identity`, and the operator's about accounts.
    List<Endpoint<?, ?, ?>> endpoints() {
        String publicUrl = config.service().publicUrl().toString();
        var handleChange = new HandleChange(accounts, handleRules, handles, dids);
        var check = new DidCheck(plc, dids, keys, rotationKey.verifyingKey().didKey(), publicUrl);
        var founder = new PlcFounder(rotationKey, config.identity().recoveryDidKey(), publicUrl);
        var form = new SignUpForm(
                accounts,
                handleRules,
                handles,
                founder,
                newKeys,
                dids,
                config.invites() instanceof Config.Invites.Required);
        var lookup = new HandleLookup(accounts, handleRules, handles);
        var identities = new Identities(dids, new EndedDids(plc, time), lookup);
        var server =
                new ServerIdentity(rotationKey.verifyingKey().didKey(), founder.rotationKeys(null), publicUrl, keys);
        return List.of(
                new CreateAccount(form, accounts, sessions, documents),
                new RefreshSession(accounts, sessions, documents),
                new GetSession(accounts, documents),
                new DeleteSession(sessions),
                new DescribeServer(description()),
                new CreateAppPassword(appPasswords),
                new ListAppPasswords(appPasswords),
                new RevokeAppPassword(appPasswords),
                new ReserveSigningKey(newKeys),
                new GetServiceAuth(serviceTokens, keys, time),
                new ActivateAccount(accounts, check),
                new DeactivateAccount(accounts),
                new GetPreferences(preferences, time),
                new PutPreferences(preferences),
                new CheckAccountStatus(accounts, check, repos, repoStore),
                new AddReservedHandle(accounts, handleRules),
                new CheckSignupQueue(),
                new DereferenceScope(),
                new CheckHandleAvailability(accounts, handleRules),
                new ResolveHandle(lookup),
                new ResolveDid(identities),
                new ResolveIdentity(identities),
                new RefreshIdentity(identities),
                new GetRecommendedDidCredentials(accounts, server),
                new SubmitPlcOperation(accounts, server, plc, dids),
                new UpdateHandle(handleChange),
                new UpdateAccountHandle(handleChange),
                new UpdateAccountSigningKey(accounts, keys, registry, dids, publicUrl),
                new DeleteAccount(accounts));
    }

    private DescribeServer.Output description() {
        Config.Links links = config.service().links();
        return new DescribeServer.Output(
                config.invites() instanceof Config.Invites.Required,
                null,
                config.blobs().sizeMax(),
                config.identity().handleDomains(),
                new DescribeServer.Links(links.privacyPolicy(), links.termsOfService()),
                new DescribeServer.Contact(links.contactEmail()),
                config.service().did());
    }
}
