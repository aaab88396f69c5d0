/// What bounds the load that clients put on this process in sum: its memory, and its processor.
///
/// Limits on each request say nothing of their sum. So whoever is about to hold bytes in a client's name (a body, the
/// values parsed from it, rows read for an answer) takes them from one [dev.rookery.pds.load.MemoryBudget] first, and
/// gives them back when it is done. What does not fit waits a moment; clients that stall are cut off for it; and
/// whoever
/// still does not fit is told to come again. What computes for more than a few milliseconds does so in
/// [dev.rookery.pds.load.HeavyWork], and not on the threads that carry all requests.
@NullMarked
package dev.rookery.pds.load;

import org.jspecify.annotations.NullMarked;
