/// The accounts of this server: who they are, how they log in, and what state they are in.
///
/// **Account events.** A change of an account's state and the events that announce it live in different stores. The row
/// of the account records which events are owed, in the same transaction as the change; they are appended to the
/// sequence next, and then the debt is cleared. A crash in between costs a repeated event, never a lost one: start-up
/// pays what is still owed ([AccountService#recover]).
///
/// **Creation.** A row is reserved first, which takes the handle and the e-mail address; then the DID is registered,
/// then the repo is made (its first commit and its events in one durable write), then the row is published. Start-up
/// publishes a reserved row whose repo exists and drops one whose repo does not.
@NullMarked
package dev.rookery.pds.account;

import org.jspecify.annotations.NullMarked;
