/// The command line: what `rookery serve` and `rookery dev` do, the logs they write, and the commands
/// for operators. Those about accounts and invite codes speak with the running server over HTTP, as its operator.
@NullMarked
package dev.rookery.pds.cli;

import org.jspecify.annotations.NullMarked;
