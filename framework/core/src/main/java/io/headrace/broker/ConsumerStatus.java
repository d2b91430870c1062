package io.headrace.broker;

import java.util.Set;

/**
 * A consumer of a group.
 *
 * @param name        its name
 * @param kind        whose it is
 * @param stream      entries of the stream that it holds
 * @param lane        entries of the lane that it holds
 * @param idleMillis  time since it last read or claimed; -1 if the server has not seen it do so
 * @param leased      whether it has a lease, which may have run out
 * @param leaseMillis time that is left of the lease, 0 or less if it has run out; 0 without one
 */
public record ConsumerStatus(
        String name, Kind kind, long stream, long lane, long idleMillis, boolean leased, long leaseMillis) {
    private static final Set<String> RESERVED = Set.of(GroupState.RETRY, GroupState.FREE, "~sweep");
    private static final String OURS = "hr-";

    /** Whose consumer it is. */
    public enum Kind {
        /** A worker of Headrace's. */
        WORKER,
        /** A name under which Headrace keeps messages that nobody has in hand. */
        RESERVED,
        /** Another program's: it is left alone. */
        FOREIGN
    }

    /** A consumer whose kind follows from its name and its lease. */
    public static ConsumerStatus of(
            String name, long stream, long lane, long idleMillis, boolean leased, long leaseMillis) {
        boolean worker = leased || name.startsWith(OURS);
        Kind kind = RESERVED.contains(name) ? Kind.RESERVED : worker ? Kind.WORKER : Kind.FOREIGN;
        return new ConsumerStatus(name, kind, stream, lane, idleMillis, leased, leaseMillis);
    }

    /** Entries that it holds in stream and lane together. */
    public long pending() {
        return stream + lane;
    }

    /** Whether its lease runs. */
    public boolean isAlive() {
        return leased && leaseMillis > 0;
    }

    /** Whether it tells an operator nothing: a name of Headrace's own that holds nothing at the moment. */
    public boolean isEmptyShelf() {
        return kind == Kind.RESERVED && pending() == 0;
    }
}
