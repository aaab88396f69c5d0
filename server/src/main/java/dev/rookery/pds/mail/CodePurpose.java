package dev.rookery.pds.mail;

import java.time.Duration;

/// What a code that comes by mail is good for, and what the mail says about it.
public enum CodePurpose {
    CONFIRM_EMAIL(
            "Email Confirmation",
            "To confirm that this is your e-mail address, enter this code:",
            "If you have no account here, somebody gave your address by mistake, and you can ignore this mail."),
    UPDATE_EMAIL(
            "Email Update Requested",
            "To give your account another e-mail address, or to sign in without codes from now on, enter this code:",
            "If you did not ask for it, somebody else is signed in to your account: change your password."),
    RESET_PASSWORD(
            "Password Reset Requested",
            "To set a new password, enter this code:",
            "If you did not ask for it, you can ignore this mail: your password stays as it is."),
    SIGN_IN(
            "Sign In Code",
            "To sign in to your account, enter this code:",
            "If you did not try to sign in, somebody else knows your password: change it."),
    DELETE_ACCOUNT(
            "Account Deletion Requested",
            "To delete your account and everything in it for good, enter this code:",
            "If you did not ask for it, somebody else is signed in to your account: change your password."),
    PLC_OPERATION(
            "PLC Update Operation Requested",
            "To change your identity, for example to move to another server, enter this code:",
            "Whoever has it can take your account away: give it to nobody, and enter it only where you meant to. If you"
                    + " did not ask for it, somebody else is signed in to your account: change your password.");

    /// How long a code is good for.
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    /// How long a sign-in code is not replaced: whoever knows a password cannot fill its owner's mailbox, nor
    /// end the code that the owner is about to enter.
    private static final Duration SIGN_IN_HELD = Duration.ofMinutes(5);

    private final String subject;
    private final String request;
    private final String otherwise;

    CodePurpose(String subject, String request, String otherwise) {
        this.subject = subject;
        this.request = request;
        this.otherwise = otherwise;
    }

    /// How long no newer code takes the place of one.
    public Duration held() {
        return this == SIGN_IN ? SIGN_IN_HELD : Duration.ZERO;
    }

    String subject() {
        return subject;
    }

    /// The sentence before the code.
    String request() {
        return request;
    }

    /// What to do about a mail that one did not ask for.
    String otherwise() {
        return otherwise;
    }
}
