package io.headrace.operate;

import io.headrace.broker.GroupStatus;
import io.headrace.broker.StreamStatus.StreamGroup;
import org.jspecify.annotations.Nullable;

/**
 * One of a stream's groups, with its figures.
 *
 * @param group  its name, and whether the server has it
 * @param status its figures; {@code null} if it is missing on the server, or is another program's under a name that no group
 *     of Headrace's can have
 */
public record GroupReport(StreamGroup group, @Nullable GroupStatus status) {}
