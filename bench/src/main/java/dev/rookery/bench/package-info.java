/// Benchmarks of the protocol library's hot paths, by JMH.
@NullMarked
package dev.rookery.bench;

import org.jspecify.annotations.NullMarked;
