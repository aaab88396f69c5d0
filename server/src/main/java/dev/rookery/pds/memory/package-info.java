/// The budget of memory that everything under way for clients shares.
///
/// Limits on each request say nothing of their sum. So whoever is about to hold bytes in a client's name (a body, the
/// values parsed from it, rows read for an answer) takes them from one [dev.rookery.pds.memory.MemoryBudget] first, and
/// gives them back when it is done. What does not fit waits a moment; clients that stall are cut off for it; and
/// whoever
/// still does not fit is told to come again.
@NullMarked
package dev.rookery.pds.memory;

import org.jspecify.annotations.NullMarked;
