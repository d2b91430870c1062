package io.headrace.broker;

import io.headrace.message.MessageId;

/**
 * What a reset of a group's position means.
 *
 * @param from         last id that was delivered before
 * @param to           the new position: what comes after it is delivered next; never after the stream's last id
 * @param again        entries that will be delivered again
 * @param settled      those of them that the group was through with, so that their effects repeat
 * @param skipped      entries that were not delivered yet and will not be
 * @param atLeast      whether these three are what could be counted cheaply, and there may be more
 * @param workersAlive workers of the group whose lease runs
 */
public record ResetPlan(
        MessageId from, MessageId to, long again, long settled, long skipped, boolean atLeast, int workersAlive) {}
