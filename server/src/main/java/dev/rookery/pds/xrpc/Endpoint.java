package dev.rookery.pds.xrpc;

/// One XRPC query or procedure.
///
/// `I` and `O` are records nested in the endpoint's class, shaped like the lexicon's parameters (of a query) or
/// input (of a procedure) and its output; [Nothing] where there is none. A body that is not JSON comes in as
/// [RequestBody] and goes out as [ResponseBody], streamed in both directions.
///
/// Endpoints are shared by all requests, so they hold only final fields.
public interface Endpoint<C extends Caller, I, O> {
    Method<C, I, O> method();

    O handle(C caller, I input);
}
