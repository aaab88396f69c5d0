package dev.rookery.pds.account;

import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.PlcService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The did:webs whose documents this server gives out: `did:web:alice.example.com` for the account that signed up with
/// that handle under a service domain, and asked for it.
///
/// The document follows from the account, so it is never stored, nor asked for over the network. The DID stays when the
/// handle changes; nobody else gets that handle then, nor after the account was deleted
/// ([AccountService#delete] reserves it), so that no DID ever comes to be somebody else.
public final class WebDids implements DidResolver {
    private static final String PREFIX = "did:web:";
    private static final List<String> CONTEXTS = List.of(
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/suites/secp256k1-2019/v1");

    private final AccountService accounts;
    private final AccountKeys keys;
    private final HandleRules rules;
    private final Did server;
    private final String publicUrl;
    private final DidResolver others;

    /// @param server this server's own DID, which nobody gets
    /// @param others finds all other DIDs
    public WebDids(
            AccountService accounts,
            AccountKeys keys,
            HandleRules rules,
            Did server,
            String publicUrl,
            DidResolver others) {
        this.accounts = accounts;
        this.keys = keys;
        this.rules = rules;
        this.server = server;
        this.publicUrl = publicUrl;
        this.others = others;
    }

    /// The DID that goes with a handle.
    public static Did of(Handle handle) {
        return new Did(PREFIX + handle);
    }

    /// Whether it is one of those whose documents are given out here, or could become one.
    public boolean areKept(Did did) {
        return rules.handleOf(did).isPresent() && !did.equals(server);
    }

    /// The document of the account whose DID is named after this host, if that is kept here.
    public Optional<DidDocument> at(Handle host) {
        Did did = of(host);
        return areKept(did) ? resolve(did) : Optional.empty();
    }

    @Override
    public Optional<DidDocument> resolve(Did did) {
        return areKept(did) ? accounts.find(did).map(this::document) : others.resolve(did);
    }

    @Override
    public Optional<DidDocument> recheck(Did did) {
        return areKept(did) ? resolve(did) : others.recheck(did);
    }

    @Override
    public Optional<DidDocument> refresh(Did did) {
        return areKept(did) ? resolve(did) : others.refresh(did);
    }

    private DidDocument document(Account account) {
        Did did = account.did();
        PlcService pds = PlcService.pds(publicUrl);
        DataMap key = DataMap.builder()
                .put("id", did + "#atproto")
                .put("type", "Multikey")
                .put("controller", did.text())
                .put("publicKeyMultibase", keys.of(did).verifyingKey().multibase())
                .build();
        DataMap service = DataMap.builder()
                .put("id", "#" + PlcService.PDS_ID)
                .put("type", pds.type())
                .put("serviceEndpoint", pds.endpoint())
                .build();
        DataMap source = DataMap.builder()
                .put("@context", texts(CONTEXTS.stream()))
                .put("id", did.text())
                .put("alsoKnownAs", texts(Stream.of("at://" + account.handle())))
                .put("verificationMethod", new DataList(List.of(key)))
                .put("service", new DataList(List.of(service)))
                .build();
        return DidDocument.parse(did, source);
    }

    private static DataList texts(Stream<String> texts) {
        return new DataList(texts.<DataValue>map(DataString::new).toList());
    }
}
