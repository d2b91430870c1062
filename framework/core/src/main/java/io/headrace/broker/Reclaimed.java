package io.headrace.broker;

/**
 * Reply to a {@link Reclaim}.
 *
 * @param claims what the taker holds now; each crash is recorded with its messages
 * @param over   whether there is nothing more to take: the name is gone, or alive again
 */
public record Reclaimed(Claims claims, boolean over) {}
