package dev.rookery.pds.api.server;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.BusyException;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The DID documents that go along with answers. One that cannot be had is left out.
public final class DidDocuments {
    private static final System.Logger LOG = System.getLogger(DidDocuments.class.getName());

    private final DidResolver resolver;
    private final boolean withSession;

    /// @param withSession whether sessions come with the document
    public DidDocuments(DidResolver resolver, boolean withSession) {
        this.resolver = resolver;
        this.withSession = withSession;
    }

    /// The document of an account that was made just now.
    @Nullable
    DataMap ofNewAccount(Did did) {
        return source(did, true);
    }

    /// The document that goes with a session, if one does.
    @Nullable
    DataMap forSession(Did did) {
        return withSession ? source(did, false) : null;
    }

    private @Nullable DataMap source(Did did, boolean now) {
        try {
            Optional<DidDocument> document = now ? resolver.refresh(did) : resolver.resolve(did);
            return document.map(DidDocument::source).orElse(null);
        } catch (BusyException e) {
            return null;
        } catch (IdentityException e) {
            LOG.log(Level.WARNING, "cannot resolve " + did, e);
            return null;
        }
    }
}
