package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.mail.OperatorMail;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.sendEmail`: sends a mail in the operator's words, which are HTML, to an account's owner. When
/// this returns it waits in the outbox.
public final class SendEmail implements Endpoint<Caller, SendEmail.Input, SendEmail.Output> {

    public record Input(
            Did recipientDid,
            String content,
            @Nullable String subject,
            Did senderDid,
            @Nullable String comment) {}

    public record Output(boolean sent) {}

    private static final Method<Caller, Input, Output> METHOD =
            new Method<>("com.atproto.admin.sendEmail", Access.MODERATOR, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final OperatorMail mail;

    public SendEmail(AccountService accounts, OperatorMail mail) {
        this.accounts = accounts;
        this.mail = mail;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        Account account =
                accounts.find(in.recipientDid()).orElseThrow(() -> XrpcException.invalidRequest("Recipient not found"));
        if (account.email() == null) {
            throw XrpcException.invalidRequest("account does not have an email address");
        }
        mail.send(account.email(), in.subject() == null ? "Message via your PDS" : in.subject(), in.content());
        return new Output(true);
    }
}
