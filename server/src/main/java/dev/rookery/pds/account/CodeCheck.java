package dev.rookery.pds.account;

/// What came of looking at a code that somebody entered.
public sealed interface CodeCheck {
    /// It is the one that was mailed. It is used up by what it is used for.
    record Valid(MailedCode code) implements CodeCheck {}

    /// It is none that was mailed to this account for this purpose, or a newer one has been mailed since.
    record Unknown() implements CodeCheck {}

    /// It was the right one, and its time is over.
    record Expired() implements CodeCheck {}
}
