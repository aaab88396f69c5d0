package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.HandleRules;
import dev.rookery.pds.account.NewKeys;
import dev.rookery.pds.account.WebDids;
import dev.rookery.pds.api.HandleChange;
import dev.rookery.pds.identity.CachingHandleResolver;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.PlcFounder;
import dev.rookery.pds.storage.memory.InMemoryAccountStore;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.XrpcException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A domain of somebody's own says whose it is now, whatever is remembered of it.
class OwnDomainTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final Did STRANGER = new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");

    private final HandleRules rules = new HandleRules(List.of(".test"), _ -> false);
    private final ConcurrentHashMap<Handle, Did> domains = new ConcurrentHashMap<>();
    private final CachingHandleResolver handles =
            new CachingHandleResolver(handle -> Optional.ofNullable(domains.get(handle)), InstantSource.system());
    private final WebDids dids = new WebDids(
            pds.inside().accounts(),
            pds.inside().keys(),
            rules,
            new Did("did:web:pds.test"),
            "https://pds.test",
            new Nobody());

    /// Knows of no DID document.
    private static final class Nobody implements DidResolver {
        @Override
        public Optional<DidDocument> resolve(Did did) {
            return Optional.empty();
        }

        @Override
        public Optional<DidDocument> refresh(Did did) {
            return Optional.empty();
        }
    }

    /// Lets a domain lead to one DID, so that this is remembered, and then to another.
    private void changes(Handle domain, Did before, Did now) {
        domains.put(domain, before);
        assertThat(handles.resolve(domain)).contains(before);
        domains.put(domain, now);
        assertThat(handles.resolve(domain)).contains(before);
    }

    @Test
    void changeOfHandle_seesADomainThatHasJustChanged() {
        Handle domain = new Handle("rename.example.com");
        Did did = pds.user("rename.test").did();
        var change = new HandleChange(pds.inside().accounts(), rules, handles, dids);

        changes(domain, did, STRANGER);
        assertThatThrownBy(() -> change.apply(did, domain, false))
                .isInstanceOf(XrpcException.class)
                .hasMessage("External handle did not resolve to DID");
        changes(domain, STRANGER, did);
        change.apply(did, domain, false);

        assertThat(pds.inside().accounts().find(did)).map(Account::handle).contains(domain);
    }

    @Test
    void signUp_seesADomainThatHasJustChanged() {
        Handle domain = new Handle("moving.example.com");
        Did did = new Did("did:plc:bbbbbbbbbbbbbbbbbbbbbbbb");
        var random = new SecureRandom();
        var founder = new PlcFounder(SigningKey.generate(Algorithm.K256, random), null, "https://pds.test");
        var keys = new NewKeys(new InMemoryAccountStore(), random, InstantSource.system());
        var form = new SignUpForm(pds.inside().accounts(), rules, handles, founder, keys, dids, false);
        var input = new CreateAccount.Input("moving@mail.test", domain, did, null, null, null, "password", null, null);

        changes(domain, did, STRANGER);
        assertThatThrownBy(() -> form.check(input, new Caller.Service(did)))
                .isInstanceOf(XrpcException.class)
                .hasMessage("External handle did not resolve to DID");
        changes(domain, STRANGER, did);

        assertThat(form.check(input, new Caller.Service(did)).did()).isEqualTo(did);
    }
}
