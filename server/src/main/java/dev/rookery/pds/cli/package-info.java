/// The command line: what `rookery serve` and `rookery dev` do, and the logs they write.
@NullMarked
package dev.rookery.pds.cli;

import org.jspecify.annotations.NullMarked;
