package dev.rookery.pds.api;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.CodeCheck;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.account.MailedCodes;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.XrpcException;

/// Has codes mailed, and refuses those that are not right with the names that clients know.
public final class Codes {
    private final AccountService accounts;
    private final MailedCodes codes;

    public Codes(AccountService accounts, MailedCodes codes) {
        this.accounts = accounts;
        this.codes = codes;
    }

    /// Mails a code to the account's address.
    public void mail(Did did, CodePurpose purpose) {
        Account account = accountWithEmail(did);
        mail(account, purpose);
    }

    /// Mails a code to the account's address. Does nothing if it has none.
    public void mail(Account account, CodePurpose purpose) {
        if (account.email() != null) {
            codes.send(account, account.email(), purpose);
        }
    }

    /// Returns the account, which is one that can get mail.
    public Account accountWithEmail(Did did) {
        Account account = accounts.find(did).orElseThrow(() -> XrpcException.invalidRequest("account not found"));
        if (account.email() == null) {
            throw XrpcException.invalidRequest("account does not have an email address");
        }
        return account;
    }

    /// Returns the code that the account's owner entered if it is the one that was mailed. It is not used up yet.
    public MailedCode check(Did did, CodePurpose purpose, String entered) {
        return valid(codes.check(did, purpose, entered));
    }

    /// Returns the code that somebody entered who is not signed in. It is not used up yet.
    public MailedCode check(CodePurpose purpose, String entered) {
        return valid(codes.check(purpose, entered));
    }

    /// Uses a code up.
    public void use(MailedCode code) {
        if (!codes.use(code)) {
            throw invalid();
        }
    }

    private static MailedCode valid(CodeCheck check) {
        return switch (check) {
            case CodeCheck.Valid(MailedCode code) -> code;
            case CodeCheck.Unknown() -> throw invalid();
            case CodeCheck.Expired() -> throw XrpcException.named("ExpiredToken", "Token is expired");
        };
    }

    /// The refusal of a code that is not the one that was mailed, or has been used.
    public static XrpcException invalid() {
        return XrpcException.named("InvalidToken", "Token is invalid");
    }
}
