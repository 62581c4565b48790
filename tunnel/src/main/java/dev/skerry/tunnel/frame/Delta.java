// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

/// One change of what a node must know.
public sealed interface Delta {
    String key();

    String uid();

    long version();

    /// The object stands like this now.
    @SuppressWarnings("ArrayRecordComponent")
    record Put(Held state, byte[] value) implements Delta {
        @Override
        public String key() {
            return state.key();
        }

        @Override
        public String uid() {
            return state.uid();
        }

        @Override
        public long version() {
            return state.version();
        }
    }

    /// The object with this uid is gone, or is no longer this node's business. Nothing is ever removed
    /// because it was not mentioned.
    ///
    /// @param version the state of it that the node was last known to hold
    record Gone(String key, String uid, long version) implements Delta {}
}
