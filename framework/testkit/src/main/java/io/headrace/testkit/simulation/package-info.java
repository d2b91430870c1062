/**
 * The real engine on the in-memory broker, in manual time, under a seeded scheduler that kills processes and loses requests
 * and replies. Every run is repeatable from its seed.
 */
@NullMarked
package io.headrace.testkit.simulation;

import org.jspecify.annotations.NullMarked;
