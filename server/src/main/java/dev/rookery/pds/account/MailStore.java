package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.mail.Mail;
import dev.rookery.pds.mail.Outbox;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The codes that were mailed to people, and the mails that wait to be sent: the part of the [AccountStore] that
/// knows of mail. Safe for use by many threads. A code is kept hashed; its text is in its mail alone, until that is
/// sent.
///
/// Promises that every implementation keeps (`MailStoreContract` tests each):
///
/// - **With its mail.** A code and the mail that brings it are stored together.
/// - **Newest only.** An account has one code for each purpose, and one mail with such a code waits.
/// - **Held.** A code that must be held is not replaced before its time (see [CodePurpose#held]).
/// - **Once.** What a code is used for and its end happen together, so that it works once, also concurrently.
/// - **Gone with the account.** An account that is retired or deleted has no codes.
public interface MailStore extends Outbox {
    /// Keeps a code in the place of the account's code for the same purpose, and posts the mail that brings
    /// it in the place of the one before, if that still waits. Does nothing if the account no longer has the
    /// address that the mail goes to: whoever has the old one is nobody to give codes to. Does nothing either
    /// while the code before is held.
    void issue(MailedCode code, Mail mail, Instant now);

    /// The account's code for the purpose.
    Optional<MailedCode> code(Did did, CodePurpose purpose);

    /// The code for the purpose that has this hash, whosever it is.
    Optional<MailedCode> code(CodePurpose purpose, HashedId hash);

    /// Uses a code up. Returns whether it was still there.
    boolean use(MailedCode code);

    /// Notes that the account's address is confirmed, and uses the code up. Returns whether it was still there.
    boolean confirmEmail(MailedCode code, Instant now);

    /// Gives the account another address, in lower case, which is not confirmed yet; all codes of the account end.
    ///
    /// @param code which must still be there, or null if none is needed
    EmailChange changeEmail(Did did, String email, @Nullable MailedCode code);

    /// Says whether signing in takes a mailed code, and uses the code up.
    ///
    /// @param email the address that the account must still have, in lower case
    /// @param code which must still be there, or null if none is needed: to switch it on, or while the
    ///     address is not confirmed
    /// @return whether all that was so
    boolean setEmailAuthFactor(Did did, String email, boolean on, @Nullable MailedCode code);

    /// Gives the account another password, ends its sessions and uses the code up. Returns whether it was still
    /// there.
    boolean resetPassword(MailedCode code, String passwordHash);
}
