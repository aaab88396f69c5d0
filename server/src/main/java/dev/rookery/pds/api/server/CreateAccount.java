package dev.rookery.pds.api.server;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.Reservation;
import dev.rookery.pds.account.SignUp;
import dev.rookery.pds.api.PasswordWork;
import dev.rookery.pds.api.PlcFailures;
import dev.rookery.pds.auth.Session;
import dev.rookery.pds.auth.Sessions;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.createAccount`: makes an account, with a new DID or one that its owner moves here.
public final class CreateAccount implements Endpoint<Caller, CreateAccount.Input, CreateAccount.Output> {

    public record Input(
            @Nullable String email,
            Handle handle,
            @Nullable Did did,
            @Nullable String inviteCode,
            @Nullable String verificationCode,
            @Nullable String verificationPhone,
            @Nullable String password,
            @Nullable String recoveryKey,
            @Nullable DataValue plcOp) {}

    public record Output(
            String accessJwt,
            String refreshJwt,
            Handle handle,
            Did did,
            @Nullable DataMap didDoc) {}

    private static final Method<Caller, Input, Output> METHOD = new Method<>(
            "com.atproto.server.createAccount",
            Access.SERVICE_OR_ANYONE,
            RateLimit.perAddress(100, Duration.ofMinutes(5)),
            Input.class,
            Output.class);

    private final SignUpForm form;
    private final AccountService accounts;
    private final Sessions sessions;
    private final DidDocuments documents;

    public CreateAccount(SignUpForm form, AccountService accounts, Sessions sessions, DidDocuments documents) {
        this.form = form;
        this.accounts = accounts;
        this.sessions = sessions;
        this.documents = documents;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        SignUp signUp = form.check(in, caller);
        switch (create(signUp)) {
            case RESERVED -> {}
            case DID_TAKEN -> throw SignUpForm.didTaken();
            case HANDLE_TAKEN -> throw SignUpForm.handleTaken(signUp.handle());
            case EMAIL_TAKEN -> throw SignUpForm.emailTaken(String.valueOf(in.email()));
            case INVITE_UNAVAILABLE -> throw SignUpForm.inviteUnavailable();
        }
        Session session = sessions.openFirst(signUp.did());
        return new Output(
                session.accessJwt(),
                session.refreshJwt(),
                signUp.handle(),
                signUp.did(),
                documents.ofNewAccount(signUp.did()));
    }

    private Reservation create(SignUp signUp) {
        try {
            return PasswordWork.run(() -> accounts.create(signUp));
        } catch (IdentityException e) {
            throw PlcFailures.answer("Could not register the DID", e);
        }
    }
}
