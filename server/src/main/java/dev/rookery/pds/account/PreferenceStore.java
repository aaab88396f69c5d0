package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import java.util.List;
import java.util.function.UnaryOperator;

/// What people's apps keep here for them: the part of the [AccountStore] that knows of preferences. Safe for use by
/// many threads.
///
/// Promises that every implementation keeps (`PreferenceStoreContract` tests each):
///
/// - **In order.** An account's preferences come in the order in which they were given.
/// - **Whole.** A change sees all of the account's preferences and replaces them at once, also concurrently.
/// - **Gone with the account.** An account that is retired or deleted has none, and gets none.
public interface PreferenceStore {
    List<Preference> of(Did did);

    /// Replaces an account's preferences with what is made of them. Nothing is changed if that fails.
    void change(Did did, UnaryOperator<List<Preference>> change);
}
