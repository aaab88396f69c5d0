package dev.rookery.pds.api.server;

import dev.rookery.atproto.crypto.InvalidCryptoException;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.EmailAddresses;
import dev.rookery.pds.account.HandleRules;
import dev.rookery.pds.account.NewKeys;
import dev.rookery.pds.account.SignUp;
import dev.rookery.pds.account.WebDids;
import dev.rookery.pds.identity.HandleResolver;
import dev.rookery.pds.identity.PlcFounder;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of signing up, in the order in which the reference tells of them.
public final class SignUpForm {
    private final AccountService accounts;
    private final HandleRules handles;
    private final HandleResolver resolver;
    private final PlcFounder founder;
    private final NewKeys keys;
    private final WebDids webDids;
    private final boolean inviteRequired;

    public SignUpForm(
            AccountService accounts,
            HandleRules handles,
            HandleResolver resolver,
            PlcFounder founder,
            NewKeys keys,
            WebDids webDids,
            boolean inviteRequired) {
        this.accounts = accounts;
        this.handles = handles;
        this.resolver = resolver;
        this.founder = founder;
        this.keys = keys;
        this.webDids = webDids;
        this.inviteRequired = inviteRequired;
    }

    SignUp check(CreateAccount.Input in, Caller caller) {
        if (in.plcOp() != null) {
            throw XrpcException.invalidRequest("Unsupported input: \"plcOp\"");
        }
        String password = emptyToNull(in.password());
        if (password != null && password.length() > AccountService.NEW_PASSWORD_LENGTH_MAX) {
            throw XrpcException.invalidRequest(
                    "Password too long. Maximum length is " + AccountService.NEW_PASSWORD_LENGTH_MAX + " characters.");
        }
        String invite = emptyToNull(in.inviteCode());
        if (inviteRequired && invite == null) {
            throw XrpcException.named("InvalidInviteCode", "No invite code provided");
        }
        String email = email(in.email());
        checkHandle(in.handle(), in.did(), caller);
        if (inviteRequired && invite != null && !accounts.inviteAvailable(invite)) {
            throw inviteUnavailable();
        }
        if (isTaken(accounts.find(in.handle()), in.did())
                || accounts.find(WebDids.of(in.handle())).isPresent()) {
            throw handleTaken(in.handle());
        }
        if (isTaken(accounts.findByEmail(email), in.did())) {
            throw emailTaken(String.valueOf(in.email()));
        }
        if (in.did() == null) {
            return founding(in, email, password, invite, keys.generate());
        }
        return webDids.areKept(in.did())
                ? namedAfterHandle(in, in.did(), email, password, invite)
                : moving(in, in.did(), email, password, invite, caller);
    }

    /// An account that is moving here may ask once more: `didTaken` tells its tools that they can go on.
    private static boolean isTaken(Optional<Account> holder, @Nullable Did did) {
        return holder.filter(account -> !(account.deactivated() && account.did().equals(did)))
                .isPresent();
    }

    private SignUp founding(
            CreateAccount.Input in,
            String email,
            @Nullable String password,
            @Nullable String invite,
            SigningKey signingKey) {
        VerifyingKey ownersKey = in.recoveryKey() == null ? null : key(in.recoveryKey());
        PlcUpdate genesis = founder.found(in.handle(), signingKey.verifyingKey(), ownersKey);
        return new SignUp(genesis.did(), in.handle(), email, password, invite, signingKey, genesis, false);
    }

    /// Whoever gets the handle gets the did:web that is named after it: both lie under a domain of this server.
    private SignUp namedAfterHandle(
            CreateAccount.Input in, Did did, String email, @Nullable String password, @Nullable String invite) {
        if (!did.equals(WebDids.of(in.handle()))) {
            throw incompatible(in.handle());
        }
        return new SignUp(did, in.handle(), email, password, invite, keys.of(did), null, false);
    }

    private SignUp moving(
            CreateAccount.Input in,
            Did did,
            String email,
            @Nullable String password,
            @Nullable String invite,
            Caller caller) {
        checkOwner(did, caller);
        if (accounts.find(did).isPresent()) {
            throw didTaken();
        }
        return new SignUp(did, in.handle(), email, password, invite, keys.of(did), null, true);
    }

    private static XrpcException incompatible(Handle handle) {
        return XrpcException.named("IncompatibleDidDoc", "A did:web of this server must be did:web:" + handle);
    }

    /// An account that moves here proves its DID with a token that its DID document's key signed.
    private static void checkOwner(Did did, Caller caller) {
        if (!(caller instanceof Caller.Service(Did issuer) && issuer.equals(did))) {
            throw XrpcException.authRequired(
                    "AuthenticationRequired", "Missing auth to create account with did: " + did);
        }
    }

    private static String email(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            throw XrpcException.invalidRequest("Email is required");
        }
        if (!EmailAddresses.acceptable(given)) {
            throw XrpcException.invalidRequest("This email address is not supported, please use a different email.");
        }
        return EmailAddresses.normalize(given);
    }

    /// Whoever has proved nothing does not make this server ask others where a handle leads.
    private void checkHandle(Handle handle, @Nullable Did did, Caller caller) {
        handles.check(handle).ifPresent(refusal -> {
            throw XrpcException.named(refusal.error(), refusal.message());
        });
        if (handles.underServiceDomain(handle)) {
            return;
        }
        if (did == null) {
            throw XrpcException.named("UnsupportedDomain", "Not a supported handle domain");
        }
        if (webDids.areKept(did)) {
            throw incompatible(handle);
        }
        checkOwner(did, caller);
        if (resolver.refresh(handle).filter(did::equals).isEmpty()) {
            throw XrpcException.invalidRequest("External handle did not resolve to DID");
        }
    }

    private static VerifyingKey key(String didKey) {
        try {
            return VerifyingKey.fromDidKey(didKey);
        } catch (InvalidCryptoException e) {
            throw XrpcException.invalidRequest("Invalid recovery key: it must be a did:key");
        }
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    static XrpcException didTaken() {
        return XrpcException.named("AlreadyExists", "Repo already exists");
    }

    static XrpcException handleTaken(Handle handle) {
        return XrpcException.invalidRequest("Handle already taken: " + handle);
    }

    static XrpcException emailTaken(String email) {
        return XrpcException.invalidRequest("Email already taken: " + email);
    }

    static XrpcException inviteUnavailable() {
        return XrpcException.named("InvalidInviteCode", "Provided invite code not available");
    }
}
