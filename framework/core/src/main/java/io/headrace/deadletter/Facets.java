package io.headrace.deadletter;

import io.headrace.message.MessageId;
import java.util.List;

/**
 * What dead letters have in common, the most frequent first. Of each kind at most {@value #MOST} are told apart.
 *
 * @param looked  letters that were looked at
 * @param matched letters that fit the filter
 * @param errors  by {@link DeadLetter#fingerprint}
 * @param classes by class of the exception
 * @param reasons by reason
 * @param days    by day of death in UTC, oldest first
 */
public record Facets(
        long looked, long matched, List<Facet> errors, List<Facet> classes, List<Facet> reasons, List<Facet> days) {
    static final int MOST = 1000;

    /**
     * Dead letters that are alike.
     *
     * @param name    what they have in common
     * @param count   how many there are
     * @param example what the error of the oldest one said
     * @param first   the oldest of them
     * @param last    the newest of them
     */
    public record Facet(String name, long count, String example, MessageId first, MessageId last) {}
}
