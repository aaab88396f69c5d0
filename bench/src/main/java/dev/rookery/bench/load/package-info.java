/// A load program: the same work against several servers in turn, with throughput, latency and the servers' CPU time.
///
/// **Terms.** A *target* is a server and its process. A *scenario* prepares a target, and often gives a [Workload]:
/// what a number of workers do again and again. A *run* is one timed stretch of it.
///
/// **Fair by construction.** Targets take turns, run by run, after a warm-up each; a target's idle neighbour does
/// nothing meanwhile. The client costs a few microseconds a request, and its own CPU time is printed too.
@NullMarked
package dev.rookery.bench.load;

import org.jspecify.annotations.NullMarked;
