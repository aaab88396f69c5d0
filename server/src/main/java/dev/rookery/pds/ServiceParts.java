package dev.rookery.pds;

import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.api.Forwarding;
import dev.rookery.pds.api.label.QueryLabels;
import dev.rookery.pds.api.lexicon.ResolveLexicon;
import dev.rookery.pds.api.moderation.CreateReport;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.identity.DnsTxtLookup;
import dev.rookery.pds.identity.LexiconResolver;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.xrpc.Endpoint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts that ask other services for what this server does not have itself.
final class ServiceParts {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 1_000_000;

    private final Config config;
    private final InstantSource time;
    private final AccountKeys keys;
    private final AccountParts people;

    ServiceParts(Config config, InstantSource time, AccountKeys keys, AccountParts people) {
        this.config = config;
        this.time = time;
        this.keys = keys;
        this.people = people;
    }

    List<Endpoint<?, ?, ?>> endpoints() {
        var guarded = http(config.outbound().refusePrivateAddresses() ? AddressPolicy.PUBLIC_ONLY : AddressPolicy.ANY);
        var forwarding = new Forwarding(people.dids, keys, people.serviceTokens, http(AddressPolicy.ANY), guarded);
        Config.Identity identity = config.identity();
        var lexicons = new LexiconResolver(
                identity.lexiconAuthority(),
                new DnsTxtLookup(List.of(), identity.resolverTimeout()),
                people.dids,
                guarded,
                time);
        return List.of(
                new CreateReport(forwarding, peer(config.moderation().reports())),
                new QueryLabels(),
                new ResolveLexicon(lexicons));
    }

    private static OutboundHttp http(AddressPolicy policy) {
        return new OutboundHttp(policy, TIMEOUT, ANSWER_BYTES_MAX, 0);
    }

    private static Forwarding.@Nullable Peer peer(Config.@Nullable Peer peer) {
        return peer == null ? null : new Forwarding.Peer(peer.did(), peer.url());
    }
}
