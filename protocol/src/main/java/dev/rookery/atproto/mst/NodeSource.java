package dev.rookery.atproto.mst;

/// Where nodes come from when a tree needs them.
@FunctionalInterface
public interface NodeSource {
    /// The node of a stub.
    ///
    /// @throws MissingNodeException where the source does not have it
    Node load(Stub stub);

    /// The node that a link leads to, loaded where it is not at hand.
    default Node resolve(Subtree subtree) {
        return switch (subtree) {
            case Node node -> node;
            case Stub stub -> load(stub);
        };
    }
}
