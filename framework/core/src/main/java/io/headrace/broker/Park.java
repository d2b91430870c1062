package io.headrace.broker;

import java.time.Duration;

/** A failed message to hold back until its retry is due. */
public record Park(Hold hold, Duration delay, String error) {}
