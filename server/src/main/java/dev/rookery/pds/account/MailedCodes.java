package dev.rookery.pds.account;

import dev.rookery.atproto.cid.Base32;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.mail.Letters;
import dev.rookery.pds.mail.Postman;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/// Mails codes to people, and says whether what they enter is right: `XXXXX-XXXXX`, in any case of letters.
///
/// A wrong guess does not end a code: there are 2^50 of them, and each lasts for minutes.
public final class MailedCodes {
    private static final int RANDOM_BYTES = 8;
    private static final int HALF_LENGTH = 5;

    private final MailStore store;
    private final Letters letters;
    private final Postman postman;
    private final SecureRandom random;
    private final InstantSource time;

    public MailedCodes(MailStore store, Letters letters, Postman postman, SecureRandom random, InstantSource time) {
        this.store = store;
        this.letters = letters;
        this.postman = postman;
        this.random = random;
        this.time = time;
    }

    /// Mails a new code to the account's owner. The one before for the same purpose ends.
    ///
    /// @param email the account's address
    public void send(Account account, String email, CodePurpose purpose) {
        Instant now = time.instant();
        Instant end = now.plus(CodePurpose.LIFETIME);
        String code = newCode();
        store.issue(
                new MailedCode(account.did(), purpose, hash(purpose, code), end),
                letters.code(purpose, email, account.handle().text(), code, end),
                now);
        postman.wake();
    }

    private String newCode() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String text = Base32.encode(bytes).toUpperCase(Locale.ROOT);
        return text.substring(0, HALF_LENGTH) + "-" + text.substring(HALF_LENGTH, 2 * HALF_LENGTH);
    }

    private static HashedId hash(CodePurpose purpose, String code) {
        return HashedId.of(purpose + ":" + code.strip().toUpperCase(Locale.ROOT));
    }

    /// Looks at a code that somebody entered for the account.
    public CodeCheck check(Did did, CodePurpose purpose, String entered) {
        HashedId hash = hash(purpose, entered);
        return judge(store.code(did, purpose)
                .filter(code -> PasswordHasher.same(code.hash().text(), hash.text())));
    }

    /// Looks at a code that somebody entered who is not signed in: whose it is follows from it.
    public CodeCheck check(CodePurpose purpose, String entered) {
        return judge(store.code(purpose, hash(purpose, entered)));
    }

    private CodeCheck judge(Optional<MailedCode> found) {
        if (found.isEmpty()) {
            return new CodeCheck.Unknown();
        }
        MailedCode code = found.get();
        return code.expiresAt().isAfter(time.instant()) ? new CodeCheck.Valid(code) : new CodeCheck.Expired();
    }

    /// Uses a code up. Returns whether it was still there.
    public boolean use(MailedCode code) {
        return store.use(code);
    }
}
