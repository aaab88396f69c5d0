/// The web server: Jetty, with what is bounded in sum beside it.
///
/// [HttpServer] listens; [FrontDoor] takes every request, answers the few pages that are not XRPC, and hands the
/// rest to the router. This is the only package that knows the web server's library.
@NullMarked
package dev.rookery.pds.http;

import org.jspecify.annotations.NullMarked;
